package dev.crosscheck.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.FiniteDifference;
import dev.crosscheck.math.Matrix;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightedLossTest {
    private static final Matrix P = new Matrix(3, 3, 0.2, 0.5, 0.3, 0.6, 0.3, 0.1, 0.25, 0.25, 0.5);
    private static final Matrix ONE_HOT = new Matrix(3, 3, 0, 1, 0, 1, 0, 0, 0, 0, 1);

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
        assertEquals(
                List.of(1.0, 1.0, 1.0),
                ClassWeights.BALANCED.of(new int[] {0, 2}, 3).weights(),
                "one without rows");
    }

    @Test
    void aRowCountsByItsClassAndTheDivisorIsTheRows() {
        WeightedLoss loss = new WeightedLoss(Loss.CATEGORICAL_CROSS_ENTROPY, List.of(2.0, 0.5, 4.0));
        double expected = -(0.5 * Math.log(0.5) + 2 * Math.log(0.6) + 4 * Math.log(0.5)) / 3;
        assertEquals(expected, loss.value(P, ONE_HOT), 1e-15); // a few roundings of numbers near 1
        WeightedLoss binary = new WeightedLoss(Loss.BINARY_CROSS_ENTROPY, List.of(3.0, 0.5));
        Matrix y = new Matrix(2, 1, 0.2, 0.7);
        double both = -(3 * Math.log(0.8) + 0.5 * Math.log(0.7)) / 2;
        assertEquals(both, binary.value(y, new Matrix(2, 1, 0, 1)), 1e-15);
        assertArrayEquals(new double[] {0.5, 2, 4}, loss.rowWeights(ONE_HOT).data());
        assertNull(Loss.CATEGORICAL_CROSS_ENTROPY.rowWeights(ONE_HOT));
    }

    /** Central differences of numbers near 1 are right to some 1e-10. */
    @Test
    void theGradientIsTheDerivative() {
        for (List<Double> weights : List.of(List.of(2.0, 0.5, 4.0), List.of(1e-3, 1.0, 50.0))) {
            WeightedLoss loss = new WeightedLoss(Loss.CATEGORICAL_CROSS_ENTROPY, weights);
            Matrix moved = P.copy();
            assertArrayEquals(
                    FiniteDifference.gradientInPlace(() -> loss.value(moved, ONE_HOT), moved.data()),
                    loss.gradient(P, ONE_HOT).data(),
                    1e-9 * weights.get(2));
        }
        WeightedLoss binary = new WeightedLoss(Loss.BINARY_CROSS_ENTROPY, List.of(3.0, 0.5));
        Matrix y = new Matrix(2, 1, 0.2, 0.7);
        Matrix t = new Matrix(2, 1, 1, 0);
        double[] gradient = binary.gradient(y, t).data();
        assertArrayEquals(FiniteDifference.gradientInPlace(() -> binary.value(y, t), y.data()), gradient, 1e-8);
    }

    @Test
    void withoutWeightsItIsTheLoss() {
        assertSame(Loss.HUBER, WeightedLoss.of(Loss.HUBER, List.of()));
        WeightedLoss ones = new WeightedLoss(Loss.CATEGORICAL_CROSS_ENTROPY, List.of(1.0, 1.0, 1.0));
        assertEquals(Loss.CATEGORICAL_CROSS_ENTROPY.value(P, ONE_HOT), ones.value(P, ONE_HOT), 1e-15);
    }

    @ParameterizedTest
    @CsvSource({
        "4-3 mse class-weights:1/2/3, class weights and the loss mse",
        "4-3 cross-entropy class-weights:1/2, '2 class weights for 3 outputs'",
        "4-3 bce class-weights:1/2/3, '3 class weights for 3 outputs'",
        "4-1 bce class-weights:1, '1 class weights for 1 outputs'",
        "4-3 cross-entropy class-weights:1/2/0, 'weights: expected'",
        "4-3 cross-entropy class-weights:1/2/nan, 'a number for each class'",
        "4-3 cross-entropy class-weights:1/2/1e300, 'weights: expected'",
        "4-3 cross-entropy class-weights:1/two, 'a number for each class'"
    })
    void whatDoesNotGoTogetherIsRefused(String line, String part) {
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> Setup.parse(line));
        assertTrue((e.getMessage() + " " + e.remedy()).contains(part), e.getMessage() + " " + e.remedy());
    }

    @Test
    void aLineHasThem() {
        String line = "4-6-3 relu cross-entropy adam lr:0.001 class-weights:0.5/1.0/20.0 batch:16 seed:1";
        Setup spec = Setup.parse("4-6-3 cross-entropy class-weights:0.5/1/2e1");
        assertEquals(line, spec.toString());
        assertEquals(spec, Setup.parse(line));
        assertEquals(new WeightedLoss(spec.network().loss(), List.of(0.5, 1.0, 20.0)), spec.objective());
    }
}
