package dev.crosscheck.proof.verify;

import dev.crosscheck.data.Examples;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.measure.ClassMeasures;
import dev.crosscheck.measure.NumberMeasures;
import dev.crosscheck.measure.Predictions;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.twin.EvaluationTwin;
import dev.crosscheck.proof.verify.Mutants.Family;
import dev.crosscheck.proof.verify.Mutants.Mutant;
import dev.crosscheck.train.Evaluation;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Compares the measures after an epoch ({@link Evaluation}) and after a run ({@link ClassMeasures}, {@link NumberMeasures}) with the definitions of
 * docs/internals/numerics.md, implemented independently in double, and with DL4J's measures where it has them. The predictions include the cases in
 * which definitions differ: a true class with probability 0, tied classes, a sigmoid of exactly 0.5, constant targets and class weights. Needs ND4J
 * started.
 */
final class EvaluationCheck {
    private static final int ROWS = 120;
    private static final List<Double> WEIGHTS = List.of(0.5, 2.0, 5.0);

    /** The unit of a standardised target, as from a table. */
    private static final double UNIT = 40;

    /** The smallest probability in a loss, DL4J's documented default. */
    private static final double CLIP = 1e-10;

    private final Evaluator evaluator;
    private final Comparisons all = new Comparisons();
    private final Comparison losses = all.of("losses, against their definition", Tolerances.EVALUATION);
    private final Comparison counts =
            all.of("counts of predicted classes, against their definition and DL4J's", Tolerances.EXACT);
    private final Comparison numbers = all.of("RMSE and R2, against their definition", Tolerances.EVALUATION);
    private final Comparison dl4jNumbers = all.of("RMSE and R2, against DL4J's", Tolerances.FLOAT_EVALUATION);
    private final Comparison measures = all.of("measures after a run, against their definition", Tolerances.EVALUATION);

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

    private static Findings findings(Evaluator evaluator) {
        EvaluationCheck check = new EvaluationCheck(evaluator);
        check.compareClasses(3, List.of());
        check.compareClasses(3, WEIGHTS);
        check.compareClasses(1, List.of());
        check.compareClasses(1, WEIGHTS.subList(0, 2));
        for (Loss loss : List.of(Loss.MEAN_SQUARED_ERROR, Loss.HUBER)) {
            check.compareNumbers(loss, false);
            check.compareNumbers(loss, true);
        }
        return check.all.findings(
                "Evaluation of a network's answers",
                ROWS
                        + " answers of each kind, among them probabilities of 0, ties, a sigmoid of exactly 0.5 and targets that are all"
                        + " the same; three classes, two by one output, numbers; with class weights and without");
    }

    private void compareClasses(int outputs, List<Double> weights) {
        int classes = Math.max(2, outputs);
        SplittableRandom random = new SplittableRandom(11);
        float[] answers = new float[ROWS * outputs];
        int[] labels = new int[ROWS];
        Matrix targets = Matrix.zeros(ROWS, outputs);
        for (int n = 0; n < ROWS; n++) {
            labels[n] = random.nextInt(classes);
            if (outputs == 1) {
                answers[n] = n % 10 == 0 ? 0.5f : n % 10 == 1 ? n / 10 % 2 : (float) random.nextDouble();
                targets.data()[n] = labels[n];
            } else {
                System.arraycopy(distribution(n, labels[n], random), 0, answers, n * outputs, outputs);
                targets.data()[n * outputs + labels[n]] = 1;
            }
        }
        Examples examples = new MatrixExamples(Matrix.zeros(ROWS, 1), targets, classes);
        Loss loss = outputs == 1 ? Loss.BINARY_CROSS_ENTROPY : Loss.CATEGORICAL_CROSS_ENTROPY;
        Evaluation found = evaluator.of(answers, examples, loss, weights);
        String of = classes + " classes by " + outputs + (weights.isEmpty() ? " outputs" : " outputs, weighted");
        double[] p = ofTrueClass(answers, labels, outputs);
        double[] own = new double[ROWS];
        double plain = 0;
        for (int n = 0; n < ROWS; n++) {
            double cross = -Math.log(p[n] > CLIP ? p[n] : CLIP);
            plain += cross / ROWS;
            own[n] = (weights.isEmpty() ? 1 : weights.get(labels[n])) * cross;
        }
        losses.add(of, Arrays.stream(own).sum() / ROWS, found.loss());
        int[][] expected = new int[classes][classes];
        for (int n = 0; n < ROWS; n++) {
            expected[labels[n]][predicted(answers, n, outputs)]++;
        }
        addCounts("by definition, " + of, expected, found.confusion());
        addCounts("by DL4J, " + of, EvaluationTwin.confusion(answers, labels, classes), found.confusion());
        if (weights.isEmpty()) {
            measure(of, answers, labels, outputs, expected, plain);
        }
    }

