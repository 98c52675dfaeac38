package dev.crosscheck.proof.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.proof.compare.Rounding;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The relations of arrays that were changed to the right ones, in words. */
class RelationTest {
    private static final String DENSE = "3-3-2 tanh mse sgd lr:0.1 batch:2";
    private static final String CONVOLUTION = "4x4-conv2x3-2 cross-entropy sgd lr:0.1 batch:2";

    private static final int STEP = 3;

    /** @return the relations of a step in which an array was changed */
    private static Map<String, List<String>> relations(String network, double u, String array, Change change) {
        Recording run = Honest.run(network, u, name -> true);
        Map<String, Matrix> before = run.steps().get(STEP - 2);
        run.steps().get(STEP - 1).computeIfPresent(array, (name, m) -> change.of(m, before.get(name)));
        Match match = Match.of(run, true, Slip.Patch.NONE, u, null);
        assertEquals(STEP, match.first().step());
        assertTrue(match.right().contains(array.equals("loss") ? "every gradient" : "the loss"));
        assertFalse(match.right().contains(Difference.named(array)));
        return match.relations();
    }

    private interface Change {
        /** @param before what was written of the step before */
        Matrix of(Matrix m, Matrix before);
    }

    private static Change each(UnaryOperator<Double> f) {
        return (m, before) -> m.map(f::apply);
    }

    private static Change first(double factor) {
        return (m, before) -> {
            Matrix changed = m.copy();
            changed.data()[0] *= factor;
            return changed;
        };
    }

    /** @param factor of the change that a step makes */
    private static Change step(double factor) {
        return (m, before) -> before.combine(m, (p, after) -> p + factor * (after - p));
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                Arguments.of("grad.fc1.weight", each(v -> 0.0), "is 0"),
                Arguments.of("grad.fc1.weight", each(v -> -v), "is -1 times ours"),
                Arguments.of("grad.fc1.weight", each(v -> 1.25 * v), "is 1.25 times ours"),
                Arguments.of("grad.fc1.weight", each(v -> 4 * v), "is 4 times ours (the data have 4 rows)"),
                Arguments.of("grad.fc1.weight", each(v -> v / 10), "is 0.1 times ours (the learning rate is 0.1)"),
                Arguments.of("grad.fc1.weight", (Change) (m, before) -> m.transpose(), "is ours, transposed"),
                Arguments.of(
                        "grad.fc2.weight",
                        (Change) (m, before) -> new Matrix(2, 3, m.transpose().data()),
                        "is ours, written column by column"),
                Arguments.of(
                        "grad.fc1.weight",
                        (Change) (m, before) -> new Matrix(
                                3,
                                3,
                                Stream.of(1, 2, 0)
                                        .flatMapToDouble(
                                                row -> Arrays.stream(m.row(row).data()))
                                        .toArray()),
                        "is ours with the rows in the order 1, 2, 0"),
                Arguments.of("grad.fc1.weight", (Change) (m, before) -> before, "is that of the step before"),
                Arguments.of("grad.fc1.weight", each(v -> v + 0.5), "is ours plus 0.5 everywhere"),
                Arguments.of(
                        "grad.fc1.weight",
                        each(v -> Math.max(-0.01, Math.min(0.01, v))),
                        "is ours, cut off at 0.01 and -0.01"),
                Arguments.of(
                        "grad.fc1.weight",
                        first(2),
                        "is wrong only in row 0 in column 0, where it is 2 times ours"
                                + " (the batch has 2 rows; the batch has 2 of 4 rows; there are 2 outputs)"),
                Arguments.of(
                        "grad.fc1.weight",
                        first(1.07),
                        "is wrong only in row 0 in column 0, where it is 1.07 times ours"),
                Arguments.of(
                        "grad.fc2.weight",
                        first(1.000001),
                        "is wrong only in row 0 in column 0, where it differs from ours by 2.7e-07"),
                Arguments.of("fc1.weight", (Change) (m, before) -> before, "is 0: it was not updated"),
                Arguments.of("fc1.weight", step(-1), "is -1 times ours"),
                Arguments.of("fc1.bias", step(10), "is 10 times ours (the learning rate is 0.1)"),
                Arguments.of(
                        "fc1.weight",
                        (Change) (m, before) -> m.combine(before, (v, p) -> v - 0.1 * 0.02 * p),
                        "is ours plus -0.002 times the parameter (the learning rate is 0.1)"),
                Arguments.of("fc1.weight", each(v -> Math.rint(v * 1000) / 1000), "is ours, rounded to 3 decimals"),
                Arguments.of(
                        "fc1.weight",
                        each(v -> (double) Float.intBitsToFloat(Float.floatToIntBits(v.floatValue()) & 0xffff0000)),
                        "has 8 significant bits, as bfloat16 has"),
                Arguments.of(
                        "loss",
                        each(v -> 2 * v),
                        "is 2 times ours (the batch has 2 rows; the batch has 2 of 4 rows; there are 2 outputs)"),
                Arguments.of("loss", each(v -> Double.NaN), "is not finite in 1 of 1 numbers"));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aRelationIsSaidInWords(String array, Change change, String words) {
        String name = array.equals("loss")
                ? "the loss"
                : (array.startsWith("fc") ? "the change of " : "") + Difference.named(array);
        assertEquals(Map.of(words, List.of(name)), relations(DENSE, Rounding.DOUBLE, array, change));
    }

    /** Where rounding explains more than a hundredth of the largest number, no relation of many is said. */
    @Test
    void ofOneWrongNumberItIsSaidHowItDiffers() {
        assertEquals(
                Map.of(
                        "is wrong only in row 0 in column 0, where it is 3 times ours",
                        List.of("gradient of fc1.weight")),
                relations(DENSE, 0x1p-10, "grad.fc1.weight", first(3)));
        assertEquals(
                Map.of("differs from ours by 2.1e-07", List.of("the loss")),
                relations(DENSE, Rounding.DOUBLE, "loss", each(v -> v + 2.1e-7)));
    }

    @Test
    void kernelsThatAreTurnedAreToldFromOthers() {
        Change turned = (m, before) -> Slip.kernelsTurned(m, 3);
        assertEquals(
                "is ours with each kernel turned by 180 degrees",
                relations(CONVOLUTION, Rounding.DOUBLE, "grad.conv1.weight", turned)
                        .keySet()
                        .iterator()
                        .next());
        assertTrue(relations(CONVOLUTION, Rounding.DOUBLE, "grad.conv1.weight", first(-1))
                .toString()
                .contains("wrong only in row 0 in column 0"));
    }

    /** What comes of a wrong gradient is no slip of its own. */
    @Test
    void anUpdateByTheWrongGradientIsNotToldTwice() {
        Recording run = Honest.run(DENSE.replace("sgd", "adam"), Rounding.DOUBLE, name -> true);
        Map<String, Matrix> step = run.steps().get(0);
        for (Map<String, Matrix> slip : List.of(step)) {
            Map<String, Matrix> wrong =
                    Map.of("grad.fc1.weight", step.get("grad.fc1.weight").map(v -> 3 * v));
            slip.putAll(wrong);
            slip.putAll(ReferenceTraining.updated(run, 1, run.start(), slip));
        }
        Match match = Match.of(run, true, Slip.Patch.NONE, run.u(), null);
        assertEquals(Map.of("is 3 times ours", List.of("gradient of fc1.weight")), match.relations());
        step.computeIfPresent("fc1.weight", (name, m) -> m.map(v -> -v));
        assertEquals(
                2,
                Match.of(run, true, Slip.Patch.NONE, run.u(), null).relations().size());
    }
}
