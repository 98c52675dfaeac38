package dev.crosscheck.showing.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Lines against the epochs of a run, one dot per epoch, each line named where it ends; a single dot with its value. */
final class Curves {
    private static final int WIDTH = 620;
    private static final int HEIGHT = 300;
    private static final int LEFT = 56;
    private static final int RIGHT = 84;
    private static final int TOP = 14;
    private static final int BOTTOM = 44;
    private static final int MOST_LABELS = 10;
    private static final int LABEL_HEIGHT = 14;

    /** What the axis spans at least, as a share of what is shown: a single value, and hardly changing ones, need no more digits. */
    private static final double LEAST_SPAN = 1e-3;

    private final Map<String, List<Double>> lines = new LinkedHashMap<>();
    private final List<Double> labelled = new ArrayList<>();
    private final int epochs;
    private final int best;
    private final double bottom;
    private final double step;
    private final int strides;
    private final Svg svg;

    /**
     * @param title what is drawn
     * @param lines values by name, one per epoch from the first on; null where there is none, and such a line is left out
     * @param epochs how many the axis has room for, at least 1
     * @param best the epoch to mark; 0 for none
     * @param fromZero whether the axis starts at 0
     */
    private Curves(String title, Map<String, List<Double>> lines, int epochs, int best, boolean fromZero) {
        lines.forEach((name, values) -> {
            if (!values.isEmpty() && values.stream().allMatch(Objects::nonNull)) {
                this.lines.put(name, values);
            }
        });
        this.epochs = epochs;
        this.best = best;
        double least = fromZero ? 0 : extreme(false);
        double most = Math.max(extreme(true), least + LEAST_SPAN * Math.max(1, Math.abs(least)));
        step = niceStep((most - least) / 5);
        bottom = Math.floor(least / step) * step;
        strides = Math.max(1, (int) Math.ceil((most - bottom) / step - 1e-9));
        svg = new Svg(WIDTH, HEIGHT, title);
    }

    /** @return the drawing */
    static String svg(String title, Map<String, List<Double>> lines, int epochs, int best, boolean fromZero) {
        return new Curves(title, lines, epochs, best, fromZero).draw();
    }

    private double extreme(boolean largest) {
        return lines.values().stream()
                .flatMap(List::stream)
                .reduce((a, b) -> largest ? Math.max(a, b) : Math.min(a, b))
                .orElse(largest ? 1.0 : 0.0);
    }

    /** @return 1, 2 or 5 times a power of ten, at least as large */
    static double niceStep(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        double digits = least / power;
        return power * (digits <= 1 ? 1 : digits <= 2 ? 2 : digits <= 5 ? 5 : 10);
    }

    private String draw() {
        for (int i = 0; i <= strides; i++) {
            double value = bottom + i * step;
            svg.line("grid", LEFT, y(value), WIDTH - RIGHT, y(value));
            svg.label("axis", "end", LEFT - 8, y(value) + 4, number(value));
        }
        int stride = (epochs + MOST_LABELS - 1) / MOST_LABELS;
        for (int epoch = 1; epoch <= epochs; epoch += stride) {
            svg.line("grid", x(epoch), TOP, x(epoch), HEIGHT - BOTTOM);
            svg.label("axis", "middle", x(epoch), HEIGHT - BOTTOM + 18, Integer.toString(epoch));
        }
        if (best > 0) {
            svg.line("best", x(best), TOP, x(best), HEIGHT - BOTTOM);
            boolean left = x(best) > (LEFT + WIDTH - RIGHT) / 2.0;
            svg.label("best", left ? "end" : "start", x(best) + (left ? -6 : 6), TOP + 12, "best: epoch " + best);
        }
        lines.forEach(this::line);
        svg.label("axis", "middle", (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 6, "epoch");
        return svg.end();
    }

    private void line(String name, List<Double> values) {
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            points.add(new double[] {x(i + 1), y(values.get(i))});
        }
        svg.curve("curve " + name, points);
        points.forEach(point -> svg.dot("dot " + name, point[0], point[1]));
        double[] last = points.get(points.size() - 1);
        String value = values.size() == 1 ? String.format(Locale.ROOT, " %.4g", values.get(0)) : "";
        svg.label("of " + name, "start", last[0] + 8, free(last[1] + 4), name + value);
    }

    /** @return a height for a name near the one wished for, where no other name stands */
    private double free(double wished) {
        double height = wished;
        while (taken(height)) {
            height -= 1;
        }
        labelled.add(height);
        return height;
    }

    private boolean taken(double height) {
        return labelled.stream().anyMatch(other -> Math.abs(other - height) < LABEL_HEIGHT);
    }

    private double x(int epoch) {
        return epochs == 1
                ? (LEFT + WIDTH - RIGHT) / 2.0
                : LEFT + (epoch - 1.0) / (epochs - 1) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - (value - bottom) / (strides * step) * (HEIGHT - BOTTOM - TOP);
    }

    private String number(double value) {
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
