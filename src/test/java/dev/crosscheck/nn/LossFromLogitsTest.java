package dev.crosscheck.nn;

import static dev.crosscheck.proof.compare.Agreement.assertAgrees;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.optim.Sgd;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Tolerances;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A network whose sigmoid or softmax is sure, right or wrong: nothing is clipped, and it learns. */
class LossFromLogitsTest {
    private static final Network SIGMOID =
            Network.of(1, List.of(), 1, Elementwise.IDENTITY, Elementwise.SIGMOID); // z = w x + b
    private static final Network SOFTMAX = Network.of(1, List.of(), 2, Elementwise.IDENTITY, Softmax.SOFTMAX);
    private static final Matrix X = Matrix.rowOf(1);
    private static final Objective BINARY = Loss.BINARY_CROSS_ENTROPY;
    private static final Objective CATEGORICAL = Loss.CATEGORICAL_CROSS_ENTROPY;

    private static Parameters sigmoidAt(double z) {
        return new Parameters(List.of(Matrix.rowOf(z), Matrix.rowOf(0)));
    }

    /** Logits z and 0. */
    private static Parameters softmaxAt(double z) {
        return new Parameters(List.of(Matrix.rowOf(z, 0), Matrix.rowOf(0, 0)));
    }

    private static Gradients gradients(Network network, Parameters at, Matrix t, Objective loss) {
        return Backprop.BY_HAND.gradients(network, at, network.forward(at, X), t, loss);
    }

    @ParameterizedTest
    @ValueSource(doubles = {40, -40, 800, -800})
    void aSureWrongAnswerCostsItsLogitAndPullsWithAllOfItsError(double z) {
        double y = z > 0 ? 1 : 0;
        Matrix t = Matrix.rowOf(1 - y);
        assertEquals(Math.abs(z), SIGMOID.loss(sigmoidAt(z), X, t, BINARY));
        double error = SIGMOID.forward(sigmoidAt(z), X).output().get(0, 0) - (1 - y);
        assertEquals(Math.signum(z), error);
        Gradients gradients = gradients(SIGMOID, sigmoidAt(z), t, BINARY);
        assertArrayEquals(new double[] {error}, gradients.get("W1").data());
        assertArrayEquals(new double[] {error}, gradients.get("b1").data());

        Matrix classes = Matrix.rowOf(1 - y, y);
        assertEquals(Math.abs(z), SOFTMAX.loss(softmaxAt(z), X, classes, CATEGORICAL));
        double[] errors = SOFTMAX.forward(softmaxAt(z), X)
                .output()
                .combine(classes, (s, c) -> s - c)
                .data();
        assertArrayEquals(
                errors,
                gradients(SOFTMAX, softmaxAt(z), classes, CATEGORICAL).get("b1").data());
        assertEquals(Math.signum(z), errors[0]);
    }

    @ParameterizedTest
    @ValueSource(doubles = {40, -40, 800, -800})
    void aSureRightAnswerCostsNextToNothing(double z) {
        double y = z > 0 ? 1 : 0;
        double rest = Math.exp(-Math.abs(z));
        assertEquals(
                rest, SIGMOID.loss(sigmoidAt(z), X, Matrix.rowOf(y), BINARY), Math.max(1e-15 * rest, Double.MIN_VALUE));
        assertEquals(
                0,
                SOFTMAX.loss(softmaxAt(z), X, Matrix.rowOf(y, 1 - y), CATEGORICAL),
                Math.max(rest, Double.MIN_VALUE));
    }

    @ParameterizedTest
    @ValueSource(doubles = {40, -40, 800, -800})
    void classWeightsMultiplyBoth(double z) {
        double y = z > 0 ? 1 : 0;
        double weight = z > 0 ? 0.5 : 3; // of the class that is right
        Objective binary = new WeightedLoss(Loss.BINARY_CROSS_ENTROPY, List.of(0.5, 3.0));
        Matrix t = Matrix.rowOf(1 - y);
        assertEquals(weight * Math.abs(z), SIGMOID.loss(sigmoidAt(z), X, t, binary));
        assertArrayEquals(
                new double[] {weight * Math.signum(z)},
                gradients(SIGMOID, sigmoidAt(z), t, binary).get("b1").data());

        Objective categorical = new WeightedLoss(Loss.CATEGORICAL_CROSS_ENTROPY, List.of(3.0, 0.5));
        Matrix classes = Matrix.rowOf(1 - y, y);
        assertEquals(weight * Math.abs(z), SOFTMAX.loss(softmaxAt(z), X, classes, categorical));
        assertEquals(
                weight * Math.signum(z),
                gradients(SOFTMAX, softmaxAt(z), classes, categorical).get("b1").get(0, 0));
    }