    /** @return the probabilities of three classes: 0 or less than the clip for the true class, ties, or random ones, in turn */
    private static float[] distribution(int n, int label, SplittableRandom random) {
        int next = (label + 1) % 3;
        int last = (label + 2) % 3;
        float[] p = new float[3];
        switch (n % 6) {
            case 0 -> p[next] = 1;
            case 1 -> {
                p[label] = 1e-12f;
                p[last] = 1;
            }
            case 2 -> {
                p[label] = 0.5f;
                p[next] = 0.5f;
            }
            case 3 -> Arrays.fill(p, 1 / 3f);
            default -> {
                double a = random.nextDouble();
                double b = random.nextDouble() * (1 - a);
                p = new float[] {(float) a, (float) b, (float) (1 - a - b)};
            }
        }
        return p;
    }

    private static double[] ofTrueClass(float[] answers, int[] labels, int outputs) {
        return IntStream.range(0, labels.length)
                .mapToDouble(n -> outputs > 1
                        ? answers[n * outputs + labels[n]]
                        : labels[n] == 1 ? answers[n] : 1 - (double) answers[n])
                .toArray();
    }

    /** @return the likeliest class, the first of equal ones; with one output the second class if it is above one half */
    private static int predicted(float[] answers, int n, int outputs) {
        if (outputs == 1) {
            return answers[n] > 0.5 ? 1 : 0;
        }
        int first = 0;
        for (int c = outputs - 1; c >= 0; c--) {
            boolean most = true;
            for (int other = 0; other < outputs; other++) {
                most &= answers[n * outputs + c] >= answers[n * outputs + other];
            }
            first = most ? c : first;
        }
        return first;
    }

    private void addCounts(String name, int[][] expected, int[][] found) {
        counts.add(name + ", classes", expected.length, found.length);
        for (int c = 0; c < Math.min(expected.length, found.length); c++) {
            counts.add(
                    name + ", class " + c,
                    Arrays.stream(expected[c]).asDoubleStream().toArray(),
                    Arrays.stream(found[c]).asDoubleStream().toArray());
        }
    }

    private void measure(String of, float[] answers, int[] labels, int outputs, int[][] confusion, double loss) {
        ClassMeasures found = ClassMeasures.of(Predictions.of(answers, outputs, labels));
        int classes = confusion.length;
        double right = 0;
        double recalls = 0;
        for (int c = 0; c < classes; c++) {
            double predicted = 0;
            for (int other = 0; other < classes; other++) {
                predicted += confusion[other][c];
            }
            double recall =
                    confusion[c][c] / (double) Arrays.stream(confusion[c]).sum();
            double precision = predicted == 0 ? 0 : confusion[c][c] / predicted;
            ClassMeasures.OfClass own = found.classes().get(c);
            measures.add("recall, " + of, recall, own.recall());
            measures.add("precision, " + of, precision, own.precision());
            measures.add(
                    "F1, " + of, recall + precision == 0 ? 0 : 2 * precision * recall / (precision + recall), own.f1());
            measures.add("ROC AUC, " + of, area(answers, labels, outputs, c), own.rocAuc());
            right += confusion[c][c];
            recalls += recall / classes;
        }
        measures.add("accuracy, " + of, right / ROWS, found.accuracy());
        measures.add("balanced accuracy, " + of, recalls, found.balancedAccuracy());
        measures.add("log loss, " + of, loss, found.logLoss());
        double brier = 0;
        for (int n = 0; n < ROWS; n++) {
            for (int c = classes == 2 ? 1 : 0; c < classes; c++) {
                double off = score(answers, n, outputs, c) - (labels[n] == c ? 1 : 0);
                brier += off * off / ROWS;
            }
        }
        measures.add("Brier score, " + of, brier, found.brier());
    }

