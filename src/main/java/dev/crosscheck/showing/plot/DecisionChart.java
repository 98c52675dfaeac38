package dev.crosscheck.showing.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYDataImageAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.Layer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * A chart of the output of a model with two inputs over [-0.5, 1.5]², with its decision boundary and the examples (course sections 1 and 4).
 *
 * <p>The output is shown as a colour of 40% opacity: orange for 0, blue for 1, and mixtures in between.
 */
public final class DecisionChart {
    private static final double LEAST = -0.5;
    private static final double SIZE = 2;
    private static final double OPACITY = 0.4;
    private static final Color[] CLASS = {Charts.ORANGE, Charts.BLUE};

    /** Samples along a side for a continuous output: between them, colours hardly change. */
    private static final int GRADED = 201;

    /** Samples along a side for an output with a step: finer than the picture's pixels, so that the step looks smooth. */
    private static final int STEPPED = 801;

    /** More earlier lines would hide each other. */
    private static final int MOST_EARLIER = 12;

    private final XYSeriesCollection data = new XYSeriesCollection();
    private final XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, false);

    /** A chart of the examples, to which lines can be added. */
    private DecisionChart(Iterable<Point> points) {
        for (int c = 0; c < CLASS.length; c++) {
            data.addSeries(new XYSeries("class " + c));
            renderer.setSeriesShapesVisible(c, true);
            renderer.setSeriesShape(c, Charts.dot(8));
            renderer.setSeriesFillPaint(c, CLASS[c]);
            renderer.setSeriesOutlinePaint(c, Color.BLACK);
            renderer.setSeriesOutlineStroke(c, new BasicStroke(1.5f));
        }
        renderer.setUseFillPaint(true);
        renderer.setUseOutlinePaint(true);
        renderer.setDrawOutlines(true);
        renderer.setDrawSeriesLineAsPath(true);
        points.forEach(point -> data.getSeries(point.target()).add(point.x1(), point.x2()));
    }

    /**
     * An example.
     *
     * @param x1 first input
     * @param x2 second input
     * @param target its class, 0 or 1
     */
    public record Point(double x1, double x2, int target) {}

    /**
     * The straight line {@code w1 x1 + w2 x2 + b = 0}; the class is 1 where the sum is at least 0.
     *
     * @param w1 weight of the first input
     * @param w2 weight of the second input
     * @param b bias
     */
    public record Line(double w1, double w2, double b) {
        private double sum(double x1, double x2) {
            return w1 * x1 + w2 * x2 + b;
        }
    }

    /**
     * Draws the chart of a continuous output, with the line along which it is ½. Where the output jumps past ½, only the colours show it.
     *
     * @param title the heading
     * @param note a line below the heading
     * @param answer the model, whose output is above ½ for class 1
     * @param points the examples
     * @param out receives the PNG picture
     */
    public static void write(
            String title, String note, DoubleBinaryOperator answer, Iterable<Point> points, OutputStream out)
            throws IOException {
        DecisionChart chart = new DecisionChart(points);
        Samples samples = Samples.of(answer, LEAST, SIZE, GRADED);
        chart.addLine(samples.contour("output 0.5", 0.5, 0.5), Charts.INK, 2.5f, true);
        chart.write(title, note, samples, out);
    }

    /**
     * Draws the chart of a model with a straight decision boundary, and how the boundary moved during training.
     *
     * @param title the heading
     * @param note a line below the heading
     * @param path the boundary at the start and after each epoch, at least one; the last is that of the model, and at most {@value #MOST_EARLIER}
     *     earlier ones are drawn paler
     * @param points the examples
     * @param out receives the PNG picture
     */
    public static void write(String title, String note, List<Line> path, Iterable<Point> points, OutputStream out)
            throws IOException {
        DecisionChart chart = new DecisionChart(points);
        Line last = path.get(path.size() - 1);
        List<XYSeries> earlier = earlier(path);
        for (int i = 0; i < earlier.size(); i++) {
            int opacity = 60 + 120 * i / earlier.size();
            Color colour = new Color(Charts.INK.getRGB() & 0xffffff | opacity << 24, true);
            chart.addLine(earlier.get(i), colour, 1.5f, i == 0);
        }
        chart.addLine(straight(path, path.size() - 1), Charts.INK, 2.5f, true);
        DoubleBinaryOperator answer = (x1, x2) -> last.sum(x1, x2) >= 0 ? 1 : 0;
        chart.write(title, note, Samples.of(answer, LEAST, SIZE, STEPPED), out);
    }

    /** @return the visible lines that a later one replaced; if there are too many, evenly spaced ones */
    private static List<XYSeries> earlier(List<Line> path) {
        List<XYSeries> moved = new ArrayList<>();
        for (int i = 0; i < path.size() - 1; i++) {
            XYSeries line = straight(path, i);
            if (!path.get(i).equals(path.get(i + 1)) && !line.isEmpty()) {
                moved.add(line);
            }
        }
        int count = Math.min(MOST_EARLIER, moved.size());
        return IntStream.range(0, count)
                .mapToObj(i -> moved.get(i * moved.size() / count))
                .toList();
    }

    /** For a linear function, the four corners determine exactly where it is 0. */
    private static XYSeries straight(List<Line> path, int epoch) {
        String name = epoch == 0 ? "line at the start" : "after epoch " + epoch;
        return Samples.of(path.get(epoch)::sum, LEAST, SIZE, 2).contour(name, 0, Double.POSITIVE_INFINITY);
    }

    private void addLine(XYSeries line, Color colour, float width, boolean inLegend) {
        if (line.isEmpty()) {
            return;
        }
        int series = data.getSeriesCount();
        data.addSeries(line);
        renderer.setSeriesLinesVisible(series, true);
        renderer.setSeriesPaint(series, colour);
        renderer.setSeriesStroke(series, new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        renderer.setSeriesVisibleInLegend(series, inLegend);
    }

    private void write(String title, String note, Samples samples, OutputStream out) throws IOException {
        XYPlot plot = new XYPlot(data, axis("input 1"), axis("input 2"), null);
        JFreeChart chart = Charts.chart(title, plot, renderer, true);
        chart.addSubtitle(0, new TextTitle(note, Charts.font(Font.PLAIN, 13)));
        renderer.addAnnotation(regions(samples), Layer.BACKGROUND);
        Charts.write(chart, out, 760, 780);
    }

    private static NumberAxis axis(String label) {
        NumberAxis axis = new NumberAxis(label);
        axis.setRange(LEAST, LEAST + SIZE);
        axis.setTickUnit(new NumberTickUnit(0.25, Charts.format("0.##")));
        return axis;
    }

    /** One pixel per sample, with the sample at its centre. */
    private static XYDataImageAnnotation regions(Samples samples) {
        int side = samples.side();
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_ARGB);
        int alpha = (int) Math.round(255 * OPACITY);
        for (int i = 0; i < side; i++) {
            for (int j = 0; j < side; j++) {
                image.setRGB(
                        j,
                        side - 1 - i,
                        alpha << 24
                                | Charts.mix(CLASS[0], CLASS[1], samples.value(i, j))
                                                .getRGB()
                                        & 0xffffff);
            }
        }
        double step = SIZE / (side - 1);
        return new XYDataImageAnnotation(image, LEAST - step / 2, LEAST - step / 2, SIZE + step, SIZE + step);
    }
}
