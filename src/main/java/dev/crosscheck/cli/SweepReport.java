package dev.crosscheck.cli;

import dev.crosscheck.statistics.Summary;
import dev.crosscheck.sweep.Sweep;
import dev.crosscheck.sweep.SweepPage;
import dev.crosscheck.sweep.SweepPlan;
import dev.crosscheck.sweep.SweepResult;
import dev.crosscheck.sweep.SweepResult.Measure;
import dev.crosscheck.sweep.SweepResult.Standing;
import dev.crosscheck.sweep.TrialRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a sweep prints: what it is about to do, and what it found. */
final class SweepReport {
    /** More settings than this are in summary.json only. */
    private static final int MOST_SHOWN = 20;

    private static final int SECONDS_PER_HOUR = 3600;

    private final OutputOptions output;
    private final Sweep sweep;
    private final long start = System.nanoTime();
    private final int doneBefore;

    SweepReport(OutputOptions output, Sweep sweep) {
        this.output = output;
        this.sweep = sweep;
        doneBefore = sweep.records().size();
    }

    /** @return in words how many trials run at once in so many processes */
    String atOnce(int jobs) {
        int left = sweep.plan().settings().size() * sweep.plan().seeds() - doneBefore;
        return Math.min(jobs, Math.max(1, left)) + " at once";
    }

    /** @param where in words, how many run at once, or on which machines */
    void printStart(String where) {
        SweepPlan plan = sweep.plan();
        int trials = plan.settings().size() * plan.seeds();
        output.print(
                "Sweep: %d setting%s with %d seed%s, %d trials%s; %s",
                plan.settings().size(),
                plan.settings().size() == 1 ? "" : "s",
                plan.seeds(),
                plan.seeds() == 1 ? "" : "s",
                trials,
                doneBefore == 0 ? "" : ", " + doneBefore + " of them done",
                where);
        output.print("Each: crosscheck train %s", String.join(" ", plan.arguments()));
        output.print("Page: %s", sweep.page().toUri());
    }

    void printEnd(boolean done) {
        SweepResult result = sweep.result();
        if (result.done() > result.diverged()) {
            output.print("");
            printSettings(result);
        }
        printDiverged(result);
        printChosen(result);
        double hours = (System.nanoTime() - start) / 1e9 / SECONDS_PER_HOUR;
        int finished = result.done() - doneBefore;
        if (finished > 0) {
            output.print(
                    "Time: %.1f s for %d trials, %,.0f trials an hour",
                    hours * SECONDS_PER_HOUR, finished, finished / hours);
        }
        output.print("Sweep: %s", sweep.folder());
        if (!done) {
            output.print(
                    "Stopped with %d of %d trials done. Go on with: %s",
                    result.done(), result.trials(), TextTable.unbroken("crosscheck sweep --resume " + sweep.folder()));
        }
    }

    private void printSettings(SweepResult result) {
        Measure measure = result.measure();
        boolean compares = result.settings().size() > 1;
        List<Standing> shown = result.settings().stream()
                .filter(standing -> standing.summary() != null)
                .limit(MOST_SHOWN)
                .toList();
        List<List<String>> rows =
                shown.stream().map(standing -> row(standing, measure, compares)).toList();
        output.print("%s", TextTable.capital(measure.words()));
        output.printTable(header(shown, compares), rows);
        int left = result.settings().size() - rows.size();
        if (left > 0) {
            output.print("(%d more settings in summary.json and on the page.)", left);
        }
        if (compares) {
            output.print(
                    "Differences are from %s, seed by seed.",
                    sweep.plan().baseline() == SweepPlan.BEST
                            ? "the best (which these trials chose: that flatters it a little)"
                            : SweepPlan.words(
                                    sweep.plan().settings().get(sweep.plan().baseline())));
        }
    }

    private static List<String> header(List<Standing> shown, boolean compares) {
        String interval = SweepPage.intervals(
                shown.stream().map(standing -> standing.summary().interval()).toList());
        List<String> header = new ArrayList<>(List.of("Setting", "runs", "mean", interval, "sd", "worst", "best"));
        if (compares) {
            header.addAll(List.of("difference", "p (Holm)"));
        }
        return header;
    }

    private static List<String> row(Standing standing, Measure measure, boolean compares) {
        Summary summary = standing.summary();
        List<String> row = new ArrayList<>(List.of(
                standing.words(),
                Integer.toString(summary.runs()),
                measure.number(summary.mean()),
                summary.interval() == null ? measure.values(standing.figures()) : measure.range(summary.interval()),
                summary.deviation() == null ? "" : measure.number(summary.deviation()),
                measure.number(measure.isAccuracy() ? summary.least() : summary.most()),
                measure.number(measure.isAccuracy() ? summary.most() : summary.least())));
        if (compares) {
            boolean compared = standing.difference() != null;
            row.add(compared ? measure.signed(standing.difference().summary().mean()) : "");
            row.add(compared ? String.format(Locale.ROOT, "%.2g", standing.p()) : "");
        }
        return row;
    }

    private void printDiverged(SweepResult result) {
        if (result.diverged() > 0) {
            output.print("%d of %d trials diverged; their settings are ranked last:", result.diverged(), result.done());
            sweep.records().values().stream()
                    .filter(trial -> !trial.completed())
                    .limit(MOST_SHOWN)
                    .forEach(this::printFailure);
        }
    }

    private void printFailure(TrialRecord trial) {
        output.print(
                "  %s, seed %d: %s",
                SweepPlan.words(sweep.plan().settings().get(trial.setting())), trial.seed(), trial.failure());
    }

    /** The test set decides nothing, so its figures are printed for the chosen setting only. */
    private void printChosen(SweepResult result) {
        if (result.test() == null) {
            return;
        }
        Summary test = result.test();
        Measure measure = result.testMeasure();
        output.print(
                "%s: %s, %s %s%s over %d seed%s, %s to %s",
                result.measure() == measure
                        ? "Result"
                        : "Chosen by " + result.measure().words(),
                SweepPlan.words(sweep.plan().settings().get(result.chosen())),
                measure.words(),
                measure.number(test.mean()),
                test.interval() == null ? "" : " (95 % interval " + measure.range(test.interval()) + ")",
                test.runs(),
                test.runs() == 1 ? "" : "s",
                measure.number(test.least()),
                measure.number(test.most()));
    }
}