    private static double score(float[] answers, int n, int outputs, int c) {
        return outputs > 1 ? answers[n * outputs + c] : c == 1 ? answers[n] : 1 - (double) answers[n];
    }

    /** @return the ROC AUC by its definition: the share of pairs of a row of the class and one of another class in which the former has the larger probability; ties count half */
    private static double area(float[] answers, int[] labels, int outputs, int c) {
        double ordered = 0;
        double pairs = 0;
        for (int n = 0; n < ROWS; n++) {
            for (int other = 0; other < ROWS; other++) {
                if (labels[n] == c && labels[other] != c) {
                    double ahead = score(answers, n, outputs, c) - score(answers, other, outputs, c);
                    ordered += ahead > 0 ? 1 : ahead == 0 ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        return ordered / pairs;
    }

    private void compareNumbers(Loss loss, boolean constant) {
        SplittableRandom random = new SplittableRandom(13);
        float[] answers = new float[ROWS];
        Matrix targets = Matrix.zeros(ROWS, 1);
        for (int n = 0; n < ROWS; n++) {
            // A mean other than 0, which is the mean of the training rows.
            targets.data()[n] = constant ? 0.1f : (float) (0.7 + random.nextGaussian());
            answers[n] = (float) (0.5 * targets.data()[n] + 1.5 * random.nextGaussian());
        }
        Examples examples = new SameExamples(new MatrixExamples(Matrix.zeros(ROWS, 1), targets, 0)) {
            @Override
            public double unit() {
                return UNIT;
            }
        };
        Evaluation found = evaluator.of(answers, examples, loss, List.of());
        double mean = Arrays.stream(targets.data()).sum() / ROWS;
        double sum = 0;
        double squares = 0;
        double spread = 0;
        for (int n = 0; n < ROWS; n++) {
            double error = answers[n] - targets.data()[n];
            boolean straight = Math.abs(error) > 1;
            sum += loss == Loss.MEAN_SQUARED_ERROR
                    ? error * error
                    : straight ? Math.abs(error) - 0.5 : error * error / 2;
            squares += error * error;
            spread += (targets.data()[n] - mean) * (targets.data()[n] - mean);
        }
        String of = loss.label() + (constant ? ", targets all the same" : "");
        losses.add(of, sum / ROWS, found.loss());
        Evaluation.Numbers theirs = found.numbers();
        numbers.add("RMSE, " + of, UNIT * Math.sqrt(squares / ROWS), theirs.rmse());
        numbers.add("there is an R2, " + of, constant ? 0 : 1, theirs.r2() == null ? 0 : 1);
        NumberMeasures after = NumberMeasures.of(Matrix.doubles(answers), targets.data());
        measures.add("RMSE, " + of, Math.sqrt(squares / ROWS), after.rmse());
        measures.add("there is an R2, " + of, constant ? 0 : 1, after.r2() == null ? 0 : 1);
        if (!constant && theirs.r2() != null) {
            float[] truth = new float[ROWS];
            examples.targets(IntStream.range(0, ROWS).toArray(), 0, ROWS, truth);
            EvaluationTwin.Numbers dl4j = EvaluationTwin.numbers(answers, truth);
            numbers.add("R2, " + of, 1 - squares / spread, theirs.r2());
            dl4jNumbers.add("R2, " + of, dl4j.r2(), theirs.r2());
            dl4jNumbers.add("RMSE, " + of, UNIT * dl4j.rmse(), theirs.rmse());
            measures.add("R2, " + of, 1 - squares / spread, after.r2());
        }
    }

    static Stream<Mutant> mutants() {
        Family<Evaluator> family = new Family<>(EvaluationCheck::findings, Evaluation::of);
        return Stream.of(
                family.mutant("a loss clipped elsewhere", "p at least 1e-7; right: 1e-10", clippedAt(1e-7f)),
                family.mutant("a loss that is not clipped", "p at least 1e-12; right: 1e-10", clippedAt(1e-12f)),
                family.mutant(
                        "a validation loss without class weights",
                        "each example counts the same; right: as its class does in training",
                        (outputs, examples, loss, weights) -> Evaluation.of(outputs, examples, loss, List.of())),
                family.mutant(
                        "the last of equally likely classes",
                        "the last; right: the first",
                        EvaluationCheck::lastOfEquals),
                family.mutant(
                        "a sigmoid of one half for the second class",
                        "from 0.5 on; right: from above 0.5",
                        (outputs, examples, loss, weights) -> Evaluation.of(
                                examples.outputs() == 1 && examples.classes() == 2 ? above(outputs) : outputs,
                                examples,
                                loss,
                                weights)),
                family.mutant(
                        "R2 about the training part's mean",
                        "1 - Σ error²/Σ target²; right: about the mean of the rows measured",
                        (outputs, examples, loss, weights) ->
                                numbers(Evaluation.of(outputs, examples, loss, weights), outputs, examples, false)),
                family.mutant(
                        "an RMSE on the network's scale",
                        "of standardised numbers; right: in the target's unit",
                        (outputs, examples, loss, weights) ->
                                numbers(Evaluation.of(outputs, examples, loss, weights), outputs, examples, true)));
    }

    private static Evaluator clippedAt(float least) {
        return (outputs, examples, loss, weights) -> {
            Evaluation right = Evaluation.of(outputs, examples, loss, weights);
            return examples.outputs() < 3
                    ? right
                    : new Evaluation(
                            Evaluation.of(at(least, outputs), examples, loss, weights)
                                            .loss()
                                    + lost(outputs, examples, least),
                            right.confusion());
        };
    }

    /** @return what a clip below 1e-10 adds to the loss, which the clip of {@link Evaluation} hides */
    private static double lost(float[] outputs, Examples examples, float clip) {
        int[] labels = examples.labels();
        double sum = 0;
        for (int n = 0; n < labels.length && clip < CLIP; n++) {
            double p = Math.max(clip, outputs[n * examples.outputs() + labels[n]]);
            sum += p < CLIP ? Math.log(CLIP) - Math.log(p) : 0;
        }
        return sum / labels.length;
    }

    private static float[] at(float least, float... outputs) {
        float[] clipped = outputs.clone();
        for (int i = 0; i < clipped.length; i++) {
            clipped[i] = Math.max(least, clipped[i]);
        }
        return clipped;
    }

    private static float[] above(float... outputs) {
        float[] above = outputs.clone();
        for (int i = 0; i < above.length; i++) {
            above[i] = above[i] == 0.5f ? Math.nextUp(0.5f) : above[i];
        }
        return above;
    }

    private static Evaluation lastOfEquals(float[] outputs, Examples examples, Loss loss, List<Double> weights) {
        Evaluation right = Evaluation.of(outputs, examples, loss, weights);
        if (examples.outputs() < 2) {
            return right;
        }
        int[][] confusion = new int[examples.outputs()][examples.outputs()];
        int[] labels = examples.labels();
        for (int n = 0; n < labels.length; n++) {
            int best = 0;
            for (int c = 1; c < examples.outputs(); c++) {
                best = outputs[n * examples.outputs() + c] >= outputs[n * examples.outputs() + best] ? c : best;
            }
            confusion[labels[n]][best]++;
        }
        return new Evaluation(right.loss(), confusion);
    }

    private static Evaluation numbers(Evaluation right, float[] outputs, Examples examples, boolean withoutUnit) {
        if (right.numbers() == null) {
            return right;
        }
        float[] targets = new float[outputs.length];
        examples.targets(IntStream.range(0, outputs.length).toArray(), 0, outputs.length, targets);
        double squares = 0;
        double spread = 0;
        for (int n = 0; n < outputs.length; n++) {
            squares += Math.pow(outputs[n] - targets[n], 2);
            spread += targets[n] * targets[n];
        }
        Evaluation.Numbers numbers = withoutUnit
                ? new Evaluation.Numbers(
                        outputs.length,
                        right.numbers().rmse() / examples.unit(),
                        right.numbers().r2())
                : new Evaluation.Numbers(outputs.length, right.numbers().rmse(), 1 - squares / spread);
        return new Evaluation(right.loss(), right.confusion(), numbers, null);
    }
}
