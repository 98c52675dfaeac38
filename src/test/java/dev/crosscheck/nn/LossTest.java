package dev.crosscheck.nn;

import static dev.crosscheck.proof.compare.Agreement.assertAgrees;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.course.LossTraits;
import dev.crosscheck.math.FiniteDifference;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Tolerances;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LossTest {
    /** Two rows of two outputs; the errors are 1, -2, 0, 3. */
    private static final Matrix Y = new Matrix(2, 2, 1, 0, 5, 4);

    private static final Matrix T = new Matrix(2, 2, 0, 2, 5, 1);

    private static void assertLoss(Loss loss, Matrix y, Matrix t, double value, Matrix gradient) {
        assertAgrees(loss.title(), Tolerances.ROUNDING, value, loss.value(y, t));
        assertAgrees("gradient of " + loss.title(), Tolerances.ROUNDING, gradient, loss.gradient(y, t));
    }

    @Test
    void squaredErrorsDifferByTheirDivisors() {
        // 1 + 4 + 0 + 9 = 14: over 4 elements; half of it over 2 rows
        assertLoss(Loss.MEAN_SQUARED_ERROR, Y, T, 3.5, new Matrix(2, 2, 0.5, -1, 0, 1.5));
        assertLoss(Loss.HALF_SQUARED_ERROR, Y, T, 3.5, new Matrix(2, 2, 0.5, -1, 0, 1.5));
        Matrix y = Matrix.rowOf(3);
        Matrix t = Matrix.rowOf(1);
        assertLoss(Loss.MEAN_SQUARED_ERROR, y, t, 4, Matrix.rowOf(4));
        assertLoss(Loss.HALF_SQUARED_ERROR, y, t, 2, Matrix.rowOf(2));
        Matrix wide = Matrix.rowOf(3, 3, 3);
        Matrix ones = Matrix.rowOf(1, 1, 1);
        assertLoss(Loss.MEAN_SQUARED_ERROR, wide, ones, 4, Matrix.rowOf(4 / 3.0, 4 / 3.0, 4 / 3.0));
        assertLoss(Loss.HALF_SQUARED_ERROR, wide, ones, 6, Matrix.rowOf(2, 2, 2));
    }

    @Test
    void huberIsAParabolaInsideAndALineOutside() {
        // ½ + 1½ + 0 + 2½ over 4
        assertLoss(Loss.HUBER, Y, T, 4.5 / 4, new Matrix(2, 2, 0.25, -0.25, 0, 0.25));
        assertLoss(Loss.HUBER, Matrix.rowOf(0.5), Matrix.rowOf(0), 0.125, Matrix.rowOf(0.5));
        assertLoss(Loss.HUBER, Matrix.rowOf(-1e308), Matrix.rowOf(0), 1e308, Matrix.rowOf(-1));
    }

    @Test
    void crossEntropiesThatCanBeDoneOnPaper() {
        Matrix y = new Matrix(2, 2, 0.5, 0.25, 0.75, 0.5);
        Matrix t = new Matrix(2, 2, 1, 0, 1, 0);
        double binary = -(Math.log(0.5) + Math.log(0.75) + Math.log(0.75) + Math.log(0.5)) / 4;
        Matrix dBinary = new Matrix(2, 2, -1 / 0.5, 1 / 0.75, -1 / 0.75, 1 / 0.5).map(x -> x / 4);
        assertLoss(Loss.BINARY_CROSS_ENTROPY, y, t, binary, dBinary);

        Matrix p = new Matrix(2, 3, 0.5, 0.25, 0.25, 0.2, 0.2, 0.6);
        Matrix oneHot = new Matrix(2, 3, 1, 0, 0, 0, 0, 1);
        double categorical = -(Math.log(0.5) + Math.log(0.6)) / 2;
        assertLoss(Loss.CATEGORICAL_CROSS_ENTROPY, p, oneHot, categorical, new Matrix(2, 3, -1, 0, 0, 0, 0, -1 / 1.2));
    }

    @Test
    void probabilitiesAreClippedAndLevelBeyond() {
        double most = -Math.log(1e-12);
        Matrix one = Matrix.rowOf(1);
        assertEquals(most, Loss.BINARY_CROSS_ENTROPY.value(Matrix.rowOf(0), one));
        assertEquals(most, Loss.CATEGORICAL_CROSS_ENTROPY.value(Matrix.rowOf(0, 1), Matrix.rowOf(1, 0)));
        assertEquals(-Math.log(1 - (1 - 1e-12)), Loss.BINARY_CROSS_ENTROPY.value(one, Matrix.rowOf(0)));
        assertEquals(-Math.log(1 - 1e-12), Loss.BINARY_CROSS_ENTROPY.value(one, one));
        for (double y : new double[] {0, 9e-13, 1 - 9e-13, 1}) {
            assertEquals(
                    0, Loss.BINARY_CROSS_ENTROPY.gradient(Matrix.rowOf(y), one).get(0, 0));
            assertEquals(
                    0,
                    Loss.CATEGORICAL_CROSS_ENTROPY
                            .gradient(Matrix.rowOf(y), one)
                            .get(0, 0));
        }
    }

    /** Where clipping begins, the probability is still itself, and so is the slope. */
    @ParameterizedTest
    @ValueSource(doubles = {Loss.CLIP, 1 - Loss.CLIP})
    void atTheClipNothingIsClippedYet(double y) {
        Matrix at = Matrix.rowOf(y);
        assertEquals(-Math.log(y), Loss.CATEGORICAL_CROSS_ENTROPY.value(at, Matrix.rowOf(1)));
        assertEquals(
                -1 / y,
                Loss.CATEGORICAL_CROSS_ENTROPY.gradient(at, Matrix.rowOf(1)).get(0, 0));
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void gradientsAreThoseOfCentralDifferences(Loss loss) {
        SplittableRandom random = new SplittableRandom(7);
        boolean probabilities = loss.partner() != Elementwise.IDENTITY;
        Comparison comparison = new Comparison("gradient of " + loss.title(), Tolerances.CENTRAL_DIFFERENCES);
        for (int trial = 0; trial < 20; trial++) {
            Matrix y = probabilities
                    ? Matrix.zeros(3, 4).map(x -> random.nextDouble(0.02, 0.98))
                    : Matrix.gaussian(3, 4, random).map(x -> 3 * x);
            Matrix t = probabilities
                    ? Matrix.zeros(3, 4).map(x -> random.nextInt(2))
                    : Matrix.gaussian(3, 4, random).map(x -> 3 * x);
            double[] slopes = FiniteDifference.gradientInPlace(() -> loss.value(y, t), y.data());
            comparison.add(trial, "dy", new Matrix(3, 4, slopes), loss.gradient(y, t));
        }
        assertAgrees(comparison);
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void theValueIsTheSumOfItsTermsOverTheDivisor(Loss loss) {
        Matrix y = new Matrix(2, 2, 0.1, 0.6, 0.7, 0.4);
        Matrix t = new Matrix(2, 2, 1, 0, 0, 1);
        double sum = 0;
        for (int i = 0; i < 4; i++) {
            sum += loss.pointwise(y.data()[i], t.data()[i]);
        }
        boolean perRow = loss == Loss.CATEGORICAL_CROSS_ENTROPY || loss == Loss.HALF_SQUARED_ERROR;
        assertAgrees(loss.title(), Tolerances.ROUNDING, sum / (perRow ? 2 : 4), loss.value(y, t));
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void aNanIsNotHidden(Loss loss) {
        assertTrue(Double.isNaN(loss.value(Matrix.rowOf(Double.NaN), Matrix.rowOf(1))));
        assertTrue(Double.isNaN(
                loss.gradient(Matrix.rowOf(Double.NaN), Matrix.rowOf(1)).get(0, 0)));
    }

    @Test
    void withSoftmaxOrSigmoidTheGradientIsTheErrorOverTheRows() {
        SplittableRandom random = new SplittableRandom(8);
        Matrix z = Matrix.gaussian(2, 3, random);
        Matrix t = new Matrix(2, 3, 0, 1, 0, 1, 0, 0);
        Matrix p = Softmax.SOFTMAX.forward(z);
        Matrix dz = Softmax.SOFTMAX.backward(z, p, Loss.CATEGORICAL_CROSS_ENTROPY.gradient(p, t));
        assertAgrees("(p - t)/N", Tolerances.ROUNDING, p.combine(t, (pi, ti) -> (pi - ti) / 2), dz);

        Matrix s = Elementwise.SIGMOID.forward(z);
        Matrix dzs = Elementwise.SIGMOID.backward(z, s, Loss.BINARY_CROSS_ENTROPY.gradient(s, t));
        assertAgrees("(s - t)/(N O)", Tolerances.ROUNDING, s.combine(t, (si, ti) -> (si - ti) / 6), dzs);
    }

    @ParameterizedTest
    @CsvSource({
        "MEAN_SQUARED_ERROR, softmax, identity with mean squared error, softmax with categorical cross-entropy",
        "HUBER, softmax, identity with Huber loss, softmax with categorical cross-entropy",
        "BINARY_CROSS_ENTROPY, softmax, sigmoid with binary cross-entropy, softmax with categorical cross-entropy",
        "BINARY_CROSS_ENTROPY, identity, sigmoid with binary cross-entropy, identity with mean squared error",
        "CATEGORICAL_CROSS_ENTROPY, sigmoid, softmax with categorical cross-entropy, sigmoid with binary cross-entropy",
        "CATEGORICAL_CROSS_ENTROPY, relu, softmax with categorical cross-entropy, relu with mean squared error",
    })
    void pairsThatDoNotGoTogetherAreRefused(Loss loss, String output, String thisLoss, String thisActivation) {
        Activation activation = Activation.byName(output);
        CrosscheckException refused = assertThrows(CrosscheckException.class, () -> loss.requireFits(activation));
        assertEquals("The output activation " + output + " does not go with " + loss.title(), refused.getMessage());
        assertEquals("Use " + thisLoss + ", or " + thisActivation + ".", refused.remedy());
    }

    @Test
    void everyPairIsEitherRefusedOrAmongTheKnownGood() {
        List<Loss> losses = Arrays.asList(Loss.values());
        for (Activation activation : Activation.all()) {
            List<Loss> fitting =
                    losses.stream().filter(loss -> fits(loss, activation)).toList();
            assertEquals(expectedFor(activation), fitting, activation.label());
            assertDoesNotThrow(() -> Loss.partnerOf(activation).requireFits(activation));
        }
    }

    private static List<Loss> expectedFor(Activation activation) {
        return switch (activation.label()) {
            case "softmax" -> List.of(Loss.CATEGORICAL_CROSS_ENTROPY);
            case "sigmoid" ->
                List.of(Loss.MEAN_SQUARED_ERROR, Loss.BINARY_CROSS_ENTROPY, Loss.HUBER, Loss.HALF_SQUARED_ERROR);
            default -> List.of(Loss.MEAN_SQUARED_ERROR, Loss.HUBER, Loss.HALF_SQUARED_ERROR);
        };
    }

    private static boolean fits(Loss loss, Activation activation) {
        try {
            loss.requireFits(activation);
            return true;
        } catch (CrosscheckException refused) {
            return false;
        }
    }

    @Test
    void theTableHasARowForEachWithItsPartner() {
        assertArrayEquals(
                Loss.values(), LossTraits.TABLE.stream().map(LossTraits::loss).toArray());
        for (LossTraits row : LossTraits.TABLE) {
            assertEquals(row.loss().partner().label(), row.outputLayer());
        }
    }
}