    /** Each loss has its own divisor: rows and outputs, or rows alone. */
    @Test
    void theGradientIsTheErrorOverTheLosssDivisor() {
        Network network = Network.of(2, List.of(), 3, Elementwise.IDENTITY, Elementwise.SIGMOID);
        Network classifier = Network.of(2, List.of(), 3, Elementwise.IDENTITY, Softmax.SOFTMAX);
        Matrix x = new Matrix(2, 2, 0.3, -1, 2, 0.5);
        Matrix t = new Matrix(2, 3, 0, 1, 0, 1, 0, 0);
        Parameters parameters = network.initial(3);
        ForwardPass pass = network.forward(parameters, x);
        ForwardPass classified = classifier.forward(parameters, x);
        assertAgrees(
                "(y - t) / (N O)",
                Tolerances.ROUNDING,
                pass.output().combine(t, (y, target) -> (y - target) / 6),
                BackwardPass.of(network, parameters, pass, t, BINARY).dz(1));
        assertAgrees(
                "(y - t) / N",
                Tolerances.ROUNDING,
                classified.output().combine(t, (y, target) -> (y - target) / 2),
                BackwardPass.of(classifier, parameters, classified, t, CATEGORICAL)
                        .dz(1));
    }

    /** Where nothing would be clipped, it is the loss of the probabilities, a term for each element. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void ofUnsureOutputsItIsTheLossOfTheProbabilities(long seed) {
        Network network = Network.of(2, List.of(4), 3, Elementwise.TANH, Elementwise.SIGMOID);
        Network classifier = Network.of(2, List.of(4), 3, Elementwise.TANH, Softmax.SOFTMAX);
        Matrix x = new Matrix(2, 2, 0.3, -1, 2, 0.5);
        Matrix t = new Matrix(2, 3, 0, 1, 0, 1, 0, 0);
        Parameters parameters = network.initial(seed);
        Comparison losses = new Comparison("losses", Tolerances.SUMS);
        losses.add(
                Comparison.NO_STEP,
                "binary",
                BINARY.value(network.forward(parameters, x).output(), t),
                network.loss(parameters, x, t, BINARY));
        losses.add(
                Comparison.NO_STEP,
                "categorical",
                CATEGORICAL.value(classifier.forward(parameters, x).output(), t),
                classifier.loss(parameters, x, t, CATEGORICAL));
        assertAgrees(losses);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-40, -800})
    void itLearnsItsWayOut(double z) {
        Parameters sigmoid = sigmoidAt(z);
        Parameters softmax = softmaxAt(z);
        int steps = (int) Math.abs(z);
        new OnlineTraining(SIGMOID, BINARY)
                .runInPlace(
                        sigmoid, new Sgd(1), X, Matrix.rowOf(1), new int[] {0}, steps, OnlineTraining.Observer.NONE);
        new OnlineTraining(SOFTMAX, CATEGORICAL)
                .runInPlace(
                        softmax, new Sgd(1), X, Matrix.rowOf(1, 0), new int[] {0}, steps, OnlineTraining.Observer.NONE);
        assertTrue(SIGMOID.forward(sigmoid, X).output().get(0, 0) > 0.5);
        assertTrue(SOFTMAX.forward(softmax, X).output().get(0, 0) > 0.5);
    }

    @Test
    void aNanIsNotHidden() {
        assertTrue(Double.isNaN(SIGMOID.loss(sigmoidAt(Double.NaN), X, Matrix.rowOf(1), BINARY)));
        assertTrue(Double.isNaN(SOFTMAX.loss(softmaxAt(Double.NaN), X, Matrix.rowOf(1, 0), CATEGORICAL)));
        assertTrue(Double.isNaN(gradients(SIGMOID, sigmoidAt(Double.NaN), Matrix.rowOf(1), BINARY)
                .get("b1")
                .get(0, 0)));
    }
}
