package dev.crosscheck.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.npz.NpzFile;
import dev.crosscheck.math.Matrix;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every measure beside what scikit-learn 1.4.2, SciPy and NumPy give for the same random predictions, recorded by record_measures.py. */
class MeasuresOfScikitLearnTest {
    /** The same formulas in double over some hundred rows: rounding of some hundred additions, 1e-14 each at most. */
    private static final double ROUNDING = 1e-12;

    /** scikit-learn's log loss divides each row by its sum, which for a softmax in float is 1 within 6e-8 for each class. */
    private static final double OF_SUMS = 2.4e-7;

    private static final NpzFile RECORDED = NpzFile.read(Path.of("src", "reference", "recordings", "measures.npz"));

    private static double[] recorded(String name) {
        return RECORDED.array(name).doubles();
    }

    private static void assertRecorded(String name, double... values) {
        assertArrayEquals(recorded(name), values, ROUNDING, name);
    }

    private static Predictions predictions(String set, int columns) {
        return Predictions.of(Matrix.floats(recorded(set + ".p")), columns, classes(set));
    }

    private static double[] perClass(ClassMeasures measures) {
        List<ClassMeasures.OfClass> classes = measures.classes();
        return IntStream.range(0, 3 * classes.size())
                .mapToDouble(i -> {
                    ClassMeasures.OfClass of = classes.get(i % classes.size());
                    return List.of(of.precision(), of.recall(), of.f1()).get(i / classes.size());
                })
                .toArray();
    }

    private static double[] confusion(ClassMeasures measures) {
        return Arrays.stream(measures.confusion())
                .flatMapToInt(Arrays::stream)
                .asDoubleStream()
                .toArray();
    }

    @Test
    void twoClasses() {
        ClassMeasures measures = ClassMeasures.of(predictions("binary", 1));
        assertRecorded("binary.accuracy_score", measures.accuracy());
        Interval accuracy = measures.accuracyInterval();
        assertRecorded("binary.wilson", accuracy.low(), accuracy.high());
        assertRecorded("binary.balanced_accuracy_score", measures.balancedAccuracy());
        assertRecorded("binary.log_loss", measures.logLoss());
        assertRecorded("binary.brier_score_loss", measures.brier());
        assertRecorded("binary.roc_auc_score", measures.rocAuc());
        Interval area = measures.rocAucInterval();
        double deviation = (area.high() - area.low()) / 2 / Interval.Z;
        assertRecorded("binary.delong_variance", deviation * deviation);
        assertEquals(measures.rocAuc(), (area.low() + area.high()) / 2, ROUNDING);
        assertRecorded("binary.average_precision_score", measures.prAuc());
        assertRecorded("binary.confusion_matrix", confusion(measures));
        assertRecorded("binary.per_class", perClass(measures));
    }

    @Test
    void calibration() {
        List<Calibration.Bin> bins =
                ClassMeasures.of(predictions("binary", 1)).calibration().bins();
        assertRecorded(
                "binary.calibration_mean",
                bins.stream().mapToDouble(Calibration.Bin::meanPredicted).toArray());
        assertRecorded(
                "binary.calibration_fraction",
                bins.stream().mapToDouble(Calibration.Bin::fraction).toArray());
        assertEquals(300, bins.stream().mapToInt(Calibration.Bin::rows).sum());
        assertRecorded(
                "multi.calibration_error",
                Calibration.of(predictions("multi", 4)).error());
    }

    @Test
    void fourClasses() {
        ClassMeasures measures = ClassMeasures.of(predictions("multi", 4));
        assertRecorded("multi.accuracy_score", measures.accuracy());
        assertRecorded("multi.balanced_accuracy_score", measures.balancedAccuracy());
        assertEquals(recorded("multi.log_loss")[0], measures.logLoss(), OF_SUMS);
        assertRecorded("multi.brier", measures.brier());
        double[] areas = recorded("multi.roc_auc");
        assertRecorded(
                "multi.roc_auc",
                measures.classes().stream().mapToDouble(of -> of.rocAuc()).toArray());
        assertEquals(Arrays.stream(areas).sum() / areas.length, measures.rocAuc(), ROUNDING);
        assertRecorded("multi.average_precision_score", measures.prAuc());
        assertRecorded("multi.confusion_matrix", confusion(measures));
        assertRecorded("multi.per_class", perClass(measures));
    }

