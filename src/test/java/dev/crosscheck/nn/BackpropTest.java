package dev.crosscheck.nn;

import static dev.crosscheck.proof.compare.Agreement.assertAgrees;
import static dev.crosscheck.proof.compare.Agreement.assertDisagrees;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.course.errata.DoubleTanh;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.FiniteDifference;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Tolerances;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BackpropTest {
    private static final int N = 5;

    private static final Network COURSE = Network.of(2, List.of(3), 1, Elementwise.TANH, Elementwise.IDENTITY);

    /** A 2-2-1 network of ReLUs, with numbers to redo on paper. */
    @Test
    void gradientsThatCanBeDoneOnPaper() {
        Network network = Network.of(2, List.of(2), 1, Elementwise.RELU, Elementwise.IDENTITY);
        Parameters parameters = new Parameters(
                List.of(new Matrix(2, 2, 1, -1, 0.5, 1), Matrix.rowOf(0, -3), new Matrix(2, 1, 3, 4), Matrix.rowOf(1)));
        ForwardPass pass = network.forward(parameters, Matrix.rowOf(1, 2));
        Matrix t = Matrix.rowOf(5);

        assertArrayEquals(new double[] {2, -2}, pass.z(1).data());
        assertArrayEquals(new double[] {2, 0}, pass.a(1).data());
        assertArrayEquals(new double[] {7}, pass.output().data());
        assertEquals(2, Loss.HALF_SQUARED_ERROR.value(pass.output(), t));

        BackwardPass back = BackwardPass.of(network, parameters, pass, t, Loss.HALF_SQUARED_ERROR);
        assertArrayEquals(new double[] {2}, back.da(2).data());
        assertArrayEquals(new double[] {2}, back.dz(2).data());
        assertArrayEquals(new double[] {6, 8}, back.da(1).data());
        assertArrayEquals(new double[] {6, 0}, back.dz(1).data());
        assertArrayEquals(new double[] {6, 3}, back.da(0).data());

        Gradients gradients = Backprop.BY_HAND.gradients(network, parameters, pass, t, Loss.HALF_SQUARED_ERROR);
        assertArrayEquals(new double[] {6, 0, 12, 0}, gradients.get("W1").data());
        assertArrayEquals(new double[] {6, 0}, gradients.get("b1").data());
        assertArrayEquals(new double[] {4, 0}, gradients.get("W2").data());
        assertArrayEquals(new double[] {2}, gradients.get("b2").data());
    }

    @ParameterizedTest
    @EnumSource(Elementwise.class)
    void everyActivation(Elementwise activation) {
        assertMatchesCentralDifferences(
                Network.of(2, List.of(3), 1, activation, Elementwise.IDENTITY), Loss.HALF_SQUARED_ERROR);
        assertMatchesCentralDifferences(
                Network.of(2, List.of(4, 3), 2, activation, activation), Loss.MEAN_SQUARED_ERROR);
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void everyLossWithItsPartner(Loss loss) {
        assertMatchesCentralDifferences(Network.of(4, List.of(5), 3, Elementwise.TANH, loss.partner()), loss);
    }

    @Test
    void deeperNetworks() {
        assertMatchesCentralDifferences(
                Network.of(2, List.of(8, 8), 1, Elementwise.RELU, Elementwise.IDENTITY), Loss.HALF_SQUARED_ERROR);
        assertMatchesCentralDifferences(
                Network.of(4, List.of(6, 5, 4), 3, Elementwise.TANH, Softmax.SOFTMAX), Loss.CATEGORICAL_CROSS_ENTROPY);
        assertMatchesCentralDifferences(
                Network.of(3, List.of(), 2, Elementwise.TANH, Elementwise.SIGMOID), Loss.BINARY_CROSS_ENTROPY);
    }

    @Test
    void softmaxInAHiddenLayer() {
        assertMatchesCentralDifferences(
                Network.of(3, List.of(4), 2, Softmax.SOFTMAX, Elementwise.IDENTITY), Loss.HUBER);
    }

    private static void assertMatchesCentralDifferences(Network network, Loss loss) {
        assertAgrees(againstCentralDifferences(network, loss, Backprop.BY_HAND));
    }

    /** Compares over ten starts with N rows each, none of them near a kink, and the gradient of the inputs too. */
    private static Comparison againstCentralDifferences(Network network, Loss loss, Backprop backprop) {
        Comparison comparison = new Comparison(network + ", " + loss.title(), Tolerances.CENTRAL_DIFFERENCES);
        int starts = 0;
        for (long seed = 1; starts < 10; seed++) {
            SplittableRandom random = new SplittableRandom(-seed);
            Matrix x = Matrix.gaussian(N, network.sizes().get(0), random);
            Matrix t = targets(loss, network.sizes().get(network.layers()), random);
            Parameters parameters = network.initial(seed);
            ForwardPass pass = network.forward(parameters, x);
            if (Kinks.distance(network, pass) > 1e-3) {
                starts++;
                Gradients numeric = Backprop.CENTRAL_DIFFERENCES.gradients(network, parameters, pass, t, loss);
                Gradients gradients = backprop.gradients(network, parameters, pass, t, loss);
                comparison.add(seed, numeric.byName(), gradients.byName());
                double[] dx = FiniteDifference.gradientInPlace(() -> network.loss(parameters, x, t, loss), x.data());
                Matrix byHand =
                        BackwardPass.of(network, parameters, pass, t, loss).da(0);
                comparison.add(seed, "X", new Matrix(N, x.columns(), dx), byHand);
            }
        }
        return comparison;
    }

    /** Targets away from the outputs' kinks: one-hot rows, bits, or numbers. */
    private static Matrix targets(Loss loss, int outputs, SplittableRandom random) {
        if (loss == Loss.CATEGORICAL_CROSS_ENTROPY) {
            Matrix oneHot = Matrix.zeros(N, outputs);
            for (int n = 0; n < N; n++) {
                oneHot.data()[n * outputs + random.nextInt(outputs)] = 1;
            }
            return oneHot;
        }
        boolean bits = loss == Loss.BINARY_CROSS_ENTROPY;
        return Matrix.zeros(N, outputs).map(x -> bits ? random.nextInt(2) : random.nextGaussian());
    }

    @Test
    void theGradientOfABatchIsTheMeanOfItsRows() {
        Parameters parameters = COURSE.initial(3);
        Matrix x = LogicGate.inputs();
        Matrix t = LogicGate.XOR.targets();
        Gradients batch = gradients(parameters, x, t);
        Comparison comparison = new Comparison("batch gradient", Tolerances.ROUNDING);
        for (String name : batch.names()) {
            Matrix mean = Matrix.zeros(batch.get(name).rows(), batch.get(name).columns());
            for (int n = 0; n < 4; n++) {
                mean = mean.combine(gradients(parameters, x.row(n), t.row(n)).get(name), (sum, g) -> sum + g / 4);
            }
            comparison.add(Comparison.NO_STEP, name, mean, batch.get(name));
        }
        assertAgrees(comparison);
    }

    private static Gradients gradients(Parameters parameters, Matrix x, Matrix t) {
        return Backprop.BY_HAND.gradients(
                COURSE, parameters, COURSE.forward(parameters, x), t, Loss.HALF_SQUARED_ERROR);
    }

    @Test
    void theDoubleTanhIsCaught() {
        assertDisagrees(againstCentralDifferences(COURSE, Loss.HALF_SQUARED_ERROR, DoubleTanh.BACKPROP));
    }

    @Test
    void aChangeToAnyOneGradientIsCaught() {
        for (String name : COURSE.initial(1).names()) {
            assertCaught(name, g -> g.map(x -> -x));
            assertCaught(name, g -> g.map(x -> 2 * x));
            assertCaught(name, g -> g.map(x -> 0));
            assertCaught(name, g -> g.map(x -> x * (1 + 1e-6)));
        }
        assertCaught("W1", g -> new Matrix(g.columns(), g.rows(), g.data()));
    }

    private static void assertCaught(String changed, UnaryOperator<Matrix> change) {
        Backprop wrong = (network, parameters, pass, t, loss) -> {
            Gradients right = Backprop.BY_HAND.gradients(network, parameters, pass, t, loss);
            List<Matrix> matrices = new ArrayList<>();
            right.byName().forEach((name, g) -> matrices.add(name.equals(changed) ? change.apply(g) : g));
            return new Gradients(matrices);
        };
        assertDisagrees(againstCentralDifferences(COURSE, Loss.HALF_SQUARED_ERROR, wrong));
    }
}
