package dev.crosscheck.showing.plot;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.SortedMap;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** A chart of how quantities grow with a size, with two logarithmic axes; the sizes are in powers of two. */
public final class GrowthChart {
    private GrowthChart() {}

    /**
     * Draws the chart.
     *
     * @param title the heading
     * @param sizes label of the x axis
     * @param quantity label of the y axis
     * @param lines by name, maps from size to quantity, both above 0
     * @param out receives the PNG picture
     */
    public static void write(
            String title,
            String sizes,
            String quantity,
            Map<String, SortedMap<Integer, Double>> lines,
            OutputStream out)
            throws IOException {
        XYSeriesCollection data = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, true);
        lines.forEach((name, line) -> {
            XYSeries series = new XYSeries(name);
            line.forEach(series::add);
            int index = Charts.addLine(data, renderer, series, Charts.line(data.getSeriesCount()));
            renderer.setSeriesShape(index, Charts.dot(4));
        });
        LogAxis x = Charts.logarithmic(sizes, 2, "0.###");
        x.setTickUnit(new NumberTickUnit(1));
        x.setRange(data.getDomainLowerBound(false) / 1.3, data.getDomainUpperBound(false) * 1.3);
        LogAxis y = Charts.logarithmic(quantity, 10, "0.###");
        y.setTickUnit(new NumberTickUnit(1));
        XYPlot plot = new XYPlot(data, x, y, null);
        JFreeChart chart = Charts.chart(title, plot, true);
        plot.setRenderer(renderer);
        Charts.write(chart, out, 900, 600);
    }
}
