package dev.crosscheck.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crosscheck.CrosscheckException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which settings are meant by a grid and by draws from it. */
class GridTest {
    private static final List<String> KNOWN = List.of("hidden", "lr", "batch", "activation");

    private static List<Map<String, String>> grid(String words) {
        return Grid.settings(List.of(words.split(" ")), KNOWN);
    }

    @Test
    void allCombinationsInTheOrderOfTheNames() {
        assertEquals(
                List.of("hidden=64 lr=0.1", "hidden=64 lr=0.01", "hidden=8 lr=0.1", "hidden=8 lr=0.01"),
                grid("hidden=64,8 lr=0.1,0.01").stream().map(SweepPlan::words).toList());
        assertEquals(List.of(Map.of()), Grid.settings(List.of(), KNOWN));
    }

    @Test
    void valuesWithCommasAreSeparatedBySemicolons() {
        assertEquals(List.of(Map.of("hidden", "64"), Map.of("hidden", "128,64")), grid("hidden=64;128,64"));
        assertEquals(List.of(Map.of("hidden", "64")), grid("--hidden=64"));
    }

    @Test
    void hugeGridsAreCountedNotMade() {
        String hundred = IntStream.range(1, 101).mapToObj(Integer::toString).collect(Collectors.joining(","));
        String huge = "hidden=%s lr=%s batch=%s activation=%s".replace("%s", hundred);
        CrosscheckException refused = assertThrows(CrosscheckException.class, () -> grid(huge));
        assertEquals("--grid: expected at most 100000 settings, found 1000000 or more.", refused.getMessage());
    }
}
