package dev.crosscheck.showing.report;

import dev.crosscheck.showing.report.SweepView.Run;
import dev.crosscheck.showing.report.SweepView.Setting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The drawings of a sweep's page. */
final class SweepCharts {
    /** More rows than this nobody compares by eye; the table has all. */
    static final int MOST_ROWS = 40;

    /** Lines beyond this hide each other. */
    private static final int MOST_LINES = 300;

    /** A map of more cells on a side is no map; such settings were drawn at random. */
    private static final int MOST_CELLS = 16;

    private static final int WIDTH = 900;
    private static final int WIDEST_LABEL = 260;
    private static final int CHARACTER = 7;
    private static final int RIGHT = 24;
    private static final int ROW = 26;
    private static final int TOP = 12;
    private static final int AXIS = 30;
    private static final int LONGEST_LABEL = 36;
    private static final int TICKS = 10;

    /** Of parallel coordinates the lowest label, below the lines that meet there. */
    private static final int BELOW = 283;

    private final SweepView sweep;

    SweepCharts(SweepView sweep) {
        this.sweep = sweep;
    }

    /** Where a value is on an axis. */
    private record Scale(double from, double to, double low, double high) {
        double at(double value) {
            return low == high ? (from + to) / 2 : from + (value - low) / (high - low) * (to - from);
        }
    }

    /** A row per setting: a dot for each run, the interval as a bar, the mean as a tick. */
    String runs() {
        List<Setting> shown = sweep.settings().stream()
                .filter(setting -> setting.mean() != null)
                .limit(MOST_ROWS)
                .toList();
        int left = left(shown);
        Scale scale = scale(shown, left);
        int bottom = TOP + ROW * shown.size();
        Svg svg = new Svg(WIDTH, bottom + AXIS, "Runs and intervals of the mean: " + sweep.measure());
        double step = Curves.niceStep((scale.high() - scale.low()) / TICKS);
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        for (double tick = Math.ceil(scale.low() / step); tick * step <= scale.high(); tick++) {
            double x = scale.at(tick * step);
            svg.line("grid", x, TOP, x, bottom);
            svg.label("axis", "middle", x, bottom + 18, String.format(Locale.ROOT, "%." + decimals + "f", tick * step));
        }
        for (int row = 0; row < shown.size(); row++) {
            row(svg, shown.get(row), scale, left - 12, TOP + ROW * (row + 0.5));
        }
        return svg.end();
    }

    /** Where the axis begins: behind the longest label. */
    private static int left(List<Setting> shown) {
        int longest = shown.stream()
                .mapToInt(setting -> label(setting).length())
                .max()
                .orElse(0);
        return Math.min(WIDEST_LABEL, 24 + CHARACTER * longest);
    }

    private static Scale scale(List<Setting> shown, int left) {
        double[] values = shown.stream()
                .flatMapToDouble(setting -> DoubleStream.concat(
                        setting.runs().stream().mapToDouble(Run::figure),
                        setting.interval() == null
                                ? DoubleStream.empty()
                                : DoubleStream.of(
                                        setting.interval().low(),
                                        setting.interval().high())))
                .toArray();
        double low = DoubleStream.of(values).min().orElse(0);
        double high = DoubleStream.of(values).max().orElse(1);
        double margin = low == high ? 1e-3 : 0.03 * (high - low);
        return new Scale(left, WIDTH - RIGHT, low - margin, high + margin);
    }

    private void row(Svg svg, Setting setting, Scale scale, double labelEnd, double y) {
        svg.label("name", "end", labelEnd, y + 4, label(setting));
        for (Run run : setting.runs()) {
            svg.dot("run", scale.at(run.figure()), y, "seed " + run.seed() + ": " + number(run.figure()));
        }
        if (setting.interval() != null) {
            double low = scale.at(setting.interval().low());
            double high = scale.at(setting.interval().high());
            svg.line("interval", low, y, high, y);
            svg.line("interval", low, y - 5, low, y + 5);
            svg.line("interval", high, y - 5, high, y + 5);
        }
        svg.line("mean", scale.at(setting.mean()), y - 9, scale.at(setting.mean()), y + 9);
    }

    /** A setting's name, or where that is too long its values alone. */
    private static String label(Setting setting) {
        String words =
                setting.words().length() <= LONGEST_LABEL ? setting.words() : String.join(" · ", setting.values());
        return words.length() <= LONGEST_LABEL ? words : words.substring(0, LONGEST_LABEL - 1) + "…";
    }

    private String number(double value) {
        return number(value, sweep.accuracy());
    }

    static String number(double value, boolean accuracy) {
        return String.format(Locale.ROOT, accuracy ? "%.3f" : "%.5g", value);
    }

