package dev.crosscheck.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.npz.NpzFile;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Temperature, cut-offs and intervals beside what SciPy, scikit-learn and NumPy give (record_measures.py), and on made-up data. */
class DecisionMeasuresTest {
    /** SciPy's search compares losses, which are flat to within rounding (1e-16) over the square root of it around the minimum. */
    private static final double OF_SEARCH = 1e-6;

    private static final double ROUNDING = 1e-12;

    private static final NpzFile RECORDED = NpzFile.read(Path.of("src", "reference", "recordings", "measures.npz"));

    private static double[] recorded(String name) {
        return RECORDED.array(name).doubles();
    }

    private static int[] classes(String set) {
        return Arrays.stream(RECORDED.array(set + ".y").longs())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    private static Predictions binary() {
        return Predictions.of(MeasuresOfScikitLearnTest.floats(RECORDED.array("binary.p")), 1, classes("binary"));
    }

    @Test
    void temperaturesAreThoseOfSciPy() {
        double two = Temperature.of(0, recorded("sigmoid.logits"), 1, classes("sigmoid"));
        assertEquals(recorded("sigmoid.temperature")[0], two, OF_SEARCH);
        double four = Temperature.of(0, recorded("softmax.logits"), 4, classes("softmax"));
        assertEquals(recorded("softmax.temperature")[0], four, OF_SEARCH);
        assertTrue(two > 1 && four < 1, two + " " + four);
    }

    @Test
    void aTemperatureStaysWithinItsRange() {
        assertEquals(1 / Temperature.MOST, Temperature.of(0, new double[] {-1, 1}, 1, 0, 1), ROUNDING);
        assertEquals(Temperature.MOST, Temperature.of(0, new double[] {-1, 1}, 1, 1, 0), 10 * ROUNDING);
        // Right on its only row, and half of that row is anyone's: σ(5 b) = 3/4.
        assertEquals(5 / Math.log(3), Temperature.of(0.5, new double[] {5}, 1, 1), 10 * ROUNDING);
        assertEquals(5 / Math.log(3), Temperature.of(0.5, new double[] {0, 5}, 2, 1), 10 * ROUNDING);
        assertThrows(IllegalArgumentException.class, () -> Temperature.of(1, new double[] {5}, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> Temperature.of(0, new double[0], 1));
        assertThrows(IllegalArgumentException.class, () -> Temperature.of(0, new double[2], 1, 0));
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> Temperature.of(0, new double[] {bad}, 1, 0));
        }
    }

    private static void assertCounts(String name, CutOff cutOff) {
        double[] found = {cutOff.truePositives(), cutOff.falsePositives(), cutOff.falseNegatives()};
        assertArrayEquals(recorded("binary." + name), found, name);
        Predictions decided = binary().decidedBy(1, cutOff.probability());
        int[][] confusion = ClassMeasures.of(decided).confusion();
        assertArrayEquals(
                found, new double[] {confusion[1][1], confusion[0][1], confusion[1][0]}, name + " by predictions");
    }

    @Test
    void cutOffsAreTheBestOfAll() {
        Ranking ranking = binary().ranking(1);
        assertCounts("least_cost", CutOff.ofCosts(ranking, 1, 5));
        assertCounts("recall_at_least_0.9", CutOff.ofRecall(ranking, 0.9));
        assertCounts("precision_at_least_0.6", CutOff.ofPrecision(ranking, 0.6).orElseThrow());
    }

    @Test
    void cutOffsLieBetweenProbabilities() {
        Ranking ranking =
                Predictions.of(new float[] {0.25f, 0.5f, 0.75f}, 1, 0, 0, 1).ranking(1);
        assertEquals(0.625, CutOff.ofRecall(ranking, 1).probability());
        assertEquals(
                0.125,
                CutOff.ofCosts(
                                Predictions.of(new float[] {0.25f, 0.5f}, 1, 1, 0)
                                        .ranking(1),
                                1,
                                9)
                        .probability());
        Ranking wrong = Predictions.of(new float[] {0.25f, 1}, 1, 1, 0).ranking(1);
        assertTrue(CutOff.ofPrecision(wrong, 0.9).isEmpty());
        assertTrue(CutOff.ofCosts(wrong, 9, 1).probability() > 1);
    }

    @Test
    void theOtherClassCanBePositive() {
        ClassMeasures measures = ClassMeasures.of(binary().decidedBy(0, null));
        assertEquals(recorded("binary.average_precision_score_of_0")[0], measures.prAuc(), ROUNDING);
        assertEquals(
                recorded("binary.calibration_error")[0], measures.calibration().error(), ROUNDING);
        assertEquals(recorded("binary.roc_auc_score")[0], measures.rocAuc(), ROUNDING);
        assertThrows(IllegalArgumentException.class, () -> binary().decidedBy(2, null));
    }

    @Test
    void calibrationErrorsAreThoseOfAHistogram() {
        assertEquals(
                recorded("binary.calibration_error")[0],
                Calibration.of(binary()).error(),
                ROUNDING);
        Predictions multi =
                Predictions.of(MeasuresOfScikitLearnTest.floats(RECORDED.array("multi.p")), 4, classes("multi"));
        assertEquals(
                recorded("multi.calibration_error")[0], Calibration.of(multi).error(), ROUNDING);
    }

    @Test
    void halfWidthsAreThoseOfNumPy() {
        double[] levels = recorded("conformal.levels");
        double[] found = Arrays.stream(levels)
                .map(level -> Conformal.halfWidth(recorded("conformal.residuals"), level))
                .toArray();
        assertArrayEquals(recorded("conformal.half_widths"), found);
    }

    @Test
    void tooFewRowsPromiseNothing() {
        assertEquals(9, Conformal.leastRows(0.9));
        assertEquals(19, Conformal.leastRows(0.95));
        assertEquals(8, Conformal.halfWidth(new double[] {-1, 2, 3, -8, 5, 4, 7, -6, 0}, 0.9));
        assertThrows(IllegalArgumentException.class, () -> Conformal.halfWidth(new double[8], 0.9));
        assertThrows(IllegalArgumentException.class, () -> Conformal.halfWidth(new double[] {Double.NaN}, 0.5));
        assertThrows(IllegalArgumentException.class, () -> Conformal.halfWidth(new double[9], 1));
    }
}
