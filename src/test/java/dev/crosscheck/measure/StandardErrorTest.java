package dev.crosscheck.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.TDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors of rows that belong together: on paper, beside other programs' figures, and how often intervals hold. */
class StandardErrorTest {
    private static final double ROUNDING = 1e-12;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 10, 23, 24, 100, 1001})
    void quantilesAreThoseOfAnotherLibrary(int degrees) {
        double expected = TDistribution.of(degrees).inverseCumulativeProbability(0.975);
        assertEquals(expected, StandardError.quantile(degrees), 1e-8 * expected);
    }

    /** Deviations -2, 0, 1, 1: √(6/3/4); of the groups {-2, 0} and {1, 1} 12.706/1.96 √(2/1 · 8)/4. */
    @Test
    void groupsCountAsOne() {
        double[] off = StandardError.off(1, 3, 4, 4);
        assertEquals(Math.sqrt(0.5), StandardError.of(off, null), ROUNDING);
        assertEquals(12.706204736 / 1.959963985, StandardError.of(off, new int[] {5, 5, 9, 9}), 1e-8);
        assertEquals(Double.POSITIVE_INFINITY, StandardError.of(off, new int[4]));
        assertEquals(Double.POSITIVE_INFINITY, StandardError.of(new double[1], null));
    }

    /** Deviations of ±0.5, whose sums are ±5: 10/9 · 250/100² times t² for the groups, and 25/99/100 for rows. */
    @Test
    void equalRowsSayWhatOneSays() {
        int[] groups = IntStream.range(0, 100).map(row -> row / 10).toArray();
        double[] values = Arrays.stream(groups).mapToDouble(group -> group % 2).toArray();
        double t = 2.262157163 / 1.959963985;
        assertEquals(
                100 * (25 / 99.0 / 100) / (10 / 9.0 * 250 / 10_000 * t * t),
                StandardError.effectiveRows(values, groups),
                1e-6);
        assertEquals(100, StandardError.effectiveRows(values, null));
        assertEquals(10, StandardError.effectiveRows(new double[100], groups), "whether rows are alike cannot be told");
        double[] unlike = IntStream.range(0, 100).mapToDouble(row -> row % 2).toArray();
        assertEquals(100, StandardError.effectiveRows(unlike, groups), "never more than there are");
        assertEquals(0, StandardError.effectiveRows(values, new int[100]));
        assertEquals(new Interval(0, 1), Interval.ofShare(values, new int[100]));
    }

    /** Of each row there are five copies, which are a group: they say what the row says as a group of its own. */
    @Test
    void copiesSayNoMore() {
        SplittableRandom random = new SplittableRandom(3);
        int rows = 40;
        float[] found = new float[5 * rows];
        int[] labels = new int[5 * rows];
        int[] groups = new int[5 * rows];
        double[] numbers = new double[5 * rows];
        for (int row = 0; row < rows; row++) {
            int label = random.nextInt(2);
            float probability = (float) Math.min(1, 0.3 * label + 0.8 * random.nextDouble());
            double number = random.nextGaussian();
            for (int place = row; place < 5 * rows; place += rows) {
                found[place] = probability;
                labels[place] = label;
                groups[place] = row;
                numbers[place] = number;
            }
        }
        ClassMeasures[] classes = new ClassMeasures[2];
        NumberMeasures[] of = new NumberMeasures[2];
        for (int i = 0; i < 2; i++) {
            int count = i == 0 ? rows : 5 * rows;
            int[] some = Arrays.copyOf(groups, count);
            classes[i] = ClassMeasures.of(Predictions.of(Arrays.copyOf(found, count), 1, Arrays.copyOf(labels, count))
                    .groupedBy(some));
            double[] halves = new double[count];
            Arrays.fill(halves, 0.7);
            double[] actual = Arrays.copyOf(numbers, count);
            of[i] = NumberMeasures.of(some, new double[count], actual)
                    .within(0.9, halves, some, new double[count], actual);
        }
        assertEquals(classes[0].rocAuc(), classes[1].rocAuc(), ROUNDING);
        alike(classes[0].rocAucInterval(), classes[1].rocAucInterval(), ROUNDING);
        alike(of[0].rmseInterval(), of[1].rmseInterval(), ROUNDING);
        // Of rows on their own the divisor is one less than there are.
        alike(classes[0].accuracyInterval(), classes[1].accuracyInterval(), 0.005);
        alike(of[0].coverage().interval(), of[1].coverage().interval(), 0.005);
    }

    /** What 20 rows of one positive group say of another is not known, however many groups there are of others. */
    @Test
    void groupsOfTheRarerKindCount() {
        int[] groups = IntStream.range(0, 100).map(row -> row < 20 ? 0 : row).toArray();
        assertNull(
                Ranking.of(100, row -> 1 - row / 200.0, row -> row < 20, groups).rocAucInterval());
        groups[0] = 1;
        Ranking two = Ranking.of(100, row -> 1 - row * 37 % 100 / 200.0, row -> row < 20, groups);
        assertEquals(new Interval(0, 1), two.rocAucInterval(), "a quantile of one degree of freedom");
        assertTrue(two.chanceError() > 0.1, "" + two.chanceError());
        Ranking best = Ranking.of(100, row -> 1 - row / 200.0, row -> row < 20, groups);
        assertEquals(Math.sqrt(101.0 / 12 / 20 / 80), best.chanceError(), ROUNDING, "of a perfect order it is not 0");
    }

    private static void alike(Interval one, Interval other, double difference) {
        assertTrue(one.high() > one.low(), one.toString());
        assertEquals(one.low(), other.low(), difference);
        assertEquals(one.high(), other.high(), difference);
    }

    /** Rows of 24 patients with eight visits each, who have something of their own: how many of 1,000 intervals hold, by groups and by rows. Squares are skewed. */
    @ParameterizedTest
    @CsvSource({"accuracy, 930, 800", "RMSE, 880, 800", "AUC, 930, 800"})
    void intervalsHold(String measure, int least, int most) {
        SplittableRandom random = new SplittableRandom(1);
        int[] groups = IntStream.range(0, 192).map(row -> row / 8).toArray();
        int[] held = new int[2];
        for (int draw = 0; draw < 1000; draw++) {
            double[] own = IntStream.range(0, 24)
                    .mapToDouble(i -> random.nextGaussian())
                    .toArray();
            int[] ill = IntStream.range(0, 24).map(i -> random.nextInt(2)).toArray();
            double[] x = IntStream.range(0, 192)
                    .mapToDouble(row -> own[row / 8] + random.nextGaussian())
                    .toArray();
            for (int by = 0; by < 2; by++) {
                int[] together = by == 0 ? groups : null;
                Interval interval = switch (measure) {
                    // Half of all are above 0; the mean square is 2; and who is ill is chance.
                    case "accuracy" ->
                        Interval.ofShare(
                                Arrays.stream(x).map(each -> each > 0 ? 1 : 0).toArray(), together);
                    case "RMSE" ->
                        NumberMeasures.of(together, new double[192], x).rmseInterval();
                    default ->
                        Ranking.of(192, row -> 1 / (1 + Math.exp(x[row])), row -> ill[row / 8] == 1, together)
                                .rocAucInterval();
                };
                double truth = measure.equals("RMSE") ? Math.sqrt(2) : 0.5;
                held[by] += interval.low() <= truth && truth <= interval.high() ? 1 : 0;
            }
        }
        assertTrue(held[0] >= least && held[1] <= most, Arrays.toString(held));
    }
}
