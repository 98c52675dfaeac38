package dev.crosscheck.cli;

import dev.crosscheck.statistics.Summary;
import dev.crosscheck.sweep.ComparisonPage;
import dev.crosscheck.sweep.Contender;
import dev.crosscheck.sweep.RunComparison;
import dev.crosscheck.sweep.RunComparison.Side;
import dev.crosscheck.sweep.SweepPage;
import dev.crosscheck.sweep.SweepResult.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code compare} prints of figures and facts. */
final class ComparisonReport {
    /** Digits of a digest that people compare. */
    private static final int SHOWN_DIGITS = 12;

    private final OutputOptions output;
    private final List<Contender> contenders;
    private final RunComparison comparison;

    ComparisonReport(OutputOptions output, List<Contender> contenders, RunComparison comparison) {
        this.output = output;
        this.contenders = contenders;
        this.comparison = comparison;
    }

    void print() {
        for (int i = 0; i < contenders.size(); i++) {
            output.print(
                    "%s: %s",
                    ComparisonPage.letter(i),
                    TextTable.unbroken(contenders.get(i).name()));
        }
        output.print("");
        printDifferences();
        output.print("");
        printFigures();
    }

    private void printDifferences() {
        if (comparison.differing().isEmpty()) {
            output.print("Settings, data, code and device are the same for all.");
            return;
        }
        output.print("What differs:");
        for (Map.Entry<String, List<String>> fact : comparison.differing().entrySet()) {
            List<String> values = fact.getValue();
            List<String> shown = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                shown.add(ComparisonPage.letter(i) + " " + shortened(values.get(i)));
            }
            output.print("  %s: %s", fact.getKey(), String.join("; ", shown));
        }
        if (comparison.differing().keySet().stream().anyMatch(name -> name.startsWith("SHA-256 of "))) {
            output.caution("Their data differ: figures of different data say nothing of the settings.");
        }
    }

    private static String shortened(String value) {
        if (value == null) {
            return "none";
        }
        return value.matches("[0-9a-f]{64}") ? value.substring(0, SHOWN_DIGITS) + "..." : value;
    }

    private void printFigures() {
        Measure measure = comparison.measure();
        String interval = SweepPage.intervals(comparison.sides().stream()
                .map(side -> side.summary().interval())
                .toList());
        List<String> header =
                List.of("", "runs", "mean", interval, "sd", "pairs", "difference", "95 % interval", "p (Holm)");
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < comparison.sides().size(); i++) {
            rows.add(row(ComparisonPage.letter(i), comparison.sides().get(i), measure));
        }
        output.print("%s", TextTable.capital(measure.words()));
        output.printTable(header, rows);
        output.print("Differences are from A, on the seeds that both have.");
        if (measure.isOfTest()) {
            output.print(
                    "These are figures of the test set: if you choose by them, no unseen data are left to test on.");
        }
        comparison.sides().stream()
                .filter(side -> side.seedsNeeded() != null)
                .forEach(side -> output.print(
                        "%s: %d seeds would tell a difference of 0.1 points from A.",
                        ComparisonPage.letter(comparison.sides().indexOf(side)), side.seedsNeeded()));
    }

    private static List<String> row(String letter, Side side, Measure measure) {
        Summary summary = side.summary();
        boolean compared = side.difference() != null;
        Summary difference = compared ? side.difference().summary() : null;
        return List.of(
                letter,
                Integer.toString(summary.runs()),
                measure.number(summary.mean()),
                summary.interval() == null ? measure.values(side.figures()) : measure.range(summary.interval()),
                summary.deviation() == null ? "" : measure.number(summary.deviation()),
                compared ? Integer.toString(side.common()) : "",
                compared ? measure.signed(difference.mean()) : "",
                compared && difference.interval() != null ? measure.range(difference.interval()) : "",
                compared && side.common() > 1 ? String.format(Locale.ROOT, "%.2g", side.p()) : "");
    }
}
