package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Loss;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationTest {

    /** Three images: a 0 seen as 0 with 0.5, a 0 seen as 1 (0.3 against 0.1), a 1 seen as 1 with 0.8. */
    private static final float[] PROBABILITIES =
            rows(new float[][] {{.5f, .2f, .3f}, {.1f, .3f, .2f}, {.1f, .8f, .1f}});

    private static final int[] LABELS = {0, 0, 1};

    private static float[] rows(float[][] starts) {
        float[] all = new float[starts.length * 10];
        for (int i = 0; i < starts.length; i++) {
            System.arraycopy(starts[i], 0, all, i * 10, starts[i].length);
        }
        return all;
    }

    @Test
    void aSmallExampleByHand() {
        Evaluation evaluation = Evaluation.of(PROBABILITIES, LABELS);
        assertEquals(
                -(Math.log(0.5) + Math.log(0.1) + Math.log(0.8)) / 3,
                evaluation.loss(),
                1e-7,
                "probabilities are floats");
        assertEquals(2, evaluation.correct());
        assertEquals(3, evaluation.total());
        assertEquals(1, evaluation.counted().precision(0));
        assertEquals(0.5, evaluation.counted().recall(0));
        assertEquals(2.0 / 3, evaluation.counted().f1(0), 1e-15);
        assertEquals(0.5, evaluation.counted().precision(1));
        assertEquals(1, evaluation.counted().recall(1));
        assertEquals(0, evaluation.counted().precision(7), "a class never predicted");
        assertEquals(0, evaluation.counted().f1(7));
    }

    /** The loss of one example of three classes whose true class has this probability: -ln of it, or of 1e-10. */
    @ParameterizedTest
    @CsvSource({
        "1, 0",
        "0.25, 1.3862943611198906",
        "1e-9, 20.72326583694641",
        "1e-12, 23.025850929940457",
        "0, 23.025850929940457"
    })
    void probabilitiesAreClipped(float p, double loss) {
        // The logarithm of a float is that of its decimal number within 6e-8.
        assertEquals(
                loss, Evaluation.of(new float[] {1 - p, p, 0}, new int[] {1}).loss(), 6e-8);
    }

    private static final List<Double> WEIGHTS = List.of(0.5, 2.0, 5.0);

    /** Each loss counts as its class weighs, over the number of examples; with one output as with two. */
    @Test
    void classesWeighInTheLoss() {
        Matrix three = new Matrix(4, 3, 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0);
        float[] quarters = {0.5f, 0.25f, 0.25f, 0.25f, 0.25f, 0.5f, 0.25f, 0.25f, 0.5f, 0.25f, 0.25f, 0.5f};
        Evaluation found = Evaluation.of(quarters, examples(three, 3), Loss.CATEGORICAL_CROSS_ENTROPY, WEIGHTS);
        double ln2 = Math.log(2);
        assertEquals((0.5 * ln2 + 2 * 2 * ln2 + 5 * ln2 + 0.5 * 2 * ln2) / 4, found.loss(), 1e-12);
        assertArrayEquals(new int[][] {{1, 0, 1}, {0, 0, 1}, {0, 0, 1}}, found.confusion());
        Matrix two = new Matrix(2, 1, 0, 1);
        found = Evaluation.of(
                new float[] {0.5f, 0.25f}, examples(two, 2), Loss.BINARY_CROSS_ENTROPY, WEIGHTS.subList(0, 2));
        assertEquals((0.5 * ln2 + 2 * 2 * ln2) / 2, found.loss(), 1e-12);
    }

    private static MatrixExamples examples(Matrix targets, int classes) {
        return new MatrixExamples(Matrix.zeros(targets.rows(), 1), targets, classes);
    }

    /** Errors of ½ and 3: Huber's loss is ⅛ and 2½, the squared ones ¼ and 9. */
    @Test
    void theLossOfNumbersIsTheNetworksOwn() {
        MatrixExamples truth = examples(new Matrix(2, 1, 1, -1), 0);
        float[] outputs = {1.5f, 2};
        assertEquals(
                1.3125, Evaluation.of(outputs, truth, Loss.HUBER, List.of()).loss(), 1e-15);
        Evaluation squared = Evaluation.of(outputs, truth, Loss.MEAN_SQUARED_ERROR, List.of());
        assertEquals(4.625, squared.loss(), 1e-15);
        assertEquals(1 - 9.25 / 2, squared.numbers().r2(), 1e-15);
    }

    @Test
    void ofTargetsThatAreAllTheSameThereIsNothingToExplain() {
        MatrixExamples same = examples(new Matrix(3, 1, 0.1, 0.1, 0.1), 0);
        assertNull(Evaluation.of(new float[] {0, 0.1f, 1}, same, Loss.MEAN_SQUARED_ERROR, List.of())
                .numbers()
                .r2());
    }

    @Test
    void ofEqualClassesTheFirstIsPredicted() {
        float[] equal = {0.25f, 0.375f, 0.375f};
        assertArrayEquals(
                new int[][] {{0, 0, 0}, {0, 0, 0}, {0, 1, 0}},
                Evaluation.of(equal, new int[] {2}).confusion());
        assertArrayEquals(
                new int[][] {{1, 0}, {0, 0}},
                Evaluation.of(new float[] {0.5f}, new int[] {0}).confusion(),
                "above one half is the second class");
    }

    @Test
    void mistakesComeWorstFirst() {
        List<Evaluation.Mistake> worst = Evaluation.worst(PROBABILITIES, LABELS, 5);
        assertEquals(1, worst.size());
        assertEquals(1, worst.get(0).index());
        assertEquals(1, worst.get(0).predicted());
        assertEquals(0.3, worst.get(0).probability(), 1e-7);
        assertEquals(-Math.log(0.1), worst.get(0).loss(), 1e-6);
        // The first image, if it is a 1, has 0.2 for it; the last, if it is a 0, has 0.1.
        int[] others = {1, 1, 0};
        assertEquals(List.of(2, 0), indices(Evaluation.worst(PROBABILITIES, others, 5)));
        assertEquals(List.of(2), indices(Evaluation.worst(PROBABILITIES, others, 1)));
    }

    private static List<Integer> indices(List<Evaluation.Mistake> mistakes) {
        return mistakes.stream().map(Evaluation.Mistake::index).toList();
    }

    @Test
    void aProbabilityThatIsNoNumberMakesTheLossNone() {
        float[] broken = PROBABILITIES.clone();
        broken[0] = Float.NaN;
        assertTrue(Double.isNaN(Evaluation.of(broken, LABELS).loss()));
    }

    /** -ln ½ and -ln ¼, and twice the second; with one output the probability of class 1. */
    @Test
    void lossesAreThoseOfEachRow() {
        Matrix second = new Matrix(2, 1, 0, 1);
        MatrixExamples two = examples(second, 2);
        float[] ofSecond = {0.5f, 0.25f};
        double ln2 = Math.log(2);
        assertArrayEquals(
                new double[] {ln2, 4 * ln2},
                Evaluation.losses(ofSecond, two, Loss.BINARY_CROSS_ENTROPY, List.of(1.0, 2.0)),
                1e-12);
        MatrixExamples both = examples(new Matrix(2, 2, 1, 0, 0, 1), 2);
        float[] ofBoth = {0.5f, 0.5f, 0.75f, 0.25f};
        assertArrayEquals(
                new double[] {ln2, 2 * ln2},
                Evaluation.losses(ofBoth, both, Loss.CATEGORICAL_CROSS_ENTROPY, List.of()),
                1e-12);
        MatrixExamples numbers = examples(new Matrix(2, 1, 1, -1), 0);
        assertArrayEquals(
                new double[] {0.25, 9},
                Evaluation.losses(new float[] {1.5f, 2}, numbers, Loss.MEAN_SQUARED_ERROR, List.of()));
    }
}
