package dev.crosscheck.cli;

import dev.crosscheck.sweep.SeedFigures;
import dev.crosscheck.sweep.Sweep;
import dev.crosscheck.sweep.SweepPlan;
import dev.crosscheck.sweep.SweepResult;
import dev.crosscheck.sweep.SweepResult.Standing;
import dev.crosscheck.sweep.TrialRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Prints the plan of a sweep at its start, and its results at its end. */
final class SweepReport {
    /** Maximum settings in the table; summary.json has all. */
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

    /** @return how many trials run at once if there are this many processes, in words */
    String atOnce(int jobs) {
        int left = sweep.plan().settings().size() * sweep.plan().seeds() - doneBefore;
        return Math.min(jobs, Math.max(1, left)) + " at once";
    }

    /** @param where how many trials run at once, or on which machines, in words */
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
            printSettings(output, sweep);
        }
        printDiverged(result);
        result.words(sweep.plan()).ifPresent(words -> output.print("%s", words));
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

    /** Prints the results of the settings, best first. */
    static void printSettings(OutputOptions output, Sweep sweep) {
        SweepResult result = sweep.result();
        List<Standing> shown = result.settings().stream().limit(MOST_SHOWN).toList();
        List<SeedFigures> figures = shown.stream().map(Standing::results).toList();
        Map<String, Function<Standing, String>> columns = new LinkedHashMap<>();
        columns.put("setting", Standing::words);
        SeedFigures.columns(result.measure(), figures, false)
                .forEach((heading, cell) ->
                        columns.put(heading, setting -> TextTable.unbroken(cell.apply(setting.results()))));
        TextTable.print(output, columns, shown);
        int left = result.settings().size() - shown.size();
        if (left > 0) {
            output.print("(%d more settings in summary.json and on the page.)", left);
        }
        output.print(
                "%s", SeedFigures.words(result.measure(), figures, sweep.plan().baselineWords()));
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
}
