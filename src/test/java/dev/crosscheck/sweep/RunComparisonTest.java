package dev.crosscheck.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.crosscheck.sweep.RunComparison.Side;
import dev.crosscheck.sweep.SweepResult.Measure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is said of runs side by side, of figures that are given. */
class RunComparisonTest {
    /** One run for each seed, whose test accuracy is given. */
    private static Contender of(String name, long[] seeds, double[] accuracies) {
        List<TrialRecord> runs = new ArrayList<>();
        for (int i = 0; i < seeds.length; i++) {
            runs.add(SweepFilesTest.record(seeds[i], null, accuracies[i]));
        }
        return new Contender(name, Map.of("lr", name), runs);
    }

    /** Each is compared with the first on the seeds that both have, whatever their order. */
    @Test
    void differencesAreThoseOfTheSameSeeds() {
        Contender base = of("a", new long[] {1, 2, 3, 4, 5, 6}, new double[] {90, 91, 92, 93, 94, 95});
        Contender six = of("b", new long[] {6, 5, 4, 3, 2, 1}, new double[] {95.5, 94.25, 93.5, 92.25, 91.5, 90.25});
        Contender four = of("c", new long[] {9, 6, 3, 4, 1}, new double[] {0, 96, 93, 94, 91});
        Contender none = of("d", new long[] {7, 8}, new double[] {99, 99});
        RunComparison comparison = RunComparison.of(List.of(base, six, four, none));
        assertEquals(Measure.TEST_ACCURACY, comparison.measure());
        List<SeedFigures> sides = comparison.sides().stream().map(Side::results).toList();
        assertEquals(92.5, sides.get(0).summary().mean());
        assertNull(sides.get(0).difference());
        assertEquals(6, sides.get(1).difference().summary().runs());
        assertEquals(0.375, sides.get(1).difference().summary().mean());
        assertEquals(4, sides.get(2).difference().summary().runs());
        assertEquals(1, sides.get(2).difference().summary().mean());
        assertNull(sides.get(3).difference());
        // By Holm: the smaller of the two, 2 of 64, is doubled; four of one sign are as far in 2 of 16.
        assertEquals(4 / 64.0, sides.get(1).p());
        assertEquals(2 / 16.0, sides.get(2).p());
        assertNull(sides.get(3).p());
        assertEquals(Map.of("lr", List.of("a", "b", "c", "d")), comparison.differing());
        Map<String, Function<Integer, String>> columns = comparison.columns();
        assertEquals(
                ",runs,mean,95 % interval, or values,pairs,difference,95 % interval of it,p",
                String.join(",", columns.keySet()));
        assertEquals(
                "C,5,74.800,22.832 to 126.768,4,+1.000,,0.13",
                columns.values().stream().map(cell -> cell.apply(2)).collect(Collectors.joining(",")));
        assertEquals("", columns.get("p").apply(3));
    }

    @Test
    void onlyWhatDiffersIsNamed() {
        Contender one = of("a", new long[] {1}, new double[] {90});
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("batch", "64");
        facts.put("lr", "0.1");
        facts.put("momentum", "0.9");
        Contender first = new Contender("one", Map.of("batch", "64", "lr", "0.2"), one.runs());
        Contender second = new Contender("two", facts, one.runs());
        Map<String, List<String>> differing =
                RunComparison.of(List.of(first, second)).differing();
        assertEquals(List.of("0.2", "0.1"), differing.get("lr"));
        assertEquals(Arrays.asList(null, "0.9"), differing.get("momentum"));
        assertEquals(2, differing.size());
    }
}
