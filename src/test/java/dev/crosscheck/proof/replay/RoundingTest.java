package dev.crosscheck.proof.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The rounding bounds hold for a step computed in float, and are not much wider than necessary. */
class RoundingTest {
    private static final double FLOAT = Precision.SINGLE.roundoff();

    /** One hidden layer of ReLUs and a softmax, with sequential sums in float. */
    private record InFloat(float loss, float[] dw1, float[] db1, float[] dw2) {
        static InFloat of(Parameters p, Matrix x, Matrix t) {
            int n = x.rows();
            int inputs = x.columns();
            int hidden = p.weights(1).columns();
            int classes = t.columns();
            float[] dw1 = new float[inputs * hidden];
            float[] db1 = new float[hidden];
            float[] dw2 = new float[hidden * classes];
            float loss = 0;
            for (int r = 0; r < n; r++) {
                float[] a = new float[hidden];
                for (int h = 0; h < hidden; h++) {
                    float z = (float) p.bias(1).get(0, h);
                    for (int i = 0; i < inputs; i++) {
                        z += (float) x.get(r, i) * (float) p.weights(1).get(i, h);
                    }
                    a[h] = Math.max(0, z);
                }
                float[] e = new float[classes];
                float sum = 0;
                for (int c = 0; c < classes; c++) {
                    float z = (float) p.bias(2).get(0, c);
                    for (int h = 0; h < hidden; h++) {
                        z += a[h] * (float) p.weights(2).get(h, c);
                    }
                    e[c] = (float) Math.exp(z);
                    sum += e[c];
                }
                float[] da = new float[hidden];
                for (int c = 0; c < classes; c++) {
                    float share = e[c] / sum;
                    loss -= (float) (t.get(r, c) * Math.log(share));
                    float dz = (share - (float) t.get(r, c)) / n;
                    for (int h = 0; h < hidden; h++) {
                        dw2[h * classes + c] += a[h] * dz;
                        da[h] += dz * (float) p.weights(2).get(h, c);
                    }
                }
                for (int h = 0; h < hidden; h++) {
                    float dz = a[h] > 0 ? da[h] : 0;
                    db1[h] += dz;
                    for (int i = 0; i < inputs; i++) {
                        dw1[i * hidden + h] += (float) x.get(r, i) * dz;
                    }
                }
            }
            return new InFloat(loss / n, dw1, db1, dw2);
        }
    }

    private static double largestShare(float[] found, Matrix expected, Matrix bounds) {
        double largest = 0;
        for (int i = 0; i < found.length; i++) {
            double off = Math.abs(found[i] - expected.data()[i]);
            largest = Math.max(largest, off == 0 ? 0 : off / bounds.data()[i]);
        }
        return largest;
    }

    @Test
    void aStepInFloatIsWithinTheBoundsAndUsesMuchOfThem() {
        double largest = 0;
        for (int seed = 1; seed <= 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int inputs = 3 + 40 * (seed % 4);
            Network network = Network.of(inputs, List.of(5 + seed), 4, Elementwise.RELU, Activation.byName("softmax"));
            Parameters p = rounded(Initialization.HE.draw(network, seed));
            Matrix x = rounded(Matrix.gaussian(9 + seed, inputs, random));
            Matrix t = Matrix.zeros(x.rows(), 4);
            for (int r = 0; r < x.rows(); r++) {
                t.data()[4 * r + random.nextInt(4)] = 1;
            }
            Rounding rounding = Rounding.of(network, Loss.CATEGORICAL_CROSS_ENTROPY, p, x, t, FLOAT);
            InFloat inFloat = InFloat.of(p, x, t);
            double share = Math.abs(inFloat.loss() - rounding.loss()) / rounding.lossBound();
            share = Math.max(
                    share,
                    largestShare(
                            inFloat.dw1(),
                            rounding.gradients().weights(1),
                            rounding.bounds().weights(1)));
            share = Math.max(
                    share,
                    largestShare(
                            inFloat.db1(),
                            rounding.gradients().bias(1),
                            rounding.bounds().bias(1)));
            share = Math.max(
                    share,
                    largestShare(
                            inFloat.dw2(),
                            rounding.gradients().weights(2),
                            rounding.bounds().weights(2)));
            assertTrue(share < 1, "seed " + seed + ": " + share);
            largest = Math.max(largest, share);
        }
        assertTrue(largest > 0.1, "bounds that nothing comes near judge little: " + largest);
    }

    private static Matrix rounded(Matrix matrix) {
        return matrix.map(value -> (float) value);
    }

    private static Parameters rounded(Parameters parameters) {
        return new Parameters(
                parameters.matrices().stream().map(RoundingTest::rounded).toList());
    }

    /** A sum that may be on either side of 0 has a bound of the row's whole contribution; an exact 0 has a bound of 0. */
    @Test
    void aKinkLeavesRoomForItsRowAlone() {
        Network network = Network.of(2, List.of(2), 1, Elementwise.RELU, Elementwise.IDENTITY);
        Matrix x = new Matrix(1, 2, 1, 1);
        Matrix t = new Matrix(1, 1, 5);
        // Unit 0: 0.1 - 0.1, which may be rounded to either side of 0; unit 1: all weights are 0.
        Parameters p = new Parameters(List.of(
                new Matrix(2, 2, 0.1, 0, -0.1, 0), Matrix.zeros(1, 2), new Matrix(2, 1, 3, 7), Matrix.zeros(1, 1)));
        Rounding rounding = Rounding.of(network, Loss.HALF_SQUARED_ERROR, p, x, t, FLOAT);
        assertEquals(0, rounding.gradients().bias(1).get(0, 0));
        assertEquals(30, rounding.bounds().bias(1).get(0, 0), 1e-4, "twice the share of 15 that it would have");
        assertEquals(0, rounding.bounds().bias(1).get(0, 1));
    }
}
