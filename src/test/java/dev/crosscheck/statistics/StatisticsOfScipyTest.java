package dev.crosscheck.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.data.npz.NpzFile;
import dev.crosscheck.measure.Interval;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every statistic beside what SciPy 1.15.3 gives for the same made-up sweeps, recorded by record_statistics.py. */
class StatisticsOfScipyTest {
    /** Quantiles of Student's t are found by iteration in both; accuracies are near 100, where doubles are 1.4e-14 apart. */
    private static final double CLOSE = 1e-9;

    private static final NpzFile RECORDED = NpzFile.read(Path.of("src", "reference", "recordings", "statistics.npz"));

    private static double[] recorded(String name) {
        return RECORDED.array(name).doubles();
    }

    private static void assertRecorded(String name, double... values) {
        assertArrayEquals(recorded(name), values, CLOSE, name);
    }

    private static void assertRecorded(String name, Interval interval) {
        assertRecorded(name, interval.low(), interval.high());
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 12, 16, 30, 100})
    void summaries(int runs) {
        Summary summary = Summary.of(recorded("n" + runs + ".x"));
        assertEquals(runs, summary.runs());
        assertRecorded("n" + runs + ".mean", summary.mean());
        assertRecorded("n" + runs + ".deviation", summary.deviation());
        assertRecorded("n" + runs + ".interval", summary.interval());
        assertRecorded("n" + runs + ".range", summary.least(), summary.most());
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 12, 16, 30, 100})
    void pairedDifferences(int runs) {
        PairedDifference paired = PairedDifference.of(recorded("n" + runs + ".x"), recorded("n" + runs + ".y"));
        assertRecorded("n" + runs + ".difference", paired.summary().mean());
        assertRecorded("n" + runs + ".difference_interval", paired.summary().interval());
        if (runs <= 16) {
            assertRecorded("n" + runs + ".permutation", paired.p());
        }
    }

    /** Of 100,000 patterns the share of those as far has a standard error of 0.0016 at 0.5: five of these. */
    @Test
    void randomPatternsAreNearToAllPatterns() {
        double[] x = recorded("n16.x");
        double[] y = recorded("n16.y");
        double[] differences =
                IntStream.range(0, 16).mapToDouble(i -> x[i] - y[i]).toArray();
        double random = SignFlips.random(differences, 100_000, new SplittableRandom(7));
        assertEquals(recorded("n16.permutation")[0], random, 0.008);
    }

    @Test
    void holm() {
        assertRecorded("holm.corrected", PairedDifference.holm(recorded("holm.p")));
    }
}
