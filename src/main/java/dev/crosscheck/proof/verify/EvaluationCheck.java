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

    private final Evaluator evaluator;
    private final Comparisons all = new Comparisons();
    private final Comparison counts = all.of("counts of predicted classes, against DL4J's", Tolerances.EXACT);
    private final Comparison numbers = all.of("RMSE and R2, against DL4J's", Tolerances.FLOAT_EVALUATION);

    /** Evaluates a network's outputs, (examples, outputs), row-major. */
    @FunctionalInterface
    interface Evaluator {
        Evaluation of(float[] outputs, Examples examples, Loss loss, List<Double> classWeights);
    }

    private EvaluationCheck(Evaluator evaluator) {
        this.evaluator = evaluator;
    }

    /** Checks the evaluation that {@code train} uses. */
    static Findings findings() {
        return findings(Evaluation::of);
    }

    /** Checks any evaluation. */
    static Findings findings(Evaluator evaluator) {
        EvaluationCheck check = new EvaluationCheck(evaluator);
        check.compareClasses(3);
        check.compareClasses(1);
        check.compareNumbers();
        return check.all.findings(
                "Evaluation of a network's answers",
                ROWS
                        + " answers of each kind: three classes, two by one output, numbers; equal probabilities among them");
    }

    /** Every third answer is the same probability for all classes, of which the first is predicted. */
    private void compareClasses(int outputs) {
        int classes = Math.max(2, outputs);
        SplittableRandom random = new SplittableRandom(11);
        float[] answers = new float[ROWS * outputs];
        int[] labels = random.ints(ROWS, 0, classes).toArray();
        Matrix targets = Matrix.zeros(ROWS, outputs);
        for (int n = 0; n < ROWS; n++) {
            double sum = 0;
            for (int c = 0; c < outputs; c++) {
                answers[n * outputs + c] = n % 3 == 0 ? 1 : (float) random.nextDouble();
                sum += answers[n * outputs + c];
            }
            for (int c = 0; c < outputs; c++) {
                answers[n * outputs + c] /= (float) (outputs > 1 ? sum : n % 3 == 0 ? 2 : 1);
            }
            targets.data()[n * outputs + (outputs > 1 ? labels[n] : 0)] = outputs > 1 ? 1 : labels[n];
        }
        Loss loss = outputs == 1 ? Loss.BINARY_CROSS_ENTROPY : Loss.CATEGORICAL_CROSS_ENTROPY;
        int[][] found = evaluator
                .of(answers, new MatrixExamples(Matrix.zeros(ROWS, 1), targets, classes), loss, List.of())
                .confusion();
        int[][] expected = EvaluationTwin.confusion(answers, labels, classes);
        counts.add("classes", expected.length, found.length);
        for (int c = 0; c < Math.min(expected.length, found.length); c++) {
            counts.add(
                    "class " + c + " of " + classes,
                    Arrays.stream(expected[c]).asDoubleStream().toArray(),
                    Arrays.stream(found[c]).asDoubleStream().toArray());
        }
    }

    /** The targets' mean is 0.7, not 0 as in the training part. */
    private void compareNumbers() {
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
        EvaluationTwin.Numbers dl4j = EvaluationTwin.numbers(answers, truth);
        numbers.add("RMSE", dl4j.rmse(), found.rmse());
        numbers.require("there is an R2", found.r2() != null);
        numbers.add("R2", dl4j.r2(), found.r2() == null ? Double.NaN : found.r2());
    }
}
