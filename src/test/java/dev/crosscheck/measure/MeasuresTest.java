package dev.crosscheck.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cases worked out on paper, and what cannot be measured. */
class MeasuresTest {
    private static final double ROUNDING = 1e-12;

    /** Positive 0.8, 0.4; others 0.4, 0.1: of four pairs three are won and one is tied. */
    private final ClassMeasures four =
            ClassMeasures.of(Predictions.of(new float[] {0.75f, 0.5f, 0.5f, 0.125f}, 1, 1, 1, 0, 0));

    /** One half is class 0. */
    @Test
    void aTieCountsHalf() {
        assertEquals(3.5 / 4, four.rocAuc(), ROUNDING);
        assertEquals(0.5 * 1 + 0.5 * (2.0 / 3), four.prAuc(), ROUNDING);
        assertArrayEquals(new int[][] {{2, 0}, {1, 1}}, four.confusion());
    }

    /** Scores that differ in their last bit are no tie, and 0 and -0 are one. */
    @ParameterizedTest
    @CsvSource({"0.5, 0.5000000000000001, 1", "0.5000000000000001, 0.5, 0", "0, -0, 0.5"})
    void anotherScoreIsHigherOrATie(double other, double positive, double area) {
        double[] scores = {other, positive};
        assertEquals(
                area, Ranking.of(2, row -> scores[row], row -> row == 1, null).rocAuc());
    }

    /** By Mann and Whitney: √((n + m + 1)/(12 n m)). */
    @Test
    void theAreaOfScoresByChanceVariesAsMuchAsItShould() {
        Ranking five = Ranking.of(45, row -> row / 45.0, row -> row < 5, null);
        assertEquals(Math.sqrt(46.0 / (12 * 5 * 40)), five.chanceError(), ROUNDING);
        assertNull(Ranking.of(2, row -> 0.5, row -> true, null).chanceError());
    }

    /** Wilson's interval of 3 in 4 is 0.6275 ± 0.3269. The mean of three times 0.1 is not 0.1 in double, and still there is nothing to explain. */
    @Test
    void allMeasuresAreNamedInOrder() {
        assertEquals(
                "{accuracy=75.00%, 95 % CI=30.1..95.4, balanced=75.00%, log loss=0.4519, ROC AUC=0.8750, PR AUC=0.8333,"
                        + " Brier=0.1445}",
                four.words().toString());
        Measures one = ClassMeasures.of(Predictions.of(new float[] {0.75f}, 1, 1));
        assertEquals("-", one.words().get("ROC AUC"), "a single class");
        assertEquals(
                "{RMSE=0.50000, 95 % CI=0.50000..0.50000, MAE=0.50000, R2=-}",
                NumberMeasures.of(new double[] {0.6, -0.4, 0.6}, 0.1, 0.1, 0.1)
                        .words()
                        .toString());
    }

    /** Class 2 has no rows: it counts neither for the areas nor for balanced accuracy. */
    @Test
    void aClassWithoutRowsDoesNotCount() {
        float[] p = {0.5f, 0.25f, 0.25f, 0.25f, 0.5f, 0.25f, 0.5f, 0.25f, 0.25f};
        ClassMeasures measures = ClassMeasures.of(Predictions.of(p, 3, 0, 1, 1));
        assertEquals((1 + 0.5) / 2, measures.balancedAccuracy(), ROUNDING);
        assertNull(measures.classes().get(2).rocAuc());
        assertEquals((0.75 + 0.75) / 2, measures.rocAuc(), ROUNDING);
        assertEquals(0, measures.classes().get(2).precision());
        ClassMeasures one = ClassMeasures.of(Predictions.of(new float[] {0.5f, 0.25f, 0.25f}, 3, 0));
        assertNull(one.rocAuc(), "there is nothing to tell from");
        assertNull(one.prAuc());
    }

    @Test
    void twoRowsOfAKindAreNeededForAnInterval() {
        assertNull(ClassMeasures.of(Predictions.of(new float[] {0.9f, 0.2f, 0.1f}, 1, 1, 0, 0))
                .rocAucInterval());
        assertNotNull(four.rocAucInterval());
    }

    /** The lower end of Wilson's interval of n of n is n/(n + z²). */
    @ParameterizedTest
    @CsvSource({"10, 10, 0.7224598, 1", "0, 10, 0, 0.2775402", "81, 263, 0.2553, 0.3662"})
    void wilson(int right, int all, double low, double high) {
        Interval interval = Interval.wilson(right, all);
        // Four digits are what Newcombe (1998) prints for 81 of 263.
        assertEquals(low, interval.low(), 5e-5);
        assertEquals(high, interval.high(), 5e-5);
    }

