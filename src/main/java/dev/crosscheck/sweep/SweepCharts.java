package dev.crosscheck.sweep;

import dev.crosscheck.measure.Interval;
import dev.crosscheck.showing.plot.ParallelChart;
import dev.crosscheck.showing.plot.RunsChart;
import dev.crosscheck.showing.report.Html;
import dev.crosscheck.sweep.SweepResult.Measure;
import dev.crosscheck.sweep.SweepResult.Standing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The charts of a sweep's page. */
final class SweepCharts {
    /** More rows than this nobody compares by eye; the table has all. */
    static final int MOST_ROWS = 40;

    /** Lines beyond this hide each other. */
    private static final int MOST_LINES = 300;

    /** A map of more cells on a side is no map; such settings were drawn at random. */
    private static final int MOST_CELLS = 16;

    private static final int LONGEST_LABEL = 36;

    private final List<Standing> settings;
    private final List<String> names;
    private final Measure measure;

    /** @param names of what settings set, in order */
    SweepCharts(SweepResult result, List<String> names) {
        this.settings = result.settings();
        this.names = names;
        this.measure = result.measure();
    }

    /** A row per setting: a dot for each run, the interval as a bar, the mean as a tick. */
    String runs() {
        List<RunsChart.Row> rows = settings.stream()
                .filter(setting -> setting.summary() != null)
                .limit(MOST_ROWS)
                .map(this::row)
                .toList();
        return RunsChart.svg("Runs and intervals of the mean: " + measure.words(), rows);
    }

    private RunsChart.Row row(Standing setting) {
        List<String> tips = IntStream.range(0, setting.seeds().size())
                .mapToObj(i -> "seed " + setting.seeds().get(i) + ": "
                        + measure.number(setting.figures().get(i)))
                .toList();
        Interval interval = setting.summary().interval();
        return new RunsChart.Row(
                label(setting),
                setting.figures(),
                tips,
                setting.summary().mean(),
                interval == null ? new double[0] : new double[] {interval.low(), interval.high()});
    }

    private static Double mean(Standing setting) {
        return setting.summary() == null ? null : (Double) setting.summary().mean();
    }

    /** @return what a setting sets a name to; empty if it does not */
    private String value(Standing setting, int name) {
        return setting.values().getOrDefault(names.get(name), "");
    }

    /** A setting's name, or where that is too long its values alone. */
    private String label(Standing setting) {
        String words = setting.words().length() <= LONGEST_LABEL
                ? setting.words()
                : IntStream.range(0, names.size())
                        .mapToObj(name -> value(setting, name))
                        .collect(Collectors.joining(" · "));
        return words.length() <= LONGEST_LABEL ? words : words.substring(0, LONGEST_LABEL - 1) + "…";
    }

    /** @return for each two names with few values a table of the best means, the values of one down, of the other across */
    String maps() {
        List<Integer> mapped = IntStream.range(0, names.size())
                .filter(name -> values(name).size() > 1 && values(name).size() <= MOST_CELLS)
                .boxed()
                .toList();
        StringBuilder maps = new StringBuilder();
        for (int i = 0; i < mapped.size(); i++) {
            for (int j = i + 1; j < mapped.size(); j++) {
                maps.append(map(mapped.get(i), mapped.get(j)));
            }
        }
        return maps.toString();
    }

