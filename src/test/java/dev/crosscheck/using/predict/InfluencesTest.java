package dev.crosscheck.using.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.table.Inputs;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.math.FiniteDifference;
import dev.crosscheck.math.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gradient times input beside central differences. */
class InfluencesTest {
    private static final Map<String, String> ROW = Map.of(
            "species", "Gentoo",
            "island", "Biscoe",
            "bill_length_mm", "46.1",
            "bill_depth_mm", "13.2",
            "flipper_length_mm", "211",
            "body_mass_g", "4500",
            "sex", "female",
            "year", "2007");

    private static float[] features(TableModel model, Map<String, String> row) {
        float[] features = new float[model.preprocessing().width()];
        assertTrue(Inputs.features(model.preprocessing(), row, features, 0).stream()
                .noneMatch(note -> note.refused()));
        return features;
    }

    /** What the influences are of: the number, or the log odds of a class. */
    private static double moved(TableModel model, int label, double... outputs) {
        if (model.preprocessing().target() instanceof Target.OfNumber number) {
            return number.value(outputs[0]);
        }
        double p = outputs.length == 1 ? label == 1 ? outputs[0] : 1 - outputs[0] : outputs[label];
        return Math.log(p) - Math.log1p(-p);
    }

    private static double[] forward(TableModel model, double[] features) {
        return model.network()
                .forward(model.parameters(), Matrix.rowOf(features))
                .output()
                .data();
    }

    /**
     * Also of the answer that the last layer gives with its signs turned. In double: 1e-7 is far above the differences' error of 4e-11 times
     * the size of f'' and of f, up to some thousand grams here.
     */
    @ParameterizedTest
    @CsvSource({"species, 1", "species, -1", "sex, 1", "sex, -1", "island, 1", "body_mass_g, 1"})
    void areTheFeaturesTimesCentralDifferences(String target, int sign) {
        TableModel model = PenguinModels.of(target);
        for (Matrix last : model.parameters().matrices().subList(4, 6)) {
            Arrays.setAll(last.data(), i -> sign * last.data()[i]);
        }
        float[] features = features(model, ROW);
        double[] x = new double[features.length];
        Arrays.setAll(x, i -> features[i]);
        TableModel.Explained explained = model.explained(features);
        int label = explained.answer().label();
        assertTrue(!target.equals("sex") || label == (sign + 1) / 2, "each of two classes is answered once");
        double[] slopes = FiniteDifference.gradientInPlace(() -> moved(model, label, forward(model, x)), x);
        double[] expected = new double[explained.influences().length];
        int at = 0;
        for (int i = 0; i < expected.length; i++) {
            for (int w = model.preprocessing().inputs().get(i).width(); w > 0; w--, at++) {
                expected[i] += x[at] * slopes[at];
            }
        }
        double size = target.equals("body_mass_g") ? 1000 : 1;
        assertArrayEquals(expected, explained.influences(), 1e-7 * size);
        assertEquals(
                model.answers(model.outputs(features, 1)).get(0), explained.answer(), "the answer that predict gives");
    }

    /** Probabilities round to 1 and 0 there, and their own slopes to 0. */
    @Test
    void areFiniteWhereTheNetworkIsSure() {
        for (String target : List.of("species", "sex")) {
            TableModel model = PenguinModels.of(target);
            model.parameters().matrices().get(5).data()[0] = 1e4;
            TableModel.Explained explained = model.explained(features(model, ROW));
            assertEquals(
                    1, explained.answer().probabilities().get(explained.answer().label()));
            double sum = 0;
            for (double influence : explained.influences()) {
                assertTrue(Double.isFinite(influence), target);
                sum += Math.abs(influence);
            }
            assertTrue(sum > 0, target);
        }
    }
}
