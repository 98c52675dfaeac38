package dev.crosscheck.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which settings are meant by a grid and by draws from it. */
class GridTest {
    private static final List<String> KNOWN = List.of("hidden", "lr", "batch", "activation");

    private static Grid grid(String words) {
        return Grid.parse(List.of(words.split(" ")), KNOWN);
    }

    private static String refusal(Runnable work) {
        return assertThrows(CrosscheckException.class, work::run).getMessage();
    }

    @Test
    void allCombinationsInTheOrderOfTheNames() {
        assertEquals(
                List.of("hidden=64 lr=0.1", "hidden=64 lr=0.01", "hidden=8 lr=0.1", "hidden=8 lr=0.01"),
                grid("hidden=64,8 lr=0.1,0.01").all().stream()
                        .map(SweepPlan::words)
                        .toList());
        assertEquals(List.of(Map.of()), Grid.parse(List.of(), KNOWN).all());
    }

    /** A hundred draws have a mean within four standard errors, 4·4/√(12·100) = 0.46, of the middle. */
    @Test
    void aRangeFromBelowZeroIsDrawnEvenly() {
        double[] drawn = grid("lr=-1.0..3.0").random(100, 1).stream()
                .mapToDouble(setting -> Double.parseDouble(setting.get("lr")))
                .toArray();
        assertTrue(Arrays.stream(drawn).allMatch(value -> value >= -1 && value <= 3));
        assertEquals(1, Arrays.stream(drawn).average().orElseThrow(), 0.46);
        assertTrue(Arrays.stream(drawn).max().orElseThrow() > 2.5);
    }

    @Test
    void valuesWithCommasAreSeparatedBySemicolons() {
        assertEquals(List.of("64", "128,64"), grid("hidden=64;128,64").values().get("hidden"));
        assertEquals(List.of("64"), grid("--hidden=64").values().get("hidden"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hiden=64 | --grid: expected the name of a setting of train, found 'hiden' (did you mean hidden?).",
                "colour=red | --grid: expected the name of a setting of train, found 'colour'.",
                "hidden= | --grid hidden=: expected values after hidden=, found none.",
                "hidden | --grid hidden: expected values after hidden=, found none.",
                "hidden=64,,8 | --grid hidden=64,,8: expected values after hidden=, found none.",
                "hidden=64,64 | --grid hidden=64,64: the same is named twice.",
                "hidden=64 hidden=8 | --grid hidden=8: the same is named twice.",
            })
    void whatIsWrongIsNamed(String words, String message) {
        assertEquals(message, refusal(() -> grid(words)));
    }

    @Test
    void hugeGridsAreCountedNotMade() {
        String hundred = IntStream.range(1, 101).mapToObj(Integer::toString).collect(Collectors.joining(","));
        Grid huge = grid("hidden=%s lr=%s batch=%s activation=%s".replace("%s", hundred));
        assertEquals(100_000_000, huge.size());
        assertEquals("--grid: expected at most 100000 settings, found 100000000.", refusal(huge::all));
        assertEquals(50, huge.random(50, 1).size());
    }

    @Test
    void drawsAreTheSameForASeedAndDiffer() {
        Grid grid = grid("lr=0.0001..0.01 hidden=16..512 activation=relu,tanh");
        List<Map<String, String>> drawn = grid.random(200, 1);
        assertEquals(drawn, grid.random(200, 1));
        assertTrue(!drawn.equals(grid.random(200, 2)));
        assertEquals(200, drawn.stream().distinct().count());
        for (Map<String, String> setting : drawn) {
            double rate = Double.parseDouble(setting.get("lr"));
            assertTrue(rate >= 0.0001 && rate <= 0.01, setting.toString());
            int hidden = Integer.parseInt(setting.get("hidden"));
            assertTrue(hidden >= 16 && hidden <= 512, setting.toString());
        }
        double[] rates = drawn.stream()
                .mapToDouble(setting -> Double.parseDouble(setting.get("lr")))
                .sorted()
                .toArray();
        // Evenly on a logarithmic scale, the median is near 0.001; evenly it would be 0.005.
        assertTrue(rates[100] > 0.0005 && rates[100] < 0.002, Arrays.toString(rates));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lr=0.01..0.01 | --grid lr=0.01..0.01: expected a range from a number to a larger one, found 0.01..0.01.",
                "lr=1..a | --grid lr=1..a: expected a range from a number to a larger one, found 1..a.",
                "hidden=1,2 | --random 3: expected a grid with as many different settings, found 2.",
            })
    void drawsThatCannotBeMadeAreRefused(String words, String message) {
        assertEquals(message, refusal(() -> grid(words).random(3, 1)));
    }

    @Test
    void aRangeNeedsDraws() {
        assertEquals(
                "--grid lr=0.1..1: a range has no values to go through.",
                refusal(() -> grid("lr=0.1..1").all()));
    }
}
