package dev.crosscheck.proof.verify;

import dev.crosscheck.data.Examples;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.twin.EvaluationTwin;
import dev.crosscheck.train.Evaluation;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Compares what {@link Evaluation} says of a network's answers with DL4J's own evaluation: counts of classes, RMSE and R². Needs ND4J started. */
final class EvaluationCheck {
    private static final int ROWS = 120;

    /** Evaluates a network's outputs, (examples, outputs), row-major. */
    @FunctionalInterface
    interface Evaluator {
        Evaluation of(float[] outputs, Examples examples, Loss loss, List<Double> classWeights);
    }

    private EvaluationCheck() {}

    static Findings findings(Evaluator evaluator) {
        Comparisons all = new Comparisons();
        Comparison counts = all.of("counts of predicted classes, against DL4J's", Tolerances.EXACT);
        compareClasses(counts, evaluator, 3);
        compareClasses(counts, evaluator, 1);
        compareNumbers(all.of("RMSE and R2, against DL4J's", Tolerances.FLOAT_EVALUATION), evaluator);
        return all.findings(
                "Evaluation of a network's answers",
                ROWS
                        + " answers of each kind: three classes, two by one output, numbers; equal probabilities among them");
    }

    /** Every third answer is the same probability for all classes, of which the first is predicted. */
    private static void compareClasses(Comparison counts, Evaluator evaluator, int outputs) {
        int classes = Math.max(2, outputs);
        Loss loss = outputs == 1 ? Loss.BINARY_CROSS_ENTROPY : Loss.CATEGORICAL_CROSS_ENTROPY;
        Examples examples = DrawnRows.of(loss, ROWS, 1, outputs, new SplittableRandom(11));
        SplittableRandom random = new SplittableRandom(12);
        float[] answers = new float[ROWS * outputs];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = i / outputs % 3 == 0 ? 0.5f : (float) random.nextDouble();
        }
        int[][] found = evaluator.of(answers, examples, loss, List.of()).confusion();
        int[][] expected = EvaluationTwin.confusion(answers, examples.labels(), classes);
        counts.add("counts of " + classes + " classes", flat(expected), flat(found));
    }

    private static double[] flat(int[]... counts) {
        return Arrays.stream(counts)
                .flatMapToInt(Arrays::stream)
                .asDoubleStream()
                .toArray();
    }

    /** The targets' mean is 0.7, not 0 as in the training part. */
    private static void compareNumbers(Comparison numbers, Evaluator evaluator) {
        SplittableRandom random = new SplittableRandom(13);
        float[] truth = new float[ROWS];
        float[] answers = new float[ROWS];
        for (int n = 0; n < ROWS; n++) {
            truth[n] = (float) (0.7 + random.nextGaussian());
            answers[n] = (float) (0.5 * truth[n] + 1.5 * random.nextGaussian());
        }
        Examples examples = new MatrixExamples(Matrix.zeros(ROWS, 1), new Matrix(ROWS, 1, Matrix.doubles(truth)), 0);
        Evaluation.Numbers found = evaluator
                .of(answers, examples, Loss.MEAN_SQUARED_ERROR, List.of())
                .numbers();
        double r2 = found.r2() == null ? Double.NaN : found.r2();
        numbers.add("RMSE and R2", EvaluationTwin.numbers(answers, truth), new double[] {found.rmse(), r2});
    }
}
