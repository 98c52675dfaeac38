package dev.crosscheck.showing.report;

import dev.crosscheck.proof.compare.DeviationSeries;
import dev.crosscheck.proof.compare.DeviationSeries.Point;

/** The share of a tolerance that was used, against its step, on a logarithmic scale, as an SVG drawing that stands in the page itself. */
final class DeviationChart {
    private static final int WIDTH = 620;
    private static final int HEIGHT = 300;
    private static final int LEFT = 62;
    private static final int RIGHT = 16;
    private static final int TOP = 14;
    private static final int BOTTOM = 44;
    /** Exponent of the lowest line, at which 0 is drawn. */
    private static final int FLOOR = -8;
    /** A share at which everything is beyond the limit, finite or not. */
    private static final double MOST = 1e6;

    private final DeviationSeries series;
    private final int ceiling;
    private final long lastStep;
    private final Svg svg;

    private DeviationChart(DeviationSeries series) {
        this.series = series;
        this.svg = new Svg(WIDTH, HEIGHT, series.title());
        double most = 1;
        for (Point point : series.points()) {
            most = Math.max(most, Math.min(point.share(), MOST));
        }
        this.ceiling = (int) Math.ceil(Math.log10(most)) + 1;
        this.lastStep = Math.max(
                1,
                series.points().isEmpty()
                        ? 1
                        : series.points().get(series.points().size() - 1).step());
    }

    /** @return the drawing */
    static String svg(DeviationSeries series) {
        return new DeviationChart(series).draw();
    }

    private String draw() {
        grid();
        svg.line("limit", LEFT, y(1), WIDTH - RIGHT, y(1));
        svg.label("limit", "end", WIDTH - RIGHT - 4, y(1) - 5, "tolerance");
        curve();
        svg.label("axis", "middle", LEFT + (WIDTH - LEFT - RIGHT) / 2.0, HEIGHT - 6, "step");
        return svg.end();
    }

    private void grid() {
        for (int exponent = FLOOR; exponent <= ceiling; exponent += 2) {
            double y = y(exponent == FLOOR ? 0 : Math.pow(10, exponent));
            svg.line("grid", LEFT, y, WIDTH - RIGHT, y);
            svg.label("axis", "end", LEFT - 8, y + 4, label(exponent));
        }
        for (int quarter = 0; quarter <= 4; quarter++) {
            long step = Math.round(lastStep * quarter / 4.0);
            svg.line("grid", x(step), TOP, x(step), HEIGHT - BOTTOM);
            svg.label("axis", quarter == 4 ? "end" : "middle", x(step), HEIGHT - BOTTOM + 18, String.valueOf(step + 1));
        }
    }

    private static String label(int exponent) {
        return exponent == FLOOR ? "0" : exponent == 0 ? "1" : "1e" + exponent;
    }

    private void curve() {
        svg.curve(
                "curve",
                series.points().stream()
                        .map(point -> new double[] {x(point.step()), y(point.share())})
                        .toList());
    }

    private double x(long step) {
        return LEFT + (double) step / lastStep * (WIDTH - LEFT - RIGHT);
    }

    private double y(double share) {
        double exponent = share > 0 ? Math.max(FLOOR, Math.min(ceiling, Math.log10(share))) : FLOOR;
        return HEIGHT - BOTTOM - (exponent - FLOOR) / (ceiling - FLOOR) * (HEIGHT - BOTTOM - TOP);
    }
}
