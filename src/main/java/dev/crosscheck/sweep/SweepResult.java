package dev.crosscheck.sweep;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.crosscheck.measure.Interval;
import dev.crosscheck.statistics.Summary;
import dev.crosscheck.sweep.SweepPlan.Trial;
import dev.crosscheck.text.Text;
import dev.crosscheck.train.record.RunRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
    /** What the others are compared with, in words. */
    public static final String BASE = "the best setting (chosen by these same trials, which favours it slightly)";

    /** A measure of a trial's result. */
    public enum Measure {
        /** Accuracy on held-out images or rows, in percent. */
        VALIDATION_ACCURACY(true, "validation accuracy in percent", RunRecord.Epoch::validationAccuracyPercent),
        /** Root mean squared error on held-out rows of a regression. Unlike the loss, it can be compared between different losses. */
        VALIDATION_RMSE(false, "validation RMSE", RunRecord.Epoch::validationRmse),
        /** Accuracy on the test set, in percent. */
        TEST_ACCURACY(true, "test accuracy in percent", RunRecord.Epoch::testAccuracyPercent),
        /** Root mean squared error on the test set of a regression. */
        TEST_RMSE(false, "test RMSE", RunRecord.Epoch::testRmse),
        /** Loss on the test set, which every run has. */
        TEST_LOSS(false, "test loss", RunRecord.Epoch::testLoss);

        private final boolean accuracy;
        private final String words;
        private final Function<RunRecord.Epoch, Double> figure;

        Measure(boolean accuracy, String words, Function<RunRecord.Epoch, Double> figure) {
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
            return accuracy ? Text.of("%.3f", value) : Text.number(value, 5);
        }

        /** @return a difference, formatted with its sign */
        public String signed(double value) {
            return accuracy ? Text.of("%+.3f", value) : (value < 0 ? "" : "+") + Text.number(value, 4);
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
            return trial.figure(figure);
        }
    }

    /**
     * The finished trials of a setting.
     *
     * @param setting index in the plan
     * @param values options that it adds to the arguments
     * @param diverged number of trials that diverged
     * @param results of the completed trials, compared with the baseline
     */
    public record Standing(
            int setting,
            Map<String, String> values,
            int diverged,
            @JsonUnwrapped SeedFigures results) {
        /** @return the setting as text */
        public String words() {
            return SweepPlan.words(values);
        }

        /** @return the mean of the measure; null if no trial completed */
        Double mean() {
            return results.summary() == null ? null : (Double) results.summary().mean();
        }
    }

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
        compare(standings);
        boolean all = records.size() == (long) plan.settings().size() * plan.seeds();
        Standing best = standings.get(0);
        boolean found = all && best.mean() != null && best.diverged() == 0;
        return new SweepResult(
                measure,
                plan.settings().size() * plan.seeds(),
                records.size(),
                (int) records.values().stream()
                        .filter(trial -> !trial.completed())
                        .count(),
                standings,
                found ? best.setting() : null,
                testMeasure,
                found
                        ? standing(plan, best.setting(), records, testMeasure)
                                .results()
                                .summary()
                        : null);
    }

    private static boolean has(Collection<TrialRecord> records, Measure measure) {
        return records.stream().anyMatch(trial -> measure.of(trial) != null);
    }

    private static Comparator<Standing> byRank(Measure measure) {
        Comparator<Double> better = measure.isAccuracy() ? Comparator.reverseOrder() : Comparator.naturalOrder();
        return Comparator.comparing((Standing standing) -> standing.diverged() > 0)
                .thenComparing(Standing::mean, Comparator.nullsLast(better))
                .thenComparingInt(Standing::setting);
    }

    private static Standing standing(SweepPlan plan, int setting, Map<Trial, TrialRecord> records, Measure measure) {
        List<TrialRecord> of = IntStream.range(0, plan.seeds())
                .mapToObj(seed -> records.get(new Trial(setting, plan.firstSeed() + seed)))
                .filter(Objects::nonNull)
                .toList();
        SeedFigures results = SeedFigures.of(measure, of);
        return new Standing(
                setting,
                plan.settings().get(setting),
                of.size() - results.seeds().size(),
                results);
    }

    /** Compares each setting with the best. */
    private static void compare(List<Standing> standings) {
        Iterator<SeedFigures> compared = SeedFigures.compared(
                        standings.stream().map(Standing::results).toList())
                .iterator();
        standings.replaceAll(each -> new Standing(each.setting, each.values, each.diverged, compared.next()));
    }

    /**
     * The result in a sentence: the test figures of the chosen setting. The test set decides nothing, so no other setting has such figures.
     *
     * @return the sentence, or empty if no setting was chosen
     */
    public Optional<String> words(SweepPlan plan) {
        return test == null
                ? Optional.empty()
                : Optional.of(Text.of(
                        "%s: %s; mean %s %s%s over %d seed%s, %s to %s.",
                        measure == testMeasure ? "Result" : "Chosen by " + measure.words(),
                        SweepPlan.words(plan.settings().get(chosen)),
                        testMeasure.words(),
                        testMeasure.number(test.mean()),
                        test.interval() == null ? "" : " (95 % interval " + testMeasure.range(test.interval()) + ")",
                        test.runs(),
                        test.runs() == 1 ? "" : "s",
                        testMeasure.number(test.least()),
                        testMeasure.number(test.most())));
    }
}
