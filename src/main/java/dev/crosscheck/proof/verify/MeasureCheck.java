package dev.crosscheck.proof.verify;

import dev.crosscheck.measure.Baseline;
import dev.crosscheck.measure.Calibration;
import dev.crosscheck.measure.ClassMeasures;
import dev.crosscheck.measure.Interval;
import dev.crosscheck.measure.NumberMeasures;
import dev.crosscheck.measure.Predictions;
import dev.crosscheck.measure.Worth;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.train.Evaluation;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Compares the measures of a table's predictions that {@link EvaluationCheck} does not cover with differently written definitions: Wilson's interval by
 * the equation that its ends solve, DeLong's by comparing all pairs, average precision threshold by threshold, calibration, quantiles of residuals,
 * baselines, and the decision whether a network beats them.
 */
final class MeasureCheck {
    private static final int ROWS = 90;

    /** The 97.5 % quantile of the normal distribution, from a table. */
    private static final double Z = 1.95996398454;

    private final Comparisons all = new Comparisons();
    private final Comparison intervals = all.of("intervals, against their definition", Tolerances.EVALUATION);
    private final Comparison ranked = all.of("average precision, threshold by threshold", Tolerances.EVALUATION);
    private final Comparison bins = all.of("calibration, against its definition", Tolerances.EVALUATION);
    private final Comparison errors = all.of("errors of numbers, against their definition", Tolerances.EVALUATION);
    private final Comparison baselines = all.of("baselines and the verdict, by definition", Tolerances.EVALUATION);

    private MeasureCheck() {}

    static Findings findings() {
        MeasureCheck check = new MeasureCheck();
        check.compareWilson();
        SplittableRandom random = new SplittableRandom(5);
        float[] p = new float[ROWS];
        int[] labels = new int[ROWS];
        for (int n = 0; n < ROWS; n++) {
            p[n] = n % 3 == 0
                    ? random.nextInt(11) / 10f
                    : (float) random.nextDouble(); // including ties, 0, 1 and edges of bins
            labels[n] = random.nextDouble() < 0.2 + 0.6 * p[n] ? 1 : 0;
        }
        ClassMeasures measures = ClassMeasures.of(Predictions.of(p, 1, labels));
        check.compareRanking(p, labels, measures);
        check.compareCalibration(p, labels, measures.calibration());
        check.compareNumbers(random);
        check.compareBaselines();
        return check.all.findings(
                "Measures of a table's answers", ROWS + " answers, ties and the edges of bins among them");
    }

    /** Wilson (1927): the ends are the proportions p from which the observed one is z standard errors of p away. */
    private void compareWilson() {
        for (int[] found : new int[][] {{0, 7}, {3, 7}, {7, 7}, {81, 263}, {9803, 10_000}}) {
            Interval interval = Interval.wilson(found[0], found[1]);
            double share = found[0] / (double) found[1];
            for (double end : new double[] {interval.low(), interval.high()}) {
                double error = Z * Math.sqrt(end * (1 - end) / found[1]);
                String where = found[0] + " of " + found[1];
                intervals.add("Wilson's end, " + where, error, Math.abs(share - end));
            }
            intervals.require("ends apart", interval.low() < interval.high());
        }
    }

    private void compareRanking(float[] p, int[] labels, ClassMeasures found) {
        int[] own = IntStream.range(0, ROWS).filter(n -> labels[n] == 1).toArray();
        int[] others = IntStream.range(0, ROWS).filter(n -> labels[n] == 0).toArray();
        double[] ofOwn = Arrays.stream(own)
                .mapToDouble(n -> Arrays.stream(others)
                        .mapToDouble(o -> ahead(p[n], p[o]))
                        .average()
                        .orElseThrow())
                .toArray();
        double[] ofOthers = Arrays.stream(others)
                .mapToDouble(o -> Arrays.stream(own)
                        .mapToDouble(n -> ahead(p[n], p[o]))
                        .average()
                        .orElseThrow())
                .toArray();
        double auc = Arrays.stream(ofOwn).average().orElseThrow();
        double half = Z * Math.sqrt(variance(auc, ofOwn) / own.length + variance(auc, ofOthers) / others.length);
        intervals.add("DeLong's lower end", auc - half, found.rocAucInterval().low());
        intervals.add(
                "DeLong's upper end",
                Math.min(1, auc + half),
                found.rocAucInterval().high());
        double[] thresholds = IntStream.range(0, ROWS)
                .mapToDouble(n -> p[n])
                .distinct()
                .sorted()
                .toArray();
        double sum = 0;
        double before = 0;
        for (int i = thresholds.length - 1; i >= 0; i--) {
            double least = thresholds[i];
            double right = Arrays.stream(own).filter(n -> p[n] >= least).count();
            double taken = IntStream.range(0, ROWS).filter(n -> p[n] >= least).count();
            sum += (right - before) / own.length * right / taken;
            before = right;
        }
        ranked.add("of class 1", sum, found.prAuc());
    }

