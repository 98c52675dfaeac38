package dev.crosscheck.cli;

import dev.crosscheck.measure.Interval;
import dev.crosscheck.showing.report.ComparisonView;
import dev.crosscheck.showing.report.SweepPage;
import dev.crosscheck.showing.report.SweepView;
import dev.crosscheck.statistics.Summary;
import dev.crosscheck.sweep.Comparison;
import dev.crosscheck.sweep.Comparison.Side;
import dev.crosscheck.sweep.Contender;
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
    private final Comparison comparison;

    ComparisonReport(OutputOptions output, List<Contender> contenders, Comparison comparison) {
        this.output = output;
        this.contenders = contenders;
        this.comparison = comparison;
    }

    /** @return A, B, C and so on: names of folders are too long for a table's columns */
    static String letter(int side) {
        return side < 26 ? String.valueOf((char) ('A' + side)) : "S" + (side + 1);
    }

    void print() {
        for (int i = 0; i < contenders.size(); i++) {
            output.print(
                    "%s: %s", letter(i), TextTable.unbroken(contenders.get(i).name()));
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
                shown.add(letter(i) + " " + shortened(values.get(i)));
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
            rows.add(row(letter(i), comparison.sides().get(i), measure));
        }
        output.print("%s", TextTable.capital(measure.words()));
        output.printTable(header, rows);
        output.print("Differences are from A, on the seeds that both have.");
        if (isOfTest()) {
            output.print(
                    "These are figures of the test set: if you choose by them, no unseen data are left to test on.");
        }
        comparison.sides().stream()
                .filter(side -> side.seedsNeeded() != null)
                .forEach(side -> output.print(
                        "%s: %d seeds would tell a difference of 0.1 points from A.",
                        letter(comparison.sides().indexOf(side)), side.seedsNeeded()));
    }

    private static List<String> row(String letter, Side side, Measure measure) {
        Summary summary = side.summary();
        boolean compared = side.difference() != null;
        Summary difference = compared ? side.difference().summary() : null;
        return List.of(
                letter,
                Integer.toString(summary.runs()),
                SweepReport.number(summary.mean(), measure),
                summary.interval() == null
                        ? SweepReport.values(side.figures(), measure)
                        : SweepReport.interval(summary.interval(), measure),
                summary.deviation() == null ? "" : SweepReport.number(summary.deviation(), measure),
                compared ? Integer.toString(side.common()) : "",
                compared ? SweepReport.signed(difference.mean(), measure) : "",
                compared && difference.interval() != null ? SweepReport.interval(difference.interval(), measure) : "",
                compared && side.common() > 1 ? String.format(Locale.ROOT, "%.2g", side.p()) : "");
    }

    /** @param notes what else was found, a sentence each */
    ComparisonView view(List<String> notes) {
        List<ComparisonView.Side> sides = new ArrayList<>();
        for (Side side : comparison.sides()) {
            Summary difference =
                    side.difference() == null ? null : side.difference().summary();
            sides.add(new ComparisonView.Side(
                    letter(sides.size()),
                    side.name(),
                    side.figures(),
                    side.summary().mean(),
                    range(side.summary().interval()),
                    side.common(),
                    difference == null ? null : (Double) difference.mean(),
                    difference == null ? null : range(difference.interval()),
                    side.common() > 1 ? side.p() : null,
                    side.curves()));
        }
        Measure measure = comparison.measure();
        return new ComparisonView(
                measure.words(), measure.isAccuracy(), isOfTest(), sides, comparison.differing(), notes);
    }

    private boolean isOfTest() {
        return !comparison.measure().name().startsWith("VALIDATION");
    }

    private static SweepView.Range range(Interval interval) {
        return interval == null ? null : new SweepView.Range(interval.low(), interval.high());
    }
}
