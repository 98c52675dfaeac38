package dev.crosscheck.proof.twin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.nn.optim.Adam.Epsilon;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DigitTwinTest {
    private static final double RATE = 0.01;
    private static final Network NETWORK = Network.of(6, List.of(5), 3, Elementwise.RELU, Softmax.SOFTMAX);

    private final Parameters start = NETWORK.initial(3);
    private final int[] labels = {2, 0, 1, 2};

    @BeforeAll
    static void startNd4j() {
        Nd4jRuntime.startOnCpu();
    }

    private static byte[] pixels(int seed) {
        byte[] pixels = new byte[4 * 6];
        new Random(seed).nextBytes(pixels);
        for (int i = 0; i < pixels.length; i += 6) {
            pixels[i] = 33; // (33/255 - 0.1307)/0.3081 = -0.004: a gradient so small that the place of epsilon matters
        }
        return pixels;
    }

    @Test
    void pixelsAreUnsignedAndNormalised() {
        assertArrayEquals(
                new double[] {-0.1307 / 0.3081, (128 / 255.0 - 0.1307) / 0.3081, 0.8693 / 0.3081},
                DigitTwin.normalised(new byte[] {0, (byte) 128, (byte) 255}),
                1e-15);
    }

    /** DL4J's own training, and its updater by itself, must equal algorithm 1 of Kingma and Ba (2015), written out, with the twin's gradients. */
    @ParameterizedTest
    @EnumSource(Epsilon.class)
    void trainingIsAdamWithEpsilonWhereItIsAskedFor(Epsilon epsilonPlacement) {
        OptimizerSpec spec = new OptimizerSpec(OptimizerSpec.Kind.ADAM, RATE, 0, 0).with(epsilonPlacement);
        DigitTwin trained = new DigitTwin(start, RATE);
        DigitTwin still = new DigitTwin(start, RATE);
        double[] theta = still.parameters();
        double[] m = new double[theta.length];
        double[] v = new double[theta.length];
        OptimizerTwin.Updated updated = new OptimizerTwin.Updated(theta.clone(), new double[2 * theta.length]);
        for (int t = 1; t <= 5; t++) {
            DigitTwin.Derivative at = still.differentiate(theta, pixels(t), labels);
            updated = OptimizerTwin.update(spec, updated, at.gradient(), t - 1);
            double c = 1 - Math.pow(0.999, t);
            double epsilon = epsilonPlacement == Epsilon.ON_RAW ? 1e-8 / Math.sqrt(c) : 1e-8;
            for (int i = 0; i < theta.length; i++) {
                double g = at.gradient()[i];
                m[i] = 0.9 * m[i] + 0.1 * g;
                v[i] = 0.999 * v[i] + 0.001 * g * g;
                theta[i] -= RATE * (m[i] / (1 - Math.pow(0.9, t))) / (Math.sqrt(v[i] / c) + epsilon);
            }
            assertArrayEquals(theta, updated.parameters(), 1e-12, "step " + t);
            if (epsilonPlacement == Epsilon.ON_RAW) {
                assertEquals(at.loss(), trained.step(pixels(t), labels), 1e-12);
                assertArrayEquals(theta, trained.parameters(), 1e-12, "step " + t);
            }
        }
    }

    @Test
    void anUpdateByItselfIsThatOfTheTraining() {
        DigitTwin twin = new DigitTwin(start, RATE);
        double[] theta = twin.parameters();
        double[] none = new double[2 * theta.length];
        double[] gradient = twin.differentiate(theta, pixels(1), labels).gradient();
        OptimizerTwin.Updated updated = OptimizerTwin.update(
                new OptimizerSpec(OptimizerSpec.Kind.ADAM, RATE, 0, 0),
                new OptimizerTwin.Updated(theta, none),
                gradient,
                0);
        twin.step(pixels(1), labels);
        assertArrayEquals(twin.parameters(), updated.parameters(), 1e-15);
        double[] expected = Arrays.stream(gradient).map(g -> 0.001 * g * g).toArray();
        assertArrayEquals(expected, Arrays.copyOfRange(updated.moments(), theta.length, none.length), 1e-15);
        assertTrue(Arrays.stream(gradient).anyMatch(g -> Math.abs(g) > 1e-2), "not all zeros");
    }

    @Test
    void theNearestReluInputIsThatOfTheBatch() {
        DigitTwin twin = new DigitTwin(start, RATE);
        Matrix x = new Matrix(4, 6, DigitTwin.normalised(pixels(1)));
        double[] nearest = twin.differentiate(twin.parameters(), pixels(1), labels)
                .nearest()
                .get(0);
        for (int unit = 0; unit < 5; unit++) {
            double expected = Double.POSITIVE_INFINITY;
            for (int n = 0; n < 4; n++) {
                double z = start.bias(1).get(0, unit);
                for (int i = 0; i < 6; i++) {
                    z += x.get(n, i) * start.weights(1).get(i, unit);
                }
                expected = Math.min(expected, Math.abs(z));
            }
            assertEquals(expected, nearest[unit], 1e-14);
        }
    }
}
