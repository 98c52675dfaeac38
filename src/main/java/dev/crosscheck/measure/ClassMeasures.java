package dev.crosscheck.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Measures of classification.
 *
 * @param rows number of predictions
 * @param correct number of correct predictions
 * @param accuracy correct / rows
 * @param accuracyInterval of the accuracy, {@link Interval#ofShare}
 * @param balancedAccuracy the mean recall of the classes that have rows
 * @param logLoss the mean of {@code -ln p} of the true class, with p clipped to at least {@value #SMALLEST}, as DL4J does
 * @param brier with two classes the mean of {@code (p - y)²} of one class, from 0 to 1; with more the mean over rows of {@code Σ (p - y)²}
 *     over the classes, from 0 to 2
 * @param rocAuc {@link Ranking#rocAuc} of the positive class; with more than two classes the mean of one-vs-rest areas over the classes that have both
 *     rows and other rows; {@code null} if there are none
 * @param rocAucInterval {@link Ranking#rocAucInterval} with two classes; {@code null} with more, or too few rows
 * @param prAuc {@link Ranking#averagePrecision}, averaged like {@code rocAuc}
 * @param confusion rows by [true class][predicted class]
 * @param classes the measures of each class
 * @param calibration probabilities and how often they came true
 */
public record ClassMeasures(
        int rows,
        int correct,
        double accuracy,
        Interval accuracyInterval,
        double balancedAccuracy,
        double logLoss,
        double brier,
        Double rocAuc,
        Interval rocAucInterval,
        Double prAuc,
        int[][] confusion,
        List<OfClass> classes,
        Calibration calibration)
        implements Measures {
    /** Smallest probability of which a logarithm is taken: a single row adds 23 at most. */
    private static final double SMALLEST = 1e-10;

    private static final int PERCENT = 100;

    /**
     * The measures of one class.
     *
     * @param rows number of rows of this class
     * @param precision share of the rows predicted as this class that belong to it; 0 if there are none
     * @param recall share of its rows that were predicted as this class; 0 if there are none
     * @param f1 the harmonic mean of both; 0 if both are
     * @param rocAuc of this class against the rest, or {@code null} without rows of both
     * @param prAuc of this class against the rest, or {@code null} without rows of both
     */
    public record OfClass(int rows, double precision, double recall, double f1, Double rocAuc, Double prAuc) {}

    /** Computes the measures of predictions. */
    public static ClassMeasures of(Predictions predictions) {
        Confusion confusion = predictions.confusion();
        List<OfClass> classes = classes(predictions, confusion);
        boolean two = classes.size() == 2;
        int correct = confusion.correct();
        double[] hits = IntStream.range(0, predictions.rows())
                .mapToDouble(row -> predictions.predicted(row) == predictions.actual(row) ? 1 : 0)
                .toArray();
        return new ClassMeasures(
                predictions.rows(),
                correct,
                (double) correct / predictions.rows(),
                Interval.ofShare(hits, predictions.groups()),
                confusion.balancedAccuracy(),
                logLoss(predictions),
                brier(predictions),
                two
                        ? classes.get(predictions.positive()).rocAuc()
                        : mean(classes.stream().map(OfClass::rocAuc).toList()),
                two ? predictions.ranking(predictions.positive()).rocAucInterval() : null,
                two
                        ? classes.get(predictions.positive()).prAuc()
                        : mean(classes.stream().map(OfClass::prAuc).toList()),
                confusion.counts(),
                List.copyOf(classes),
                Calibration.of(predictions));
    }

    @Override
    public String errorName() {
        return "log loss";
    }

    @Override
    public double error() {
        return logLoss;
    }

    @Override
    public Map<String, String> words() {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("accuracy", Measures.text("%.2f%%", PERCENT * accuracy));
        words.put(
                "95 % CI",
                Measures.text("%.1f..", PERCENT * accuracyInterval.low())
                        + Measures.text("%.1f", PERCENT * accuracyInterval.high()));
        words.put("balanced", Measures.text("%.2f%%", PERCENT * balancedAccuracy));
        words.put(errorName(), Measures.text("%.4f", logLoss));
        words.put("ROC AUC", Measures.text("%.4f", rocAuc));
        words.put("PR AUC", Measures.text("%.4f", prAuc));
        words.put("Brier", Measures.text("%.4f", brier));
        return words;
    }

    private static List<OfClass> classes(Predictions predictions, Confusion confusion) {
        List<OfClass> classes = new ArrayList<>();
        for (int c = 0; c < predictions.labels(); c++) {
            Ranking ranking = predictions.ranking(c);
            classes.add(new OfClass(
                    confusion.actual(c),
                    confusion.precision(c),
                    confusion.recall(c),
                    confusion.f1(c),
                    ranking.rocAuc(),
                    ranking.averagePrecision()));
        }
        return classes;
    }

    /** @return the mean of {@code -ln p} of the true class, with p clipped to at least {@value #SMALLEST} */
    public static double logLoss(Predictions predictions) {
        double sum = 0;
        for (int row = 0; row < predictions.rows(); row++) {
            sum += loss(predictions.probability(row, predictions.actual(row)));
        }
        return sum / predictions.rows();
    }

    /**
     * @param p the probability of the true class; NaN stays NaN, so that an answer that is not a number does not look like a very wrong one
     * @return {@code -ln p}, with p clipped to at least {@value #SMALLEST}; by StrictMath, whose bits are the same on every machine, since losses
     *     decide which epoch is the best
     */
    public static double loss(double p) {
        return -StrictMath.log(Math.max(SMALLEST, p));
    }

    private static double brier(Predictions predictions) {
        int first = predictions.labels() == 2 ? 1 : 0;
        double sum = 0;
        for (int row = 0; row < predictions.rows(); row++) {
            for (int c = first; c < predictions.labels(); c++) {
                double off = predictions.probability(row, c) - (predictions.actual(row) == c ? 1 : 0);
                sum += off * off;
            }
        }
        return sum / predictions.rows();
    }

    private static Double mean(List<Double> values) {
        List<Double> known = values.stream().filter(Objects::nonNull).toList();
        return known.isEmpty()
                ? null
                : Double.valueOf(known.stream().mapToDouble(Double::doubleValue).sum() / known.size());
    }
}
