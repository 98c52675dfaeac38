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
 * What may be said of a sweep's finished trials. Settings are ranked by what was held out for validation; the test set is looked at for the
 * one that was chosen, once all trials are done.
 *
 * @param measure what settings are ranked by
 * @param trials of the plan
 * @param done finished ones
 * @param diverged finished ones that diverged
 * @param settings best first; those with a trial that diverged come last
 * @param chosen index in the plan of the best setting; null until all trials are done, and if each setting diverged
 * @param testMeasure what was measured on the test set
 * @param test of the chosen setting, likewise
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

    /** Figures of a trial. */
    public enum Measure {
        /** Accuracy on held-out images or rows, in percent. */
        VALIDATION_ACCURACY(true, "validation accuracy in percent", TrialRecord::validationAccuracyPercent),
        /** Root of the mean squared error on held-out rows, where a number is learnt: unlike the loss, comparable between losses. */
        VALIDATION_RMSE(false, "validation RMSE", TrialRecord::validationRmse),
        /** Accuracy on the test set, in percent. */
        TEST_ACCURACY(true, "test accuracy in percent", TrialRecord::testAccuracyPercent),
        /** Root of the mean squared error on the test set, where a number is learnt. */
        TEST_RMSE(false, "test RMSE", TrialRecord::testRmse),
        /** Loss on the test set, which any run has. */
        TEST_LOSS(false, "test loss", TrialRecord::testLoss);

        private final boolean accuracy;
        private final String words;
        private final Function<TrialRecord, Double> figure;

        Measure(boolean accuracy, String words, Function<TrialRecord, Double> figure) {
            this.accuracy = accuracy;
            this.words = words;
            this.figure = figure;
        }

        /** @return whether it is an accuracy in percent, where more is better, not an error */
        public boolean isAccuracy() {
            return accuracy;
        }

        /** @return its name for people */
        public String words() {
            return words;
        }

        /** @return whether it is measured on the test set, by which nothing should be chosen */
        public boolean isOfTest() {
            return !name().startsWith("VALIDATION");
        }

        /** @return a figure for people */
        public String number(double value) {
            return String.format(Locale.ROOT, accuracy ? "%.3f" : "%.5g", value);
        }

        /** @return a difference for people */
        public String signed(double value) {
            return String.format(Locale.ROOT, accuracy ? "%+.3f" : "%+.4g", value);
        }

        /** @return an interval for people */
        public String range(Interval interval) {
            return number(interval.low()) + " to " + number(interval.high());
        }

        /** @return figures of runs, which say more than an interval where they are few */
        public String values(List<Double> figures) {
            return figures.stream().map(this::number).collect(Collectors.joining(", "));
        }

        Double of(TrialRecord trial) {
            return figure.apply(trial);
        }
    }

    /**
     * A setting's finished trials.
     *
     * @param setting index in the plan
     * @param values what it adds to the arguments
     * @param seeds of its completed trials, in order
     * @param figures one for each of these
     * @param diverged trials that diverged
     * @param summary of the figures; null if there is none
     * @param difference from the one that it is compared with, on the seeds that both completed; null for that one itself
     * @param p of the difference, by Holm's correction for all settings that were compared
     * @param seedsNeeded to tell a difference of 0.1 points from that one; null where no accuracy is measured
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
        /** @return the setting in words */
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

    /** The difference that seeds are counted for, in points of accuracy. */
    private static final double POINTS = 0.1;

    /**
     * @param plan the sweep's
     * @param records of finished trials
     * @return what may be said of them
     */
    public static SweepResult of(SweepPlan plan, Map<Trial, TrialRecord> records) {
        // Before the first trial has ended, which of them is not known, and images are of classes.
        boolean classes = !has(records.values(), Measure.TEST_RMSE);
        Measure testMeasure = classes ? Measure.TEST_ACCURACY : Measure.TEST_RMSE;
        Measure held = classes ? Measure.VALIDATION_ACCURACY : Measure.VALIDATION_RMSE;
        // Only a sweep of one setting has nothing to choose, and may do without validation.
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

    /** Compares each with the baseline, or with the best. */
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

    /** Holm's correction, by setting. */
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
