package dev.crosscheck.showing.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import java.util.Map;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.SeriesRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** A chart of parallel coordinates: a vertical axis for each quantity, and a line across all of them for each example. */
public final class ParallelChart {
    private static final Color OTHERS = new Color(31, 95, 168, 90);
    private static final BasicStroke FIRST = new BasicStroke(2.4f);
    private static final BasicStroke OTHER = new BasicStroke(1.2f);

    private ParallelChart() {}

    /**
     * An axis.
     *
     * @param name text below the axis
     * @param labels texts beside the axis, by height from 0 to 1
     */
    public record Axis(String name, Map<Double, String> labels) {}

    /**
     * Draws the chart.
     *
     * @param title the heading
     * @param axes from left to right, at least two
     * @param lines the heights of each line on the axes, from 0 to 1; drawn from the last to the first, so that nothing hides the first
     * @param first number of lines to highlight
     * @return the chart as SVG
     */
    public static String svg(String title, List<Axis> axes, List<double[]> lines, int first) {
        XYSeriesCollection data = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
        renderer.setDrawSeriesLineAsPath(true);
        for (int i = lines.size() - 1; i >= 0; i--) {
            int index = data.getSeriesCount();
            XYSeries series = new XYSeries(i);
            for (int axis = 0; axis < axes.size(); axis++) {
                series.add(axis, lines.get(i)[axis]);
            }
            data.addSeries(series);
            renderer.setSeriesPaint(index, i < first ? Charts.GREEN : OTHERS);
            renderer.setSeriesStroke(index, i < first ? FIRST : OTHER);
        }
        SymbolAxis names = Charts.names(null, axes.stream().map(Axis::name));
        names.setRange(-0.2, axes.size() - 0.5);
        NumberAxis heights = new NumberAxis();
        heights.setRange(-0.08, 1.08);
        heights.setTickLabelsVisible(false);
        XYPlot plot = new XYPlot(data, names, heights, null);
        JFreeChart chart = Charts.chart(title, plot, false);
        plot.setRangeGridlinesVisible(false);
        plot.setDomainGridlinePaint(Charts.INK);
        // Lines are drawn in the order of the series.
        plot.setSeriesRenderingOrder(SeriesRenderingOrder.FORWARD);
        plot.setRenderer(renderer);
        for (int axis = 0; axis < axes.size(); axis++) {
            int x = axis;
            axes.get(axis).labels().forEach((y, text) -> plot.addAnnotation(label(text, x, y)));
        }
        return Charts.svg(chart, 900, 320, title);
    }

    private static XYTextAnnotation label(String text, double x, double y) {
        return Charts.text(text, x + 0.015, y, y == 0 ? TextAnchor.TOP_LEFT : TextAnchor.BOTTOM_LEFT, 11);
    }
}