    @Test
    void numbers() {
        double[] predicted = recorded("numbers.predicted");
        double[] actual = recorded("numbers.true");
        NumberMeasures measures = NumberMeasures.of(predicted, actual);
        assertRecorded(
                "numbers.rmse_interval",
                measures.rmseInterval().low(),
                measures.rmseInterval().high());
        assertRecorded("numbers.rmse", measures.rmse());
        assertRecorded("numbers.mean_absolute_error", measures.mae());
        assertRecorded("numbers.r2_score", measures.r2());
        double[] residuals = IntStream.range(0, actual.length)
                .mapToDouble(row -> actual[row] - predicted[row])
                .sorted()
                .toArray();
        assertRecorded(
                "numbers.quantiles",
                DoubleStream.of(0, 0.05, 0.25, 0.5, 0.75, 0.95, 1)
                        .map(level -> NumberMeasures.quantile(residuals, level))
                        .toArray());
    }

    /** SciPy's search compares losses, which are flat to within rounding (1e-16) over the square root of it around the minimum. */
    private static final double OF_SEARCH = 1e-6;

    private static int[] classes(String set) {
        return Arrays.stream(RECORDED.array(set + ".y").longs())
                .mapToInt(Math::toIntExact)
                .toArray();
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
        assertThrows(IllegalArgumentException.class, () -> Temperature.of(0, new double[] {Double.NaN}, 1, 0));
    }

    private static void assertCounts(String name, CutOff cutOff) {
        double[] found = {cutOff.truePositives(), cutOff.falsePositives(), cutOff.falseNegatives()};
        assertArrayEquals(recorded("binary." + name), found, name);
        Predictions decided = predictions("binary", 1).decidedBy(1, cutOff.probability());
        int[][] confusion = ClassMeasures.of(decided).confusion();
        assertArrayEquals(
                found, new double[] {confusion[1][1], confusion[0][1], confusion[1][0]}, name + " by predictions");
    }

    @Test
    void cutOffsAreTheBestOfAll() {
        Ranking ranking = predictions("binary", 1).ranking(1);
        assertCounts("least_cost", CutOff.ofCosts(ranking, 1, 5));
        assertCounts("recall_at_least_0.9", CutOff.ofRecall(ranking, 0.9));
        assertCounts("precision_at_least_0.6", CutOff.ofPrecision(ranking, 0.6).orElseThrow());
    }

    private static Ranking ranking(float[] p, int... classes) {
        return Predictions.of(p, 1, classes).ranking(1);
    }

    @Test
    void cutOffsLieBetweenProbabilities() {
        Ranking three = ranking(new float[] {0.25f, 0.5f, 0.75f}, 0, 0, 1);
        assertEquals(0.625, CutOff.ofRecall(three, 1).probability());
        Ranking two = ranking(new float[] {0.25f, 0.5f}, 1, 0);
        assertEquals(0.125, CutOff.ofCosts(two, 1, 9).probability());
        Ranking wrong = ranking(new float[] {0.25f, 1}, 1, 0);
        assertTrue(CutOff.ofPrecision(wrong, 0.9).isEmpty());
        assertTrue(CutOff.ofCosts(wrong, 9, 1).probability() > 1);
    }

    @Test
    void theOtherClassCanBePositive() {
        ClassMeasures measures = ClassMeasures.of(predictions("binary", 1).decidedBy(0, null));
        assertEquals(recorded("binary.average_precision_score_of_0")[0], measures.prAuc(), ROUNDING);
        assertEquals(
                recorded("binary.calibration_error")[0], measures.calibration().error(), ROUNDING);
        assertEquals(recorded("binary.roc_auc_score")[0], measures.rocAuc(), ROUNDING);
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
    }
}
