package dev.crosscheck.showing.plot;

import java.awt.BasicStroke;
import java.awt.geom.Ellipse2D;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.SortedMap;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** How a quantity grows with a size: lines on two logarithmic scales, the sizes in powers of two. */
public final class GrowthChart {
    private GrowthChart() {}

    /**
     * Draws the chart.
     *
     * @param title its title
     * @param sizes label of the x axis
     * @param quantity label of the y axis
     * @param lines by name, each from size to quantity, both above 0
     * @param out where the PNG picture is written
     */
    public static void write(
            String title,
            String sizes,
            String quantity,
            Map<String, SortedMap<Integer, Double>> lines,
            OutputStream out)
            throws IOException {
        XYSeriesCollection data = series(lines);
        JFreeChart chart = ChartFactory.createXYLineChart(
                title, sizes, quantity, data, PlotOrientation.VERTICAL, true, false, false);
        XYPlot plot = chart.getXYPlot();
        LogAxis x = Charts.logarithmic(sizes, 2, "0.###");
        x.setTickUnit(new NumberTickUnit(1));
        double least = data.getDomainLowerBound(false);
        double most = data.getDomainUpperBound(false);
        x.setRange(least / 1.3, most * 1.3);
        plot.setDomainAxis(x);
        LogAxis y = Charts.logarithmic(quantity, 10, "0.###");
        y.setTickUnit(new NumberTickUnit(1));
        plot.setRangeAxis(y);
        Charts.styled(chart);
        plot.setRenderer(renderer(data.getSeriesCount()));
        Charts.write(chart, out, 900, 600);
    }

    private static XYSeriesCollection series(Map<String, SortedMap<Integer, Double>> lines) {
        XYSeriesCollection data = new XYSeriesCollection();
        lines.forEach((name, line) -> {
            XYSeries series = new XYSeries(name);
            line.forEach(series::add);
            data.addSeries(series);
        });
        return data;
    }

    private static XYLineAndShapeRenderer renderer(int lines) {
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, true);
        for (int i = 0; i < lines; i++) {
            renderer.setSeriesPaint(i, Charts.line(i));
            renderer.setSeriesStroke(i, new BasicStroke(2f));
            renderer.setSeriesShape(i, new Ellipse2D.Double(-4, -4, 8, 8));
        }
        return renderer;
    }
}
