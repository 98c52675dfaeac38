package dev.crosscheck.nn;

import static dev.crosscheck.proof.compare.Agreement.assertAgrees;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.math.FiniteDifference;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.optim.Sgd;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Tolerances;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses against values from elsewhere, and gradients, also those of whole networks, against central differences. */
class LossTest {
    private static final Loss MSE = Loss.MEAN_SQUARED_ERROR;
    private static final Loss BINARY = Loss.BINARY_CROSS_ENTROPY;
    private static final Loss CATEGORICAL = Loss.CATEGORICAL_CROSS_ENTROPY;
    private static final Loss HALF = Loss.HALF_SQUARED_ERROR;

    private static Arguments row(Loss loss, Matrix y, Matrix t, double value, Matrix gradient) {
        return Arguments.of(loss, y, t, value, gradient);
    }

    static Stream<Arguments> paper() {
        Matrix y = new Matrix(2, 2, 1, 0, 5, 4); // the errors are 1, -2, 0, 3
        Matrix t = new Matrix(2, 2, 0, 2, 5, 1);
        Matrix three = Matrix.rowOf(3, 3, 3);
        Matrix ones = Matrix.rowOf(1, 1, 1);
        Matrix p = new Matrix(2, 2, 0.5, 0.25, 0.75, 0.5);
        Matrix first = new Matrix(2, 2, 1, 0, 1, 0);
        double binary = -(Math.log(0.5) + Math.log(0.75) + Math.log(0.75) + Math.log(0.5)) / 4;
        Matrix s = new Matrix(2, 3, 0.5, 0.25, 0.25, 0.2, 0.2, 0.6);
        Matrix oneHot = new Matrix(2, 3, 1, 0, 0, 0, 0, 1);
        double categorical = -(Math.log(0.5) + Math.log(0.6)) / 2;
        return Stream.of(
                row(MSE, y, t, 3.5, new Matrix(2, 2, 0.5, -1, 0, 1.5)), // 1 + 4 + 0 + 9 = 14 over 4 elements
                row(HALF, y, t, 3.5, new Matrix(2, 2, 0.5, -1, 0, 1.5)), // half of it over 2 rows
                row(MSE, three, ones, 4, Matrix.rowOf(4 / 3.0, 4 / 3.0, 4 / 3.0)),
                row(HALF, three, ones, 6, Matrix.rowOf(2, 2, 2)),
                row(Loss.HUBER, y, t, 4.5 / 4, new Matrix(2, 2, 0.25, -0.25, 0, 0.25)), // ½ + 1½ + 0 + 2½
                row(Loss.HUBER, Matrix.rowOf(0.5), Matrix.rowOf(0), 0.125, Matrix.rowOf(0.5)),
                row(Loss.HUBER, Matrix.rowOf(-1e308), Matrix.rowOf(0), 1e308, Matrix.rowOf(-1)),
                row(BINARY, p, first, binary, new Matrix(2, 2, -0.5, 1 / 3.0, -1 / 3.0, 0.5)),
                row(CATEGORICAL, s, oneHot, categorical, new Matrix(2, 3, -1, 0, 0, 0, 0, -1 / 1.2)));
    }

    @ParameterizedTest
    @MethodSource
    void paper(Loss loss, Matrix y, Matrix t, double value, Matrix gradient) {
        assertAgrees(loss.title(), Tolerances.ROUNDING, value, loss.value(y, t));
        assertAgrees("gradient of " + loss.title(), Tolerances.ROUNDING, gradient, loss.gradient(y, t));
        double sum = 0;
        for (int i = 0; i < y.data().length; i++) {
            sum += loss.pointwise(y.data()[i], t.data()[i]);
        }
        double divisor = loss == CATEGORICAL || loss == HALF ? y.rows() : y.data().length;
        assertAgrees("terms", Tolerances.ROUNDING, value, sum / divisor);
    }