    private static double ahead(float one, float other) {
        return one > other ? 1 : one == other ? 0.5 : 0;
    }

    private static double variance(double mean, double... values) {
        return Arrays.stream(values)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / (values.length - 1);
    }

    private void compareCalibration(float[] p, int[] labels, Calibration found) {
        int used = 0;
        for (int b = 0; b < 10; b++) {
            double from = b / 10.0;
            double to = (b + 1) / 10.0;
            int[] rows = IntStream.range(0, ROWS)
                    .filter(n -> p[n] <= to && (p[n] > from || from == 0))
                    .toArray();
            if (rows.length == 0) {
                continue;
            }
            Calibration.Bin bin = found.bins().get(Math.min(used++, found.bins().size() - 1));
            bins.add("edge", from, bin.from());
            bins.add("rows", rows.length, bin.rows());
            bins.add(
                    "mean probability",
                    Arrays.stream(rows).mapToDouble(n -> p[n]).average().orElseThrow(),
                    bin.meanPredicted());
            bins.add(
                    "share of class 1",
                    Arrays.stream(rows).filter(n -> labels[n] == 1).count() / (double) rows.length,
                    bin.fraction());
        }
        bins.add("bins", used, found.bins().size());
    }

    private void compareNumbers(SplittableRandom random) {
        double[] actual = IntStream.range(0, ROWS)
                .mapToDouble(n -> 40 + 3 * random.nextGaussian())
                .toArray();
        double[] predicted =
                Arrays.stream(actual).map(y -> y + 1 + random.nextGaussian()).toArray();
        NumberMeasures found = NumberMeasures.of(predicted, actual);
        double[] residuals = IntStream.range(0, ROWS)
                .mapToDouble(n -> actual[n] - predicted[n])
                .sorted()
                .toArray();
        double mean = Arrays.stream(actual).average().orElseThrow();
        double squares = Arrays.stream(residuals).map(r -> r * r).sum();
        double spread = Arrays.stream(actual).map(y -> (y - mean) * (y - mean)).sum();
        errors.add("RMSE", Math.sqrt(squares / ROWS), found.rmse());
        errors.add("MAE", Arrays.stream(residuals).map(Math::abs).average().orElseThrow(), found.mae());
        errors.add("R2", 1 - squares / spread, found.r2());
        double[] levels = {0, 0.05, 0.25, 0.5, 0.75, 0.95, 1};
        for (int i = 0; i < levels.length; i++) {
            // Linear interpolation of the sorted residuals, at places 0 to n - 1.
            double place = levels[i] * (ROWS - 1);
            double right = 0;
            for (int n = 0; n < ROWS; n++) {
                right += residuals[n] * Math.max(0, 1 - Math.abs(place - n));
            }
            errors.add(
                    "residuals' quantile " + levels[i],
                    right,
                    found.residuals().get(i).residual());
        }
    }

    private void compareBaselines() {
        int[] training = {0, 0, 0, 1, 1, 2, 2, 2, 2, 2};
        int[] test = {2, 0, 1, 2};
        ClassMeasures guessed = ClassMeasures.of(Baseline.ofClasses(3, training, test));
        double loss = -(2 * Math.log(0.5) + Math.log(0.3) + Math.log(0.2)) / 4;
        baselines.add("log loss of the training part's shares", loss, guessed.logLoss());
        baselines.add("accuracy of the most frequent class", 0.5, guessed.accuracy());
        NumberMeasures mean = Baseline.ofNumbers(new double[] {1, 2, 9}, 3, 7);
        baselines.add("RMSE of the training part's mean", Math.sqrt((1 + 9) / 2.0), mean.rmse());
        // More confident where it is correct, but correct less often.
        float[] p = {0.34f, 0.32f, 0.34f, 0.9f, 0.05f, 0.05f, 0.05f, 0.46f, 0.49f, 0.36f, 0.3f, 0.34f};
        ClassMeasures less = ClassMeasures.of(Predictions.of(p, 3, test));
        boolean lower = less.logLoss() < guessed.logLoss();
        baselines.add(
                "the worst mistake",
                -Math.log(0.34f),
                Evaluation.worst(p, test, 2).get(0).loss());
        baselines.require("a lower log loss", lower);
        baselines.require("right less often", less.accuracy() < guessed.accuracy());
        baselines.add("worth it", 0, Worth.of(less, guessed, null).beatsBaseline() ? 1 : 0);
    }
}