    /** @return for each two names with few values a table of the best means, the values of one down, of the other across */
    String maps() {
        List<Integer> mapped = IntStream.range(0, sweep.names().size())
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
        return sweep.settings().stream()
                .map(setting -> setting.values().get(name))
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
        double[] means = sweep.settings().stream()
                .map(Setting::mean)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray();
        double low = DoubleStream.of(means).min().orElse(0);
        double high = DoubleStream.of(means).max().orElse(1);
        List<String> headings = new ArrayList<>(
                List.of(sweep.names().get(down) + " \\ " + sweep.names().get(across)));
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
        return sweep.settings().stream()
                .filter(setting -> setting.values().get(down).equals(row)
                        && setting.values().get(across).equals(column))
                .map(Setting::mean)
                .filter(Objects::nonNull)
                .min(sweep.accuracy() ? Comparator.reverseOrder() : Comparator.naturalOrder())
                .orElse(null);
    }

    private String cell(Double mean, double low, double high) {
        if (mean == null) {
            return "<td>–</td>";
        }
        double share = low == high ? 1 : (mean - low) / (high - low);
        return String.format(
                Locale.ROOT, "<td style=\"--share:%.2f\">%s</td>", sweep.accuracy() ? share : 1 - share, number(mean));
    }

    /** @return whether there are more names than a map shows */
    boolean hasParallels() {
        return IntStream.range(0, sweep.names().size())
                        .filter(name -> values(name).size() > 1)
                        .count()
                > 1;
    }

    /** An axis per name and one for the measure; a line per setting. */
    String parallels() {
        int[] axes = IntStream.range(0, sweep.names().size())
                .filter(name -> values(name).size() > 1)
                .toArray();
        Svg svg = new Svg(WIDTH, 320, "Parallel coordinates: what each setting sets, and what it comes to");
        List<Setting> shown = sweep.settings().stream()
                .filter(setting -> setting.mean() != null)
                .limit(MOST_LINES)
                .toList();
        List<ToDoubleFunction<Setting>> heights = new ArrayList<>();
        for (int axis : axes) {
            heights.add(axis(svg, axis, x(heights.size(), axes.length)));
        }
        heights.add(measureAxis(svg, shown, x(axes.length, axes.length)));
        // The best are drawn last, so that nothing hides them.
        for (int i = shown.size() - 1; i >= 0; i--) {
            List<double[]> points = new ArrayList<>();
            for (int axis = 0; axis < heights.size(); axis++) {
                points.add(new double[] {x(axis, axes.length), heights.get(axis).applyAsDouble(shown.get(i))});
            }
            svg.curve(i < Math.max(1, shown.size() / 10) ? "setting first" : "setting", points);
        }
        return svg.end();
    }

    private static double x(int axis, int last) {
        return 70 + (WIDTH - 160.0) * axis / last;
    }

    private ToDoubleFunction<Setting> axis(Svg svg, int name, double x) {
        List<String> values = values(name);
        svg.line("parallel", x, 30, x, 270);
        svg.label("name", "middle", x, 296, sweep.names().get(name));
        double[] sizes = values.stream().mapToDouble(SweepCharts::size).toArray();
        boolean numbers = values.size() > MOST_CELLS && Double.isFinite(sizes[sizes.length - 1]);
        if (!numbers) {
            Scale scale = new Scale(270, 30, 0, values.size() - 1.0);
            for (int i = 0; i < values.size(); i += 1 + values.size() / MOST_CELLS) {
                svg.label("axis", "start", x + 6, i == 0 ? BELOW : scale.at(i) - 3, values.get(i));
            }
            return setting -> scale.at(values.indexOf(setting.values().get(name)));
        }
        boolean logarithmic = sizes[0] > 0;
        ToDoubleFunction<Double> place = size -> logarithmic ? Math.log(size) : size;
        Scale scale = new Scale(270, 30, place.applyAsDouble(sizes[0]), place.applyAsDouble(sizes[sizes.length - 1]));
        svg.label("axis", "start", x + 6, BELOW, values.get(0));
        svg.label("axis", "start", x + 6, 27, values.get(values.size() - 1));
        return setting -> scale.at(place.applyAsDouble(size(setting.values().get(name))));
    }

    private ToDoubleFunction<Setting> measureAxis(Svg svg, List<Setting> shown, double x) {
        svg.line("parallel", x, 30, x, 270);
        svg.label("name", "middle", x, 296, sweep.accuracy() ? "accuracy" : "error");
        double low = shown.stream().mapToDouble(Setting::mean).min().orElse(0);
        double high = shown.stream().mapToDouble(Setting::mean).max().orElse(1);
        svg.label("axis", "start", x + 6, BELOW, number(low));
        svg.label("axis", "start", x + 6, 27, number(high));
        Scale scale = new Scale(270, 30, low, high);
        return setting -> scale.at(setting.mean());
    }
}
