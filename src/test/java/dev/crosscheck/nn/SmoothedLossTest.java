package dev.crosscheck.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.FiniteDifference;
import dev.crosscheck.math.Matrix;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmoothedLossTest {
    private static final Matrix Z = new Matrix(2, 3, 1, -2, 0.5, 0, 3, -1);
    private static final Matrix ONE_HOT = new Matrix(2, 3, 0, 0, 1, 0, 1, 0);
    private static final Objective SMOOTHED = SmoothedLoss.of(Loss.CATEGORICAL_CROSS_ENTROPY, 0.3);

    /** {@code torch.nn.functional.cross_entropy(z, torch.tensor([2, 1]), label_smoothing=0.3)} of PyTorch 2.6, and its gradient. */
    @Test
    void itIsThatOfPyTorch() {
        assertEquals(0.9852404030498562, SMOOTHED.valueOfLogits(Z, ONE_HOT), 1e-15);
        double[] gradient = {
            0.25187444807431286,
            -0.034970556215212986,
            -0.2169038918590999,
            -0.026693688711013054,
            0.06811977593825286,
            -0.041426087227239804
        };
        Matrix p = Softmax.SOFTMAX.forward(Z);
        assertArrayEquals(gradient, SMOOTHED.gradientOfLogits(p, ONE_HOT).data(), 1e-15);
        assertEquals(0.9852404030498562, SMOOTHED.value(p, ONE_HOT), 1e-15, "from probabilities");
    }

    @Test
    void theGradientIsTheDerivativeAndARowsWeightThatOfItsLabel() {
        Objective weighted =
                SmoothedLoss.of(new WeightedLoss(Loss.CATEGORICAL_CROSS_ENTROPY, List.of(2.0, 0.5, 4.0)), 0.3);
        assertArrayEquals(new double[] {4, 0.5}, weighted.rowWeights(ONE_HOT).data());
        Matrix moved = Z.copy();
        double[] differences =
                FiniteDifference.gradientInPlace(() -> weighted.valueOfLogits(moved, ONE_HOT), moved.data());
        Matrix p = Softmax.SOFTMAX.forward(Z);
        // Central differences of numbers near 1 are right to some 1e-10.
        assertArrayEquals(differences, weighted.gradientOfLogits(p, ONE_HOT).data(), 1e-9);
        assertEquals(
                (4 * SMOOTHED.valueOfLogits(Z.row(0), ONE_HOT.row(0))
                                + 0.5 * SMOOTHED.valueOfLogits(Z.row(1), ONE_HOT.row(1)))
                        / 2,
                weighted.valueOfLogits(Z, ONE_HOT),
                1e-15);
    }

    /** Two classes by one output are the two of a softmax whose logits are 0 and z. */
    @Test
    void oneOutputIsTheSoftmaxOfTwo() {
        Objective binary = SmoothedLoss.of(Loss.BINARY_CROSS_ENTROPY, 0.3);
        for (double z : new double[] {-3, 0.5, 2}) {
            for (int label : new int[] {0, 1}) {
                Matrix logits = Matrix.rowOf(0, z);
                Matrix oneHot = Matrix.rowOf(1 - label, label);
                Matrix target = Matrix.rowOf(label);
                assertEquals(
                        SMOOTHED.valueOfLogits(logits, oneHot), binary.valueOfLogits(Matrix.rowOf(z), target), 1e-15);
                Matrix p = Softmax.SOFTMAX.forward(logits);
                assertEquals(
                        SMOOTHED.gradientOfLogits(p, oneHot).get(0, 1),
                        binary.gradientOfLogits(Matrix.rowOf(p.get(0, 1)), target)
                                .get(0, 0),
                        1e-15);
            }
        }
    }

    @Test
    void withoutAShareItIsTheLoss() {
        assertSame(Loss.MEAN_SQUARED_ERROR, SmoothedLoss.of(Loss.MEAN_SQUARED_ERROR, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "4-3 mse smoothing:0.1, Smoothed labels with the loss mse",
        "4-1 huber smoothing:0.1, Take them with classes",
        "4-3 cross-entropy smoothing:1, 'labelSmoothing: expected a share from 0 to below 1'",
        "4-3 cross-entropy smoothing:-0.1, labelSmoothing",
        "4-3 cross-entropy smoothing:nan, is not a valid number"
    })
    void whatDoesNotGoTogetherIsRefused(String line, String part) {
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> Setup.parse(line));
        assertTrue((e.getMessage() + " " + e.remedy()).contains(part), e.getMessage() + " " + e.remedy());
    }
}
