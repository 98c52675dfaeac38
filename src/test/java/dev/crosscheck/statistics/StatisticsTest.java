package dev.crosscheck.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.measure.Interval;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What statistics say of few runs, of equal ones and of what is no number. */
class StatisticsTest {

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
