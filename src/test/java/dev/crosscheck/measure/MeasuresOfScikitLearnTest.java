package dev.crosscheck.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.data.npz.NpyArray;
import dev.crosscheck.data.npz.NpzFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every measure beside what scikit-learn 1.4.2 gives for the same random predictions, recorded by record_measures.py. */
class MeasuresOfScikitLearnTest {
    /** The same formulas in double over some hundred rows: rounding of some hundred additions, 1e-14 each at most. */
    private static final double ROUNDING = 1e-12;

    /** scikit-learn's log loss divides each row by its sum, which for a softmax in float is 1 within 6e-8 for each class. */
    private static final double OF_SUMS = 2.4e-7;

    private static final NpzFile RECORDED = NpzFile.read(Path.of("src", "reference", "recordings", "measures.npz"));

    /** @return recorded float32 values */
    static float[] floats(NpyArray array) {
        double[] values = array.doubles();
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static double[] recorded(String name) {
        return RECORDED.array(name).doubles();
    }

    private static void assertRecorded(String name, double... values) {
        assertArrayEquals(recorded(name), values, ROUNDING, name);
    }

    private static Predictions predictions(String set, int columns) {
        int[] classes = Arrays.stream(RECORDED.array(set + ".y").longs())
                .mapToInt(Math::toIntExact)
                .toArray();
        return Predictions.of(floats(RECORDED.array(set + ".p")), columns, classes);
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
    }

    /** The same predictions as two columns are measured alike. */
    @Test
    void twoColumnsAreAsOne() {
        Predictions one = predictions("binary", 1);
        float[] two = new float[2 * one.rows()];
        int[] classes = new int[one.rows()];
        for (int row = 0; row < classes.length; row++) {
            two[2 * row + 1] = (float) one.probability(row, 1);
            two[2 * row] = 1 - two[2 * row + 1];
            classes[row] = one.actual(row);
        }
        ClassMeasures measures = ClassMeasures.of(Predictions.of(two, 2, classes));
        assertRecorded("binary.brier_score_loss", measures.brier());
        assertRecorded("binary.roc_auc_score", measures.rocAuc());
        assertRecorded("binary.average_precision_score", measures.prAuc());
        assertRecorded("binary.confusion_matrix", confusion(measures));
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
}
