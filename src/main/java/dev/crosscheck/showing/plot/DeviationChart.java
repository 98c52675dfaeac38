package dev.crosscheck.showing.plot;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Deviations against steps, on a logarithmic scale: plain deviations as a PNG picture, shares of a tolerance on any
 * canvas.
 */
public final class DeviationChart {
    /** The most that can be told apart side by side. */
    private static final int MOST_POINTS = 600;

    private final Canvas canvas;
    private final Frame frame;
    private final Scale scale;
    private final int ceiling;
    private final int lastStep;

    /**
     * Where a chart lies on its canvas, in pixels.
     *
     * @param left of the area between the axes
     * @param right of it
     * @param top of it
     * @param bottom of it
     */
    public record Frame(int left, int right, int top, int bottom) {}

    /**
     * What the vertical axis shows.
     *
     * @param floor exponent of the lowest line, at which 0 is drawn
     * @param least a value that the axis reaches at least
     * @param most where larger values and those that are not finite are drawn
     */
    private record Scale(int floor, double least, double most) {
        /** The floor is below anything that doubles near 1 show. */
        static final Scale DEVIATIONS = new Scale(-18, 1e-14, 1e3);

        static final Scale SHARES = new Scale(-8, 1, 1e6);

        double shown(double value) {
            return value < most ? value : most;
        }
    }

    /**
     * A line of the chart.
     *
     * @param steps from 1, ascending
     * @param deviations at each, 0 or more; what is not finite is drawn at the upper edge
     */
    public record Line(int[] steps, double[] deviations) {}

    private DeviationChart(Canvas canvas, Frame frame, Scale scale, Collection<Line> lines) {
        this.canvas = canvas;
        this.frame = frame;
        this.scale = scale;
        double most = scale.least();
        int last = 2;
        for (Line line : lines) {
            for (int i = 0; i < line.steps().length; i++) {
                most = Math.max(most, scale.shown(line.deviations()[i]));
                last = Math.max(last, line.steps()[i]);
            }
        }
        ceiling = (int) Math.ceil(Math.log10(most)) + 1;
        lastStep = last;
    }

    /**
     * Draws deviations.
     *
     * @param title its title
     * @param axis what the steps are
     * @param lines by name
     * @param out where the PNG picture is written
     */
    public static void write(String title, String axis, Map<String, Line> lines, OutputStream out) throws IOException {
        PngCanvas picture = new PngCanvas(1000, 600);
        Frame frame = new Frame(80, 970, 80, 520);
        picture.title(title);
        picture.label("axis", "start", frame.left(), frame.top() - 14, "largest deviation, logarithmic scale");
        picture.legend(585, List.copyOf(lines.keySet()));
        DeviationChart chart = new DeviationChart(picture, frame, Scale.DEVIATIONS, lines.values());
        chart.grid(axis);
        chart.curves(lines.values());
        picture.write(out);
    }

    /**
     * Draws the share of its tolerance that a deviation used, with a line at 1, above which it fails.
     *
     * @param line the shares, in place of deviations
     * @param canvas where to draw
     * @param frame where on the canvas; labels stand around it
     */
    public static void drawShares(Line line, Canvas canvas, Frame frame) {
        DeviationChart chart = new DeviationChart(canvas, frame, Scale.SHARES, List.of(line));
        chart.grid("step");
        canvas.line("limit", frame.left(), chart.y(1), frame.right(), chart.y(1));
        canvas.label("limit", "end", frame.right() - 4.0, chart.y(1) - 5, "tolerance");
        chart.curves(List.of(line));
    }

    private void curves(Collection<Line> lines) {
        int series = 0;
        for (Line line : lines) {
            curve(series++, line);
        }
    }

    private void grid(String axis) {
        canvas.label("axis", "middle", (frame.left() + frame.right()) / 2.0, frame.bottom() + 38, axis);
        for (int exponent = scale.floor(); exponent <= ceiling; exponent += 2) {
            double y = y(exponent == scale.floor() ? 0 : Math.pow(10, exponent));
            canvas.line("grid", frame.left(), y, frame.right(), y);
            String label = exponent == scale.floor() ? "0" : exponent == 0 ? "1" : "1e" + exponent;
            canvas.label("axis", "end", frame.left() - 8.0, y + 4, label);
        }
        for (int quarter = 0; quarter <= 4; quarter++) {
            int step = 1 + (int) Math.round((lastStep - 1) * quarter / 4.0);
            canvas.line("grid", x(step), frame.top(), x(step), frame.bottom());
            String anchor = quarter == 4 ? "end" : "middle";
            canvas.label("axis", anchor, x(step), frame.bottom() + 18, String.valueOf(step));
        }
    }

    /** Each point is the largest deviation of its stretch of steps. */
    private void curve(int series, Line line) {
        List<double[]> points = new ArrayList<>();
        int count = line.steps().length;
        int stretch = (count - 1) / MOST_POINTS + 1;
        for (int from = 0; from < count; from += stretch) {
            double largest = 0;
            for (int i = from; i < Math.min(from + stretch, count); i++) {
                largest = Math.max(largest, scale.shown(line.deviations()[i]));
            }
            points.add(new double[] {x(line.steps()[from]), y(largest)});
        }
        canvas.curve(series, points);
        if (points.size() == 1) {
            canvas.dot(series, points.get(0)[0], points.get(0)[1]);
        }
    }

    private double x(int step) {
        return frame.left() + (step - 1.0) / (lastStep - 1) * (frame.right() - frame.left());
    }

    private double y(double value) {
        int floor = scale.floor();
        double exponent = value > 0 ? Math.max(floor, Math.min(ceiling, Math.log10(value))) : floor;
        return frame.bottom() - (exponent - floor) / (ceiling - floor) * (frame.bottom() - frame.top());
    }
}
