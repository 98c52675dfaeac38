package dev.crosscheck.showing.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.Map;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Deviations against steps, on a logarithmic scale. */
public final class DeviationChart {
    /** A deviation of 0 has no place on a logarithmic scale: it is drawn here, below anything that doubles near 1 show. */
    static final double FLOOR = 1e-18;

    private static final double CEILING = 1e3;
    private static final int MOST_POINTS = 600;
    private static final Color[] COLOURS = {
        Charts.BLUE, new Color(0xd9822b), new Color(0x3a8f5c), new Color(0x9b3fa0), Charts.INK
    };

    private DeviationChart() {}

    /**
     * A line of the chart.
     *
     * @param steps where, ascending
     * @param deviations how much there, 0 or more; what is not finite is drawn at the upper edge
     */
    public record Line(int[] steps, double[] deviations) {}

    /**
     * Draws the chart.
     *
     * @param title its title
     * @param axis what the steps are
     * @param lines by name
     * @param file the PNG picture to write
     */
    public static void write(String title, String axis, Map<String, Line> lines, Path file) throws IOException {
        XYSeriesCollection series = new XYSeriesCollection();
        lines.forEach((name, line) -> series.addSeries(series(name, line)));
        JFreeChart chart = Charts.styled(ChartFactory.createXYLineChart(
                title, axis, "deviation", series, PlotOrientation.VERTICAL, true, false, false));
        XYPlot plot = chart.getXYPlot();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
        for (int i = 0; i < series.getSeriesCount(); i++) {
            renderer.setSeriesPaint(i, COLOURS[i % COLOURS.length]);
            renderer.setSeriesStroke(i, new BasicStroke(1.5f));
            renderer.setSeriesShapesVisible(i, series.getItemCount(i) == 1);
        }
        plot.setRenderer(renderer);
        plot.setRangeAxis(logarithmic(series));
        Charts.write(chart, file, 1000, 600);
    }

    private static LogAxis logarithmic(XYSeriesCollection series) {
        LogAxis axis = new LogAxis("largest deviation (0 is drawn at 1e-18)");
        axis.setLabelFont(Charts.font(Font.PLAIN, 15));
        axis.setTickLabelFont(Charts.font(Font.PLAIN, 13));
        axis.setLabelPaint(Charts.INK);
        axis.setBase(10);
        axis.setNumberFormatOverride(new DecimalFormat("0E0", DecimalFormatSymbols.getInstance(Locale.ROOT)));
        axis.setTickUnit(new NumberTickUnit(2));
        double largest = series.getRangeUpperBound(false);
        axis.setRange(FLOOR / 2, Math.max(1e-14, Math.pow(10, Math.ceil(Math.log10(largest)))));
        return axis;
    }

    /** At most {@value #MOST_POINTS} points, each the largest deviation of its stretch of steps. */
    private static XYSeries series(String name, Line line) {
        XYSeries series = new XYSeries(name);
        int count = line.steps().length;
        int stretch = (count - 1) / MOST_POINTS + 1;
        for (int from = 0; from < count; from += stretch) {
            double largest = FLOOR;
            for (int i = from; i < Math.min(from + stretch, count); i++) {
                double deviation = line.deviations()[i];
                largest = Math.max(largest, deviation < CEILING ? deviation : CEILING);
            }
            series.add(line.steps()[from], largest);
        }
        return series;
    }
}
