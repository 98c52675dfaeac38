package dev.crosscheck.sweep;

import dev.crosscheck.showing.plot.ParallelChart;
import dev.crosscheck.sweep.SweepResult.Measure;
import dev.crosscheck.sweep.SweepResult.Standing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

final class SweepCharts {
    /** More lines than this hide each other. */
    private static final int MOST_LINES = 300;

    /** Maximum marks on an axis. */
    private static final int MOST_MARKS = 16;

    private final List<Standing> settings;
    private final List<String> names;
    private final Measure measure;

    /** @param names names of the settings, in order */
    SweepCharts(SweepResult result, List<String> names) {
        this.settings = result.settings();
        this.names = names;
        this.measure = result.measure();
    }

    /** @return the value that a setting gives to a name; empty if it does not set it */
    private String value(Standing setting, int name) {
        return setting.values().getOrDefault(names.get(name), "");
    }

    /** @return the values of a name, numbers in ascending order */
    private List<String> values(int name) {
        return settings.stream()
                .map(setting -> value(setting, name))
                .distinct()
                .sorted(Comparator.comparingDouble(SweepCharts::size).thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** Sort key of a value: a number itself, a list by its first number, words last. */
    private static double size(String value) {
        try {
            return Double.parseDouble(value.split(",", 2)[0]);
        } catch (NumberFormatException e) {
            return Double.POSITIVE_INFINITY;
        }
    }

    /** @return whether more than one name was varied */
    boolean hasParallels() {
        return IntStream.range(0, names.size())
                        .filter(name -> values(name).size() > 1)
                        .count()
                > 1;
    }

    /** A parallel-coordinates chart: one axis per name and one for the measure, one line per setting. */
    String parallels() {
        List<Standing> shown = settings.stream()
                .filter(setting -> setting.mean() != null)
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
                "Parallel coordinates: the options of each setting, and its result",
                axes,
                lines,
                Math.max(1, shown.size() / 10));
    }

    /** The values of a name, evenly spaced. */
    private ParallelChart.Axis axis(int name, List<ToDoubleFunction<Standing>> heights) {
        List<String> values = values(name);
        int last = values.size() - 1;
        heights.add(setting -> share(values.indexOf(value(setting, name)), 0, last));
        Map<Double, String> labels = new TreeMap<>();
        for (int i = 0; i <= last; i += 1 + values.size() / MOST_MARKS) {
            labels.put(share(i, 0, last), values.get(i));
        }
        return new ParallelChart.Axis(names.get(name), labels);
    }

    private ParallelChart.Axis measureAxis(List<Standing> shown, List<ToDoubleFunction<Standing>> heights) {
        double low = shown.stream().mapToDouble(Standing::mean).min().orElse(0);
        double high = shown.stream().mapToDouble(Standing::mean).max().orElse(1);
        heights.add(setting -> share(setting.mean(), low, high));
        Map<Double, String> labels = new TreeMap<>(Map.of(0.0, measure.number(low), 1.0, measure.number(high)));
        return new ParallelChart.Axis(measure.isAccuracy() ? "accuracy" : "error", labels);
    }

    private static double share(double value, double low, double high) {
        return low == high ? 0.5 : (value - low) / (high - low);
    }
}
