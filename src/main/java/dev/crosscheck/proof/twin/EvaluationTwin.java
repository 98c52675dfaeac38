package dev.crosscheck.proof.twin;

import java.util.stream.IntStream;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.evaluation.regression.RegressionEvaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Evaluates predictions with DL4J's own {@link Evaluation} and {@link RegressionEvaluation}. Needs ND4J started. */
public final class EvaluationTwin {
    private EvaluationTwin() {}

    /**
     * Computes the confusion matrix.
     *
     * @param outputs (N, C), row-major, or (N, 1): the probability of the second of two classes
     * @param labels the true classes, (N)
     * @param classes C, or 2
     * @return the number of examples, indexed by [true class][predicted class]
     */
    public static int[][] confusion(float[] outputs, int[] labels, int classes) {
        int columns = outputs.length / labels.length;
        float[] truth = new float[outputs.length];
        for (int n = 0; n < labels.length; n++) {
            truth[n * columns + (columns == 1 ? 0 : labels[n])] = columns == 1 ? labels[n] : 1;
        }
        Evaluation evaluation = new Evaluation(classes);
        evaluation.eval(array(truth, columns), array(outputs, columns));
        return IntStream.range(0, classes)
                .mapToObj(actual -> IntStream.range(0, classes)
                        .map(predicted -> evaluation.getConfusionMatrix().getCount(actual, predicted))
                        .toArray())
                .toArray(int[][]::new);
    }

    /**
     * Computes the measures of a regression.
     *
     * @param outputs (N)
     * @param targets (N), not all equal
     * @return the root mean squared error and the coefficient of determination
     */
    public static double[] numbers(float[] outputs, float... targets) {
        RegressionEvaluation evaluation = new RegressionEvaluation(1);
        evaluation.eval(array(targets, 1), array(outputs, 1));
        return new double[] {evaluation.rootMeanSquaredError(0), evaluation.rSquared(0)};
    }

    private static INDArray array(float[] values, int columns) {
        return Nd4j.create(values, new long[] {values.length / columns, columns}, 'c');
    }
}
