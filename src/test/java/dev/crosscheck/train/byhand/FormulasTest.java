package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.ClassWeights;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single formulas of the engine, each against its definition. */
class FormulasTest {
    private static final BigInteger WORD = BigInteger.ONE.shiftLeft(64);

    /** SplitMix64's output function, in arithmetic without a limit. */
    private static BigInteger mix(BigInteger value) {
        BigInteger bits = value.mod(WORD);
        bits = bits.xor(bits.shiftRight(30))
                .multiply(new BigInteger("bf58476d1ce4e5b9", 16))
                .mod(WORD);
        bits = bits.xor(bits.shiftRight(27))
                .multiply(new BigInteger("94d049bb133111eb", 16))
                .mod(WORD);
        return bits.xor(bits.shiftRight(31));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.9})
    void dropoutChoosesByTheNumberOfAPlace(double rate) {
        for (long seed : new long[] {0, 7, -3}) {
            for (int layer = 1; layer <= 2; layer++) {
                for (long done : new long[] {0, 5}) {
                    BigInteger place = mix(mix(mix(BigInteger.valueOf(seed)).add(BigInteger.valueOf(layer)))
                            .add(BigInteger.valueOf(done)));
                    Dropout dropout = Dropout.of(rate, seed, layer, done, 9);
                    for (int i = 0; i < 27; i++) {
                        BigInteger step = new BigInteger("9e3779b97f4a7c15", 16).multiply(BigInteger.valueOf(i + 1));
                        double uniform = mix(place.add(step)).shiftRight(11).doubleValue() / (1L << 53);
                        float expected = uniform < rate ? 0f : (float) (1 / (1 - rate));
                        assertEquals(expected, dropout.factor(i / 9, i % 9), "place " + i);
                    }
                }
            }
        }
    }

    /** A moment far below 2⁻¹⁰⁰ is 0, and moves nothing. */
    @Test
    void momentumForgetsWhatIsTooSmall() {
        float[] theta = {1};
        float[] m = {1e-38f};
        new Update.Momentum(0.1f, 0.9f).move(new float[] {1e-40f}, theta, m, new float[1], 0, 1);
        assertEquals(0f, m[0]);
        assertEquals(1f, theta[0]);
    }

    /** Where a slope jumps, the left one is taken. */
    @Test
    void slopesAtAKinkAreTheLeftOnes() {
        assertEquals(0f, Neuron.slope(Elementwise.RELU, 0f));
        assertEquals(0.01f, Neuron.slope(Elementwise.LEAKY_RELU, 0f));
    }

    /** Losses and gradients of three rows of two outputs, whose rows do not begin at 0, against those in double. */
    @ParameterizedTest
    @EnumSource(
            value = Loss.class,
            names = {"MEAN_SQUARED_ERROR", "HUBER", "BINARY_CROSS_ENTROPY"})
    void aRowsLossAndGradientAreThoseInDouble(Loss loss) {
        float[] z = {0.5f, -3, 2.5f, 0.25f, -0.75f, 4};
        float[] targets = {1, 0, 0, 1, 1, 1};
        Setup setup = setup(loss, ClassWeights.NONE);
        OutputLoss formulas = new OutputLoss(setup, new int[0], targets, 3);
        Matrix logits = Matrix.widened(3, z);
        Matrix t = Matrix.widened(3, targets);
        boolean fused = loss == Loss.BINARY_CROSS_ENTROPY;
        double expected = fused ? loss.valueOfLogits(logits, t) : loss.value(logits, t);
        Matrix gradient =
                fused ? loss.gradientOfLogits(Elementwise.SIGMOID.forward(logits), t) : loss.gradient(logits, t);
        float[] shifted = new float[11];
        System.arraycopy(z, 0, shifted, 5, 6);
        float[] dz = new float[11];
        double sum = 0;
        for (int row = 0; row < 3; row++) {
            sum += formulas.lossAndGradient(row, shifted, dz, 5 + 2 * row);
        }
        assertEquals(expected, sum / 3, 1e-6 * expected); // some roundings of floats
        for (int i = 0; i < 6; i++) {
            assertEquals(gradient.data()[i], dz[5 + i], 1e-6);
        }
    }

    /** With one output and weights 0.25 of class 0 and 4 of class 1. */
    @Test
    void aRowOfTwoClassesCountsByItsWeight() {
        Setup setup = setup(Loss.BINARY_CROSS_ENTROPY, ClassWeights.of(List.of(0.25, 4.0)))
                .of(1, 1);
        OutputLoss formulas = new OutputLoss(setup, new int[0], new float[] {0, 1}, 2);
        float[] z = {2, -1};
        float[] dz = new float[2];
        assertEquals(0.25 * Math.log1p(Math.exp(2)), formulas.lossAndGradient(0, z, dz, 0), 1e-6);
        assertEquals(4 * Math.log1p(Math.exp(1)), formulas.lossAndGradient(1, z, dz, 1), 1e-6);
        assertEquals(0.25 / (1 + Math.exp(-2)) / 2, dz[0], 1e-6);
        assertEquals(-4 / (1 + Math.exp(-1)) / 2, dz[1], 1e-6);
    }

    /** Sigmoids of two outputs, or the numbers as they are. */
    @Test
    void outputsFollowFromTheLoss() {
        float[] sigmoids = {(float) (1 / (1 + Math.exp(-0.5))), (float) (1 / (1 + Math.exp(2)))};
        Setup binary = setup(Loss.BINARY_CROSS_ENTROPY, ClassWeights.NONE);
        assertArrayEquals(sigmoids, OutputLoss.outputs(binary, new float[] {0.5f, -2}), 1e-6f);
        Setup numbers = setup(Loss.MEAN_SQUARED_ERROR, ClassWeights.NONE);
        assertArrayEquals(new float[] {0.5f, -2}, OutputLoss.outputs(numbers, new float[] {0.5f, -2}));
    }

    /** Logits of a size whose exponentials have no end, in the middle of longer arrays. */
    @Test
    void softmaxOfLargeLogitsIsFinite() {
        float[] z = {9, 9, 800, 801, -800, 9};
        float[] p = new float[5];
        OutputLoss.softmax(z, 2, p, 1, 3);
        double second = 1 / (1 + Math.exp(-1));
        assertArrayEquals(new float[] {0, (float) (1 - second), (float) second, 0, 0}, p, 1e-6f);
        float[] dz = new float[6];
        float loss = OutputLoss.ofClasses(0, 2f, 3, 4, z, dz, 2);
        assertEquals(2 * Math.log1p(Math.exp(1)), loss, 1e-5); // 2 (ln(e^-1 + 1 + e^-1601) + 801 - 800)
        assertArrayEquals(new float[] {0, 0, (float) (-second / 2), (float) (second / 2), 0, 0}, dz, 1e-6f);
    }

    /** What was in the receiving arrays does not matter. */
    @Test
    void productsReplaceOrAddToWhatWasThere() {
        Kernels[] all = {KernelChoice.plain(), KernelChoice.fastest()};
        float[] x = new float[3 * 16];
        float[] w = new float[16 * 32];
        float[] dz = new float[3 * 32];
        for (int i = 0; i < w.length; i++) {
            w[i] = i % 7 - 3;
            x[i % x.length] = i % 5 - 2;
            dz[i % dz.length] = i % 3 - 1;
        }
        for (Kernels kernels : all) {
            float[][] clean = {new float[16 * 32], new float[64], new float[3 * 32], new float[3 * 16]};
            float[][] full = {new float[16 * 32], new float[64], new float[3 * 32], new float[3 * 16]};
            for (float[] array : full) {
                Arrays.fill(array, 99f);
            }
            for (float[][] into : List.of(clean, full)) {
                kernels.addForward(0, 3, 16, 32, x, w, into[2]);
                kernels.weightGradient(3, 16, 32, 32, x, dz, into[0]);
                kernels.sumRows(2, 2, new float[128], into[1]);
                kernels.addInputGradient(3, 16, 32, 32, dz, w, into[3]);
            }
            for (int i = 2; i < clean.length; i++) {
                for (int j = 0; j < clean[i].length; j++) {
                    clean[i][j] += 99f; // exactly, since all numbers are small integers
                }
            }
            for (int i = 0; i < clean.length; i++) {
                assertArrayEquals(clean[i], full[i]);
            }
        }
    }

    private static Setup setup(Loss loss, ClassWeights weights) {
        Setup setup = Setups.of(List.of(), Elementwise.RELU, loss, OptimizerSpec.Kind.SGD, 0, Initialization.TORCH);
        return Setups.weighted(setup, weights).of(2, weights.areNone() ? 2 : 1);
    }
}
