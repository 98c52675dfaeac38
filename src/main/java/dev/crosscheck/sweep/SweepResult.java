package dev.crosscheck.sweep;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.crosscheck.measure.Interval;
import dev.crosscheck.statistics.PairedDifference;
import dev.crosscheck.statistics.Summary;
import dev.crosscheck.sweep.SweepPlan.Trial;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The results of a sweep's finished trials. Settings are ranked on validation data. The test set is used only for the chosen setting, and
 * only once all trials are finished.
 *
 * @param measure what settings are ranked by
 * @param trials number of trials in the plan
 * @param done number of finished trials
 * @param diverged number of finished trials that diverged
 * @param settings best first; settings with a diverged trial come last
 * @param chosen index in the plan of the best setting; null until all trials are finished, and if every setting diverged
 * @param testMeasure the measure on the test set
 * @param test test results of the chosen setting; null as long as {@code chosen} is
 */
public record SweepResult(
        Measure measure,
        int trials,
        int done,
        int diverged,
        List<Standing> settings,
        Integer chosen,
        Measure testMeasure,
        Summary test) {

    /** A measure of a trial's result. */
    public enum Measure {
        /** Accuracy on held-out images or rows, in percent. */
        VALIDATION_ACCURACY(true, "validation accuracy in percent", TrialRecord::validationAccuracyPercent),
        /** Root mean squared error on held-out rows of a regression. Unlike the loss, it can be compared between different losses. */
        VALIDATION_RMSE(false, "validation RMSE", TrialRecord::validationRmse),
        /** Accuracy on the test set, in percent. */
        TEST_ACCURACY(true, "test accuracy in percent", TrialRecord::testAccuracyPercent),
        /** Root mean squared error on the test set of a regression. */
        TEST_RMSE(false, "test RMSE", TrialRecord::testRmse),
        /** Loss on the test set, which every run has. */
        TEST_LOSS(false, "test loss", TrialRecord::testLoss);

        private final boolean accuracy;
        private final String words;
        private final Function<TrialRecord, Double> figure;

        Measure(boolean accuracy, String words, Function<TrialRecord, Double> figure) {
            this.accuracy = accuracy;
            this.words = words;
            this.figure = figure;
        }

        /** @return whether this is an accuracy in percent (higher is better) and not an error */
        public boolean isAccuracy() {
            return accuracy;
        }

        /** @return the name for display */
        public String words() {
            return words;
        }

        /** @return whether it is measured on the test set, which must not be used to choose a setting */
        public boolean isOfTest() {
            return !name().startsWith("VALIDATION");
        }

        /** @return a value, formatted */
        public String number(double value) {
            return String.format(Locale.ROOT, accuracy ? "%.3f" : "%.5g", value);
        }

        /** @return a difference, formatted with its sign */
        public String signed(double value) {
            return String.format(Locale.ROOT, accuracy ? "%+.3f" : "%+.4g", value);
        }

        /** @return an interval, formatted */
        public String range(Interval interval) {
            return number(interval.low()) + " to " + number(interval.high());
        }

        /** @return the values of single runs, which say more than an interval if there are few */
        public String values(List<Double> figures) {
            return figures.stream().map(this::number).collect(Collectors.joining(", "));
        }

        Double of(TrialRecord trial) {
            return figure.apply(trial);
        }
    }

    /**
     * The finished trials of a setting.
     *
     * @param setting index in the plan
     * @param values options that it adds to the arguments
     * @param seeds of its completed trials, in order
     * @param figures the measure's value for each of these seeds
     * @param diverged number of trials that diverged
     * @param summary of the figures; null if there are none
     * @param difference from the baseline on the seeds that both completed; null for the baseline itself
     * @param p p-value of the difference, with Holm's correction over all compared settings
     * @param seedsNeeded seeds needed to detect a difference of 0.1 points from the baseline; null if the measure is not an accuracy
     */
    public record Standing(
            int setting,
            Map<String, String> values,
            List<Long> seeds,
            List<Double> figures,
            int diverged,
            Summary summary,
            PairedDifference difference,
            Double p,
            Integer seedsNeeded) {
        /** @return the setting as text */
        @JsonIgnore
        public String words() {
            return SweepPlan.words(values);
        }

        private double mean() {
            return summary == null ? Double.NaN : summary.mean();
        }

        private Standing comparedWith(PairedDifference found, double corrected, Integer needed) {
            return new Standing(setting, values, seeds, figures, diverged, summary, found, corrected, needed);
        }
    }

    /** The difference, in percentage points of accuracy, for which the number of seeds is computed. */
    private static final double POINTS = 0.1;

    /**
     * @param plan the sweep's plan
     * @param records records of the finished trials
     * @return their results
     */
    public static SweepResult of(SweepPlan plan, Map<Trial, TrialRecord> records) {
        // Until the first trial has ended it is unknown whether this is a regression; images always have classes.
        boolean classes = !has(records.values(), Measure.TEST_RMSE);
        Measure testMeasure = classes ? Measure.TEST_ACCURACY : Measure.TEST_RMSE;
        Measure held = classes ? Measure.VALIDATION_ACCURACY : Measure.VALIDATION_RMSE;
        // With a single setting there is nothing to choose, so validation data may be missing.
        Measure measure = has(records.values(), held) || plan.settings().size() > 1 ? held : testMeasure;
        List<Standing> standings =
                new ArrayList<>(IntStream.range(0, plan.settings().size())
                        .mapToObj(setting -> standing(plan, setting, records, measure))
                        .toList());
        standings.sort(byRank(measure));
        boolean all = records.size() == (long) plan.settings().size() * plan.seeds();
        Standing best = standings.get(0);
        boolean found = all && best.summary() != null && best.diverged() == 0;
        return new SweepResult(
                measure,
                plan.settings().size() * plan.seeds(),
                records.size(),
                (int) records.values().stream()
                        .filter(trial -> !trial.completed())
                        .count(),
                compared(plan, standings, measure),
                found ? best.setting() : null,
                testMeasure,
                found ? standing(plan, best.setting(), records, testMeasure).summary() : null);
    }

    private static boolean has(Collection<TrialRecord> records, Measure measure) {
        return records.stream().anyMatch(trial -> measure.of(trial) != null);
    }

    private static Comparator<Standing> byRank(Measure measure) {
        return Comparator.comparing((Standing standing) -> standing.diverged() > 0)
                .thenComparing(standing -> standing.summary() == null)
                .thenComparingDouble(standing -> measure.isAccuracy() ? -standing.mean() : standing.mean())
                .thenComparingInt(Standing::setting);
    }

    private static Standing standing(SweepPlan plan, int setting, Map<Trial, TrialRecord> records, Measure measure) {
        List<TrialRecord> of = IntStream.range(0, plan.seeds())
                .mapToObj(seed -> records.get(new Trial(setting, plan.firstSeed() + seed)))
                .filter(Objects::nonNull)
                .toList();
        List<TrialRecord> completed =
                of.stream().filter(trial -> measure.of(trial) != null).toList();
        List<Double> figures = completed.stream().map(measure::of).toList();
        return new Standing(
                setting,
                plan.settings().get(setting),
                completed.stream().map(TrialRecord::seed).toList(),
                figures,
                of.size() - completed.size(),
                figures.isEmpty() ? null : Summary.of(array(figures)),
                null,
                null,
                null);
    }

    private static double[] array(List<Double> figures) {
        return figures.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Compares each setting with the baseline or with the best. */
    private static List<Standing> compared(SweepPlan plan, List<Standing> standings, Measure measure) {
        Standing base = standings.stream()
                .filter(standing -> standing.setting() == plan.baseline())
                .findFirst()
                .orElse(standings.get(0));
        Map<Integer, PairedDifference> differences = standings.stream()
                .filter(standing -> standing != base)
                .filter(standing -> standing.seeds().stream().anyMatch(base.seeds()::contains))
                .collect(Collectors.toMap(Standing::setting, standing -> difference(standing, base)));
        Map<Integer, Double> corrected = corrected(differences);
        return standings.stream()
                .map(standing -> {
                    PairedDifference difference = differences.get(standing.setting());
                    return difference == null
                            ? standing
                            : standing.comparedWith(
                                    difference,
                                    corrected.get(standing.setting()),
                                    measure.isAccuracy() ? needed(difference) : null);
                })
                .toList();
    }

    /** Holm-corrected p-values, by setting. */
    private static Map<Integer, Double> corrected(Map<Integer, PairedDifference> differences) {
        List<Integer> order = List.copyOf(differences.keySet());
        double[] p = PairedDifference.holm(order.stream()
                .mapToDouble(setting -> differences.get(setting).p())
                .toArray());
        return IntStream.range(0, order.size()).boxed().collect(Collectors.toMap(order::get, i -> p[i]));
    }

    private static Integer needed(PairedDifference difference) {
        return difference.summary().runs() < Summary.LEAST_FOR_INTERVAL ? null : difference.seedsNeeded(POINTS);
    }

    private static PairedDifference difference(Standing standing, Standing base) {
        List<Long> common =
                standing.seeds().stream().filter(base.seeds()::contains).toList();
        return PairedDifference.of(figures(standing, common), figures(base, common));
    }

    private static double[] figures(Standing standing, List<Long> seeds) {
        return seeds.stream()
                .mapToDouble(seed -> standing.figures().get(standing.seeds().indexOf(seed)))
                .toArray();
    }
}
