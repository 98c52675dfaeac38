package dev.crosscheck.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.npz.NpzFile;
import dev.crosscheck.measure.Interval;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every statistic beside what SciPy 1.15.3 gives for the same made-up sweeps, recorded by record_statistics.py; and what statistics say of few runs, of
 * equal ones and of what is no number.
 */
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
    void summariesAndPairedDifferences(int runs) {
        Summary summary = Summary.of(recorded("n" + runs + ".x"));
        assertEquals(runs, summary.runs());
        assertRecorded("n" + runs + ".mean", summary.mean());
        assertRecorded("n" + runs + ".deviation", summary.deviation());
        assertRecorded("n" + runs + ".interval", summary.interval());
        assertRecorded("n" + runs + ".range", summary.least(), summary.most());
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

    @Test
    void fewRunsHaveNoInterval() {
        assertNull(Summary.of(new double[] {98}).deviation());
        assertEquals(Math.sqrt(0.5), Summary.of(new double[] {98, 99}).deviation(), 1e-12);
        assertNull(Summary.of(new double[] {98, 97, 98, 99}).interval());
        assertNotNull(Summary.of(new double[] {98, 97, 98, 99, 98}).interval());
        double[] equal = new double[12];
        Arrays.fill(equal, 97.81);
        assertEquals(new Interval(97.81, 97.81), Summary.of(equal).interval());
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void whatIsNotFiniteIsRefused(double wrong) {
        assertThrows(IllegalArgumentException.class, () -> Summary.of(new double[] {98, wrong}));
        assertThrows(
                IllegalArgumentException.class,
                () -> PairedDifference.of(new double[] {98, 98}, new double[] {98, wrong}));
    }

    /** Six of one sign are as far as it goes in 2 of 64 patterns: the smallest p below 0.05 that there is. */
    @Test
    void sixPairsAreTheFewestThatTell() {
        double[] better = {1, 2, 3, 4, 5, 6};
        assertEquals(2 / 64.0, PairedDifference.of(better, new double[6]).p());
        assertEquals(
                2 / 32.0,
                PairedDifference.of(Arrays.copyOf(better, 5), new double[5]).p());
        assertEquals(1, PairedDifference.of(better, better).p(), "the same runs are no difference");
    }

    @Test
    void thePOfDifferencesDoesNotDependOnTheirSize() {
        double[] tiny = {1e-12, 2e-12, 3e-12, -4e-12, 5e-12, 6e-12};
        double[] huge = Arrays.stream(tiny).map(value -> value * 1e24).toArray();
        double p = SignFlips.exact(new double[] {1, 2, 3, -4, 5, 6});
        assertTrue(p < 1);
        assertEquals(p, SignFlips.exact(tiny));
        assertEquals(p, SignFlips.exact(huge));
    }

    /** Differences of accuracies are multiples of 0.01, whose doubles do not add up to the last bit. */
    @Test
    void patternsWithTheSameSumCountAsEqual() {
        int[] hundredths = {1, 2, -3, 3, 1, 2, 1, 1};
        double[] whole = new double[hundredths.length];
        double[] tied = new double[hundredths.length];
        for (int i = 0; i < hundredths.length; i++) {
            whole[i] = hundredths[i];
            tied[i] = (9798 + 7 * i + hundredths[i]) / 100.0 - (9798 + 7 * i) / 100.0;
        }
        assertEquals(SignFlips.exact(whole), SignFlips.exact(tied));
    }

    @Test
    void theLeastPOfManyPairsIsThatOfThePatternsDrawn() {
        double[] better = new double[40];
        Arrays.fill(better, 1);
        assertEquals(1 / 100_001.0, SignFlips.p(better));
    }

    @Test
    void allHundredSignsOfAPatternAreDrawn() {
        double[] last = new double[100];
        last[99] = 1;
        assertEquals(1, SignFlips.p(last));
        // Two have the same sign in every second pattern; were the second word of signs the first again, or none, in
        // each.
        assertEquals(0.5, SignFlips.p(onlyOnes(0, 64)), 0.01);
        assertEquals(0.5, SignFlips.p(onlyOnes(65, 99)), 0.01);
    }

    private static double[] onlyOnes(int... places) {
        double[] values = new double[100];
        Arrays.stream(places).forEach(place -> values[place] = 1);
        return values;
    }

    @Test
    void holmNeverLowersAndKeepsTheOrder() {
        assertArrayEquals(
                new double[] {0.03, 0.06, 0.06}, PairedDifference.holm(new double[] {0.01, 0.03, 0.04}), 1e-15);
        assertArrayEquals(new double[] {1, 0.02}, PairedDifference.holm(new double[] {1, 0.01}), 1e-15);
    }
}