    /** 0.125 and 0.25 are exact in float; an edge belongs to the bin below it. */
    @Test
    void binsIncludeTheirUpperEnds() {
        List<Calibration.Bin> bins = Calibration.of(Predictions.of(new float[] {0, 0.5f, 0.5f, 1}, 1, 0, 0, 1, 1))
                .bins();
        assertEquals(
                List.of(
                        new Calibration.Bin(0, 0.1, 1, 0, 0),
                        new Calibration.Bin(0.4, 0.5, 2, 0.5, 0.5),
                        new Calibration.Bin(0.9, 1, 1, 1, 1)),
                bins);
    }

    @Test
    void calibrationIsThatOfThePositiveClass() {
        Predictions decided = Predictions.of(new float[] {0.25f}, 1, 1).decidedBy(0, null);
        assertEquals(
                List.of(new Calibration.Bin(0.7, 0.8, 1, 0.75, 0)),
                ClassMeasures.of(decided).calibration().bins());
    }

    @Test
    void anIntervalHasTwoSidesAndItsEnds() {
        double[] predicted = {5, 5, 5, 5};
        NumberMeasures.Coverage covered = NumberMeasures.of(predicted, 6, 4, 7, 3)
                .within(0.9, new double[] {1, 1, 1.5, 1.5}, null, predicted, 6, 4, 7, 3)
                .coverage();
        assertEquals(1.25, covered.halfWidth());
        assertEquals(0.5, covered.share());
    }

    @Test
    void theBaselineOfClassesIsTheMajority() {
        ClassMeasures baseline = ClassMeasures.of(Baseline.ofClasses(2, new int[] {1, 1, 1, 0}, 1, 0, 0, 1, 0));
        assertEquals(2, baseline.correct());
        assertEquals(0.5, baseline.rocAuc(), "all are tied");
        assertEquals(0.4, baseline.prAuc(), ROUNDING, "the share of class 1");
        assertEquals(0.5, baseline.balancedAccuracy(), ROUNDING);
        assertEquals(-(2 * Math.log(0.75) + 3 * Math.log(0.25)) / 5, baseline.logLoss(), ROUNDING);
    }

    /** Shares added up row by row in float would be off by several percent. */
    @Test
    void theBaselineOfManyRowsIsADistribution() {
        int[] training = new int[3_000_000];
        assertEquals(0, ClassMeasures.of(Baseline.ofClasses(2, training, 0, 1)).logLoss() - Math.log(1e10) / 2, 1e-6);
    }

    @Test
    void theBaselineOfNumbersIsTheMeanOfTheTrainingPart() {
        NumberMeasures baseline = NumberMeasures.of(Baseline.ofNumbers(2, 1, 3), 2, 4);
        assertEquals(Math.sqrt(2), baseline.rmse(), ROUNDING);
        assertEquals(1 - 4.0 / 2, baseline.r2(), ROUNDING);
    }

    @Test
    void whatIsNoAnswerIsRefused() {
        for (float p : new float[] {Float.NaN, Float.POSITIVE_INFINITY, -0.01f, 1.01f}) {
            refused(
                    "The network's answer for row 2: expected probabilities from 0 to 1, found " + p + ".",
                    () -> Predictions.of(new float[] {0.5f, p}, 1, 0, 1));
        }
        refused("that sum to 1, found a sum of 1.8", () -> Predictions.of(new float[] {0.9f, 0.9f}, 2, 1));
        for (double number : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
            refused("Row 1: expected finite numbers", () -> NumberMeasures.of(new double[] {number}, 1));
            refused("Row 2: expected finite numbers", () -> NumberMeasures.of(new double[] {1, 1}, 1, number));
        }
        refused("", () -> Predictions.of(new float[0], 3));
        refused("", () -> NumberMeasures.of(new double[0]));
    }

    private static void refused(String part, Executable made) {
        CrosscheckException refused = assertThrows(CrosscheckException.class, made);
        assertTrue(refused.getMessage().contains(part), refused.getMessage());
    }

    /** Quartiles 2 and 6, fences at -10 and 18. */
    @Test
    void outliersLieBeyondTheOuterFences() {
        assertEquals(0, NumberMeasures.outliers(0, 1, 2, 3, 4, 5, 6, 7, 18));
        assertEquals(1 / 9.0, NumberMeasures.outliers(0, 1, 2, 3, 4, 5, 6, 7, 18.5));
        assertEquals(2 / 9.0, NumberMeasures.outliers(7, 90, 1, 5, 2, -10.5, 6, 3, 4));
        assertEquals(0, NumberMeasures.outliers(5, 5, 5, 5, 5, 5, 900), "there are no fences");
    }
}
