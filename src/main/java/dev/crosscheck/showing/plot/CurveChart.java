package dev.crosscheck.showing.plot;

import java.util.List;
import java.util.Map;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYLineAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * A chart of lines through points whose coordinates are shares, such as a ROC curve: both axes go from 0 to 1.
 *
 * @param title description for screen readers
 * @param x label of the horizontal axis
 * @param y label of the vertical axis
 * @param lines points of each line, by name; only several are named
 * @param diagonal whether to draw the line y = x
 */
public record CurveChart(String title, String x, String y, Map<String, List<Point>> lines, boolean diagonal) {
    /** Points that are closer together cannot be told apart, and make a page large. */
    private static final int MOST_POINTS = 200;

    /** With more points, dots would merge into a broad line. */
    private static final int MOST_DOTS = 25;

    /**
     * A point of a line.
     *
     * @param x horizontal position
     * @param y vertical position
     */
    public record Point(double x, double y) {}

    /** @return the chart as SVG */
    public String svg() {
        XYSeriesCollection data = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = Charts.lines(false);
        int place = 0;
        for (Map.Entry<String, List<Point>> line : lines.entrySet()) {
            XYSeries series = new XYSeries(line.getKey(), false, true);
            List<Point> points = line.getValue();
            int shown = Math.min(MOST_POINTS, points.size());
            for (int i = 0; i < shown; i++) {
                // The first and the last one are always among them.
                Point point = points.get(shown == 1 ? 0 : (int) ((long) i * (points.size() - 1) / (shown - 1)));
                series.add(point.x(), point.y());
            }
            int index = Charts.addLine(data, renderer, series, Charts.line(place++));
            renderer.setSeriesShape(index, Charts.dot(3));
            renderer.setSeriesShapesVisible(index, points.size() <= MOST_DOTS);
        }
        XYPlot plot = new XYPlot(data, axis(x), axis(y), null);
        JFreeChart chart = Charts.chart(title, plot, renderer, lines.size() > 1);
        if (diagonal) {
            plot.addAnnotation(new XYLineAnnotation(0, 0, 1, 1, Charts.DASHED, Charts.INK));
        }
        return Charts.svg(chart, 620, 420, title);
    }

    private static NumberAxis axis(String label) {
        NumberAxis axis = Charts.numbers(label);
        axis.setRange(-0.02, 1.02);
        axis.setTickUnit(new NumberTickUnit(0.2));
        axis.setNumberFormatOverride(Charts.format("0.0"));
        return axis;
    }
}
