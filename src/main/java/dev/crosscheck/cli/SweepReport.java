package dev.crosscheck.cli;

import dev.crosscheck.sweep.SeedFigures;
import dev.crosscheck.sweep.Sweep;
import dev.crosscheck.sweep.SweepPlan;
import dev.crosscheck.sweep.SweepResult;
import dev.crosscheck.sweep.SweepResult.Standing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Prints the plan of a sweep at its start, and its results at its end. */
final class SweepReport {
    /** Maximum settings in the table; summary.json has all. */
    private static final int MOST_SHOWN = 20;

    private final OutputOptions output;
    private final Sweep sweep;
    private final int doneBefore;

    SweepReport(OutputOptions output, Sweep sweep) {
        this.output = output;
        this.sweep = sweep;
        doneBefore = sweep.records().size();
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
        output.print("Each: %s", Invocation.command("train", plan.arguments()));
        output.print("Page: %s", sweep.page().toUri());
    }

    void printEnd(boolean done) {
        SweepResult result = sweep.result();
        if (result.done() > result.diverged()) {
            output.print("");
            printSettings(result);
        }
        if (result.diverged() > 0) {
            output.print("%d of %d trials diverged; their settings are ranked last.", result.diverged(), result.done());
        }
        result.words(sweep.plan()).ifPresent(words -> output.print("%s", words));
        output.print("Sweep: %s", sweep.folder());
        if (!done) {
            output.print(
                    "Stopped with %d of %d trials done. Go on with: %s",
                    result.done(),
                    result.trials(),
                    TextTable.unbroken(Invocation.command(
                            "sweep", "--resume", sweep.folder().toString())));
        }
    }

    /** Prints the results of the settings, best first. */
    private void printSettings(SweepResult result) {
        List<SeedFigures> figures = result.settings().stream()
                .limit(MOST_SHOWN)
                .map(Standing::results)
                .toList();
        Map<String, Function<Standing, String>> columns = new LinkedHashMap<>();
        columns.put("setting", Standing::words);
        SeedFigures.columns(result.measure(), figures, false)
                .forEach((heading, cell) ->
                        columns.put(heading, setting -> TextTable.unbroken(cell.apply(setting.results()))));
        TextTable.print(
                output, columns, result.settings(), MOST_SHOWN, "settings; summary.json and the page have all.");
        output.print("%s", SeedFigures.words(result.measure(), figures, SweepResult.BASE));
    }
}