    @ParameterizedTest
    @EnumSource
    void gradientsAreThoseOfCentralDifferences(Loss loss) {
        SplittableRandom random = new SplittableRandom(7);
        boolean probabilities = loss.partner() != Elementwise.IDENTITY;
        Comparison comparison = new Comparison("gradient of " + loss.title(), Tolerances.CENTRAL_DIFFERENCES);
        for (int trial = 0; trial < 20; trial++) {
            Matrix y = Matrix.zeros(3, 4)
                    .map(zero -> probabilities ? random.nextDouble(0.02, 0.98) : 3 * random.nextGaussian());
            Matrix t = Matrix.zeros(3, 4).map(zero -> probabilities ? random.nextInt(2) : 3 * random.nextGaussian());
            double[] slopes = FiniteDifference.gradientInPlace(() -> loss.value(y, t), y.data());
            comparison.add(trial, "dy", new Matrix(3, 4, slopes), loss.gradient(y, t));
        }
        assertAgrees(comparison);
        Matrix nan = Matrix.rowOf(Double.NaN);
        assertTrue(Double.isNaN(loss.value(nan, Matrix.rowOf(1))), "a NaN is not hidden");
        assertTrue(Double.isNaN(loss.gradient(nan, Matrix.rowOf(1)).get(0, 0)));
    }

    /** Where clipping begins, the probability is still itself, and so is the slope; beyond, the loss is level. */
    @Test
    void probabilitiesAreClippedAndLevelBeyond() {
        double most = -Math.log(1e-12);
        Matrix one = Matrix.rowOf(1);
        assertEquals(most, BINARY.value(Matrix.rowOf(0), one));
        assertEquals(most, CATEGORICAL.value(Matrix.rowOf(0, 1), Matrix.rowOf(1, 0)));
        assertEquals(-Math.log(1 - (1 - 1e-12)), BINARY.value(one, Matrix.rowOf(0)));
        assertEquals(-Math.log(1 - 1e-12), BINARY.value(one, one));
        for (double y : new double[] {0, 9e-13, 1 - 9e-13, 1}) {
            assertEquals(0, BINARY.gradient(Matrix.rowOf(y), one).get(0, 0));
            assertEquals(0, CATEGORICAL.gradient(Matrix.rowOf(y), one).get(0, 0));
        }
        for (double y : new double[] {1e-12, 1 - 1e-12}) {
            assertEquals(-Math.log(y), CATEGORICAL.value(Matrix.rowOf(y), one));
            assertEquals(-1 / y, CATEGORICAL.gradient(Matrix.rowOf(y), one).get(0, 0));
        }
    }

    /** Networks for gradients: every activation, every loss with its partner, depths, softmax in a hidden layer, class weights. */
    static List<Arguments> networks() {
        List<Arguments> networks = new ArrayList<>();
        for (Elementwise f : Elementwise.values()) {
            networks.add(Arguments.of(Network.of(2, List.of(3), 1, f, Elementwise.IDENTITY), HALF));
            networks.add(Arguments.of(Network.of(2, List.of(4, 3), 2, f, f), MSE));
        }
        for (Loss loss : Loss.values()) {
            networks.add(Arguments.of(Network.of(4, List.of(5), 3, Elementwise.TANH, loss.partner()), loss));
        }
        networks.add(Arguments.of(Network.of(4, List.of(6, 5, 4), 3, Elementwise.TANH, Softmax.SOFTMAX), CATEGORICAL));
        networks.add(Arguments.of(Network.of(3, List.of(), 2, Elementwise.TANH, Elementwise.SIGMOID), BINARY));
        networks.add(Arguments.of(Network.of(3, List.of(4), 2, Softmax.SOFTMAX, Elementwise.IDENTITY), Loss.HUBER));
        networks.add(Arguments.of(
                Network.of(4, List.of(5), 3, Elementwise.TANH, Softmax.SOFTMAX),
                new WeightedLoss(CATEGORICAL, List.of(1e-3, 1.0, 50.0))));
        networks.add(Arguments.of(
                Network.of(4, List.of(5), 1, Elementwise.TANH, Elementwise.SIGMOID),
                new WeightedLoss(BINARY, List.of(3.0, 0.5))));
        return networks;
    }

