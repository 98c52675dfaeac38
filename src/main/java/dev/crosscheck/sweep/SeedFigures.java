package dev.crosscheck.sweep;

import dev.crosscheck.measure.Interval;
import dev.crosscheck.statistics.PairedDifference;
import dev.crosscheck.statistics.Summary;
import dev.crosscheck.sweep.SweepResult.Measure;
import dev.crosscheck.text.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A measure's values in runs that differ only by their seeds, and how they compare with those of a baseline.
 *
 * @param seeds seeds of the runs, in order
 * @param figures the measure's value for each of these seeds
 * @param summary of the figures; null if there are none
 * @param difference from the baseline on the seeds that both have; null for the baseline itself, and if they share no seed
 */
public record SeedFigures(List<Long> seeds, List<Double> figures, Summary summary, PairedDifference difference) {
    /** Takes the figures of those trials that have the measure. */
    static SeedFigures of(Measure measure, List<TrialRecord> trials) {
        List<TrialRecord> measured =
                trials.stream().filter(trial -> measure.of(trial) != null).toList();
        List<Double> figures = measured.stream().map(measure::of).toList();
        Summary summary = figures.isEmpty()
                ? null
                : Summary.of(figures.stream().mapToDouble(Double::doubleValue).toArray());
        return new SeedFigures(measured.stream().map(TrialRecord::seed).toList(), figures, summary, null);
    }

    /** @return all of them in the same order, with their differences from the first, seed by seed */
    static List<SeedFigures> compared(List<SeedFigures> all) {
        List<PairedDifference> differences =
                PairedDifference.of(all.stream().map(SeedFigures::bySeed).toList(), 0);
        return IntStream.range(0, all.size())
                .mapToObj(i ->
                        new SeedFigures(all.get(i).seeds, all.get(i).figures, all.get(i).summary, differences.get(i)))
                .toList();
    }

    private Map<Long, Double> bySeed() {
        Map<Long, Double> bySeed = new LinkedHashMap<>();
        for (int i = 0; i < seeds.size(); i++) {
            bySeed.put(seeds.get(i), figures.get(i));
        }
        return bySeed;
    }

    /**
     * The columns of a table of such figures, the same in a terminal and on a page, without those in which every cell would be empty.
     *
     * @param all whether there is room for every column, as on a page; a terminal shows means and differences with their intervals
     * @return by heading, the text of a row's cell, which is empty if the row does not have the value
     */
    public static Map<String, Function<SeedFigures, String>> columns(
            Measure measure, List<SeedFigures> rows, boolean all) {
        Map<String, Function<SeedFigures, String>> columns = new LinkedHashMap<>();
        columns.put("runs", row -> Integer.toString(row.seeds.size()));
        columns.put("mean", row -> cell(row.summary, Summary::mean, measure::number));
        // Of few runs the values themselves say more than an interval.
        columns.put(
                intervalHeading(rows),
                row -> row.summary == null || row.summary.interval() == null
                        ? measure.values(row.figures)
                        : measure.range(row.summary.interval()));
        if (all) {
            columns.put("sd", row -> cell(row.summary, Summary::deviation, measure::number));
            columns.put("lowest", row -> cell(row.summary, Summary::least, measure::number));
            columns.put("highest", row -> cell(row.summary, Summary::most, measure::number));
        }
        columns.put("pairs", row -> row.pairs() == 0 ? "" : Integer.toString(row.pairs()));
        columns.put("difference", row -> cell(row.differences(), Summary::mean, measure::signed));
        columns.put("95 % interval of it", row -> cell(row.differences(), Summary::interval, measure::range));
        // The p of a single pair is 1, whatever its difference.
        columns.put("p", row -> row.pairs() < 2 ? "" : Text.of("%.2g", row.difference.p()));
        columns.entrySet()
                .removeIf(column -> rows.stream().map(column.getValue()).allMatch(String::isEmpty));
        if (rows.stream().allMatch(row -> row.pairs() == 0 || row.pairs() == row.seeds.size())) {
            columns.remove("pairs");
        }
        return columns;
    }

    /** @return the texts of a row in such columns */
    public static <T> List<String> cells(Map<String, Function<T, String>> columns, T row) {
        return columns.values().stream().map(cell -> cell.apply(row)).toList();
    }

    /**
     * What the columns show, in sentences.
     *
     * @param base what the others are compared with, in words
     */
    public static String words(Measure measure, List<SeedFigures> rows, String base) {
        String figures = "Figures: " + measure.words() + ".";
        if (rows.size() == 1) {
            return figures;
        }
        int most = rows.stream().mapToInt(SeedFigures::pairs).max().orElse(0);
        if (most == 0) {
            return figures + " No seed is shared with " + base + ", so there are no differences.";
        }
        return figures + " Differences are from " + base + ", seed by seed"
                + (most > 1
                        ? "; intervals are of each alone, and p, by sign-flip permutations, is corrected for all pairs."
                        : ".");
    }

    private static String intervalHeading(List<SeedFigures> rows) {
        List<Interval> intervals = rows.stream()
                .filter(row -> row.summary != null)
                .map(row -> row.summary.interval())
                .toList();
        boolean any = intervals.stream().anyMatch(Objects::nonNull);
        boolean all = intervals.stream().allMatch(Objects::nonNull);
        return all ? "95 % interval" : any ? "95 % interval, or values" : "values";
    }

    private static <R, V> String cell(R row, Function<R, V> value, Function<V, String> words) {
        V found = row == null ? null : value.apply(row);
        return found == null ? "" : words.apply(found);
    }

    private Summary differences() {
        return difference == null ? null : difference.summary();
    }

    /** @return number of seeds shared with the baseline; 0 for the baseline itself */
    private int pairs() {
        return difference == null ? 0 : difference.summary().runs();
    }
}