    /** @return a name's values, numbers by size */
    private List<String> values(int name) {
        return settings.stream()
                .map(setting -> value(setting, name))
                .distinct()
                .sorted(Comparator.comparingDouble(SweepCharts::size).thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** Where a value stands among others: numbers by size, of lists the first, words behind. */
    private static double size(String value) {
        try {
            return Double.parseDouble(value.split(",", 2)[0]);
        } catch (NumberFormatException e) {
            return Double.POSITIVE_INFINITY;
        }
    }

    private String map(int down, int across) {
        List<String> columns = values(across);
        double[] means = settings.stream()
                .map(SweepCharts::mean)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray();
        double low = DoubleStream.of(means).min().orElse(0);
        double high = DoubleStream.of(means).max().orElse(1);
        List<String> headings = new ArrayList<>(List.of(names.get(down) + " \\ " + names.get(across)));
        headings.addAll(columns);
        StringBuilder rows = new StringBuilder();
        for (String row : values(down)) {
            rows.append("<tr>").append(Html.text("th", row));
            for (String column : columns) {
                rows.append(cell(best(down, row, across, column), low, high));
            }
            rows.append("</tr>\n");
        }
        return "<div class=\"map\">" + Html.table(headings, rows.toString()) + "</div>\n";
    }

    /** The best mean of all settings with two values; null if there is none yet. */
    private Double best(int down, String row, int across, String column) {
        return settings.stream()
                .filter(setting -> value(setting, down).equals(row)
                        && value(setting, across).equals(column))
                .map(SweepCharts::mean)
                .filter(Objects::nonNull)
                .min(measure.isAccuracy() ? Comparator.reverseOrder() : Comparator.naturalOrder())
                .orElse(null);
    }

    private String cell(Double mean, double low, double high) {
        if (mean == null) {
            return "<td>–</td>";
        }
        double share = low == high ? 1 : (mean - low) / (high - low);
        return String.format(
                Locale.ROOT,
                "<td style=\"--share:%.2f\">%s</td>",
                measure.isAccuracy() ? share : 1 - share,
                measure.number(mean));
    }

    /** @return whether there are more names than a map shows */
    boolean hasParallels() {
        return IntStream.range(0, names.size())
                        .filter(name -> values(name).size() > 1)
                        .count()
                > 1;
    }

    /** An axis per name and one for the measure; a line per setting. */
    String parallels() {
        List<Standing> shown = settings.stream()
                .filter(setting -> setting.summary() != null)
                .limit(MOST_LINES)
                .toList();
        List<ParallelChart.Axis> axes = new ArrayList<>();
        List<ToDoubleFunction<Standing>> heights = new ArrayList<>();
        for (int name = 0; name < names.size(); name++) {
            if (values(name).size() > 1) {
                axes.add(axis(name, heights));
            }
        }
        axes.add(measureAxis(shown, heights));
        List<double[]> lines = shown.stream()
                .map(setting -> heights.stream()
                        .mapToDouble(height -> height.applyAsDouble(setting))
                        .toArray())
                .toList();
        return ParallelChart.svg(
                "Parallel coordinates: what each setting sets, and what it comes to",
                axes,
                lines,
                Math.max(1, shown.size() / 10));
    }

    /** Values stand evenly spaced; more numbers than a map shows where their size is, or its logarithm. */
    private ParallelChart.Axis axis(int name, List<ToDoubleFunction<Standing>> heights) {
        List<String> values = values(name);
        int last = values.size() - 1;
        double[] sizes = values.stream().mapToDouble(SweepCharts::size).toArray();
        Map<Double, String> labels = new TreeMap<>();
        if (values.size() > MOST_CELLS && Double.isFinite(sizes[last])) {
            DoubleUnaryOperator place = sizes[0] > 0 ? Math::log : size -> size;
            double low = place.applyAsDouble(sizes[0]);
            double high = place.applyAsDouble(sizes[last]);
            heights.add(setting -> share(place.applyAsDouble(size(value(setting, name))), low, high));
            labels.put(0.0, values.get(0));
            labels.put(1.0, values.get(last));
        } else {
            heights.add(setting -> share(values.indexOf(value(setting, name)), 0, last));
            for (int i = 0; i <= last; i += 1 + values.size() / MOST_CELLS) {
                labels.put(share(i, 0, last), values.get(i));
            }
        }
        return new ParallelChart.Axis(names.get(name), labels);
    }

    private ParallelChart.Axis measureAxis(List<Standing> shown, List<ToDoubleFunction<Standing>> heights) {
        double low = shown.stream().mapToDouble(SweepCharts::mean).min().orElse(0);
        double high = shown.stream().mapToDouble(SweepCharts::mean).max().orElse(1);
        heights.add(setting -> share(mean(setting), low, high));
        Map<Double, String> labels = new TreeMap<>(Map.of(0.0, measure.number(low), 1.0, measure.number(high)));
        return new ParallelChart.Axis(measure.isAccuracy() ? "accuracy" : "error", labels);
    }

    private static double share(double value, double low, double high) {
        return low == high ? 0.5 : (value - low) / (high - low);
    }
}