    /** Over five starts with five rows each, none of them near a kink, and for the inputs too. */
    @ParameterizedTest
    @MethodSource("networks")
    void backpropagationIsThatOfCentralDifferences(Network network, Objective loss) {
        Comparison comparison = new Comparison(network + ", " + loss, Tolerances.CENTRAL_DIFFERENCES);
        int starts = 0;
        for (long seed = 1; starts < 5; seed++) {
            SplittableRandom random = new SplittableRandom(-seed);
            Matrix x = Matrix.gaussian(5, network.inputs(), random);
            Matrix t = targets(loss.loss(), network.outputs(), random);
            Parameters parameters = network.initial(seed);
            ForwardPass pass = network.forward(parameters, x);
            if (distanceOfKinks(network, pass) > 1e-3) {
                starts++;
                Gradients numeric = Backprop.CENTRAL_DIFFERENCES.gradients(network, parameters, pass, t, loss);
                Gradients gradients = Backprop.BY_HAND.gradients(network, parameters, pass, t, loss);
                comparison.add(seed, numeric.byName(), gradients.byName());
                double[] dx = FiniteDifference.gradientInPlace(() -> network.loss(parameters, x, t, loss), x.data());
                Matrix byHand =
                        BackwardPass.of(network, parameters, pass, t, loss).da(0);
                comparison.add(seed, "X", new Matrix(5, x.columns(), dx), byHand);
                if (loss.isFusedWith(network.outputActivation())) {
                    double ofOutputs = loss.value(pass.output(), t);
                    assertAgrees("loss", Tolerances.SUMS, ofOutputs, network.loss(parameters, x, t, loss));
                }
            }
        }
        assertAgrees(comparison);
    }

    /** How near a pass comes to a kink of an activation, where central differences are wrong. */
    private static double distanceOfKinks(Network network, ForwardPass pass) {
        return IntStream.rangeClosed(1, network.depth())
                .filter(k -> !network.activation(k).kinks().isEmpty())
                .mapToObj(k -> pass.z(k).data())
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs) // all kinks are at 0
                .min()
                .orElse(1);
    }

    /** One-hot rows, bits, or numbers. */
    private static Matrix targets(Loss loss, int outputs, SplittableRandom random) {
        Matrix targets = Matrix.zeros(5, outputs);
        if (loss == CATEGORICAL) {
            IntStream.range(0, 5).forEach(n -> targets.data()[n * outputs + random.nextInt(outputs)] = 1);
            return targets;
        }
        return targets.map(zero -> loss == BINARY ? random.nextInt(2) : random.nextGaussian());
    }

    /**
     * Of a network whose sigmoid or softmax is sure, with logits z, or z and 0: wrong, it costs its logit and pulls with all of its error, each times the
     * class's weight, and learns its way out; right, it costs next to nothing. Nothing is clipped.
     */
    @ParameterizedTest
    @ValueSource(doubles = {40, -40, 800, -800})
    void sureAnswersAreLearntFrom(double z) {
        Matrix x = Matrix.rowOf(1);
        double y = z > 0 ? 1 : 0;
        double rest = Math.exp(-Math.abs(z));
        for (boolean one : new boolean[] {true, false}) {
            Loss loss = one ? BINARY : CATEGORICAL;
            Network network = Network.of(1, List.of(), one ? 1 : 2, Elementwise.IDENTITY, loss.partner());
            Matrix w = one ? Matrix.rowOf(z) : Matrix.rowOf(z, 0);
            Parameters at = new Parameters(List.of(w, Matrix.zeros(1, w.columns())));
            Matrix wrong = one ? Matrix.rowOf(1 - y) : Matrix.rowOf(1 - y, y);
            Matrix right = one ? Matrix.rowOf(y) : Matrix.rowOf(y, 1 - y);
            double weight = 1 - y == (one ? 0 : 1) ? 0.5 : 3; // of the class that is right
            for (Objective objective : List.of(loss, new WeightedLoss(loss, List.of(0.5, 3.0)))) {
                double times = objective == loss ? 1 : weight;
                assertEquals(times * Math.abs(z), network.loss(at, x, wrong, objective));
                Gradients gradients = Backprop.BY_HAND.gradients(network, at, network.forward(at, x), wrong, objective);
                assertEquals(times * Math.signum(z), gradients.get("b1").get(0, 0));
                assertEquals(times * Math.signum(z), gradients.get("W1").get(0, 0));
            }
            assertEquals(one ? rest : 0, network.loss(at, x, right, loss), Math.max(rest, Double.MIN_VALUE));
            new OnlineTraining(network, loss, Backprop.BY_HAND)
                    .runInPlace(
                            at, new Sgd(1), x, wrong, new int[] {0}, (int) Math.abs(z), OnlineTraining.Observer.NONE);
            assertEquals(1 - y, network.forward(at, x).output().get(0, 0), 0.5);
            Parameters nan = new Parameters(List.of(w.map(any -> Double.NaN), Matrix.zeros(1, w.columns())));
            assertTrue(Double.isNaN(network.loss(nan, x, wrong, loss)), "a NaN is not hidden");
        }
    }

    /** What {@code sklearn.utils.class_weight.compute_class_weight("balanced", ...)} gives. */
    @Test
    void balancedWeightsAreThoseOfScikitLearn() {
        int[] labels =
                IntStream.range(0, 344).map(i -> i < 152 ? 0 : i < 220 ? 1 : 2).toArray();
        List<Double> weights = ClassWeights.BALANCED.of(labels, 3).weights();
        assertEquals(List.of(344 / (3 * 152.0), 344 / (3 * 68.0), 344 / (3 * 124.0)), weights);
        double mean = IntStream.of(labels).mapToDouble(weights::get).average().orElseThrow();
        assertEquals(1, mean, 1e-12); // 344 roundings of numbers near 1
        assertEquals(List.of(), ClassWeights.NONE.of(labels, 3).weights());
        List<Double> withoutRows = ClassWeights.BALANCED.of(new int[] {0, 2}, 3).weights();
        assertEquals(List.of(1.0, 1.0, 1.0), withoutRows, "one without rows");
    }

    @Test
    void aRowCountsByItsClassAndTheDivisorIsTheRows() {
        Matrix p = new Matrix(3, 3, 0.2, 0.5, 0.3, 0.6, 0.3, 0.1, 0.25, 0.25, 0.5);
        Matrix oneHot = new Matrix(3, 3, 0, 1, 0, 1, 0, 0, 0, 0, 1);
        WeightedLoss loss = new WeightedLoss(CATEGORICAL, List.of(2.0, 0.5, 4.0));
        double expected = -(0.5 * Math.log(0.5) + 2 * Math.log(0.6) + 4 * Math.log(0.5)) / 3;
        assertEquals(expected, loss.value(p, oneHot), 1e-15); // a few roundings of numbers near 1
        WeightedLoss binary = new WeightedLoss(BINARY, List.of(3.0, 0.5));
        double both = -(3 * Math.log(0.8) + 0.5 * Math.log(0.7)) / 2;
        assertEquals(both, binary.value(new Matrix(2, 1, 0.2, 0.7), new Matrix(2, 1, 0, 1)), 1e-15);
        assertArrayEquals(new double[] {0.5, 2, 4}, loss.rowWeights(oneHot).data());
        assertNull(CATEGORICAL.rowWeights(oneHot));
        assertSame(Loss.HUBER, WeightedLoss.of(Loss.HUBER, List.of()));
    }
}
