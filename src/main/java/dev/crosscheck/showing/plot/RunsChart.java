package dev.crosscheck.showing.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYLineAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.labels.XYToolTipGenerator;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** A chart with a row per setting of a sweep: a dot for each run, a bar for the confidence interval of the mean, a tick for the mean. */
public final class RunsChart {
    private static final int ROW = 26;
    private static final int AXIS = 48;

    /** Half the height of an interval's end, as a fraction of a row. */
    private static final double END = 0.2;

    private static final Color RUN = new Color(31, 95, 168, 150);
    private static final BasicStroke INTERVAL = new BasicStroke(1.6f);

    private RunsChart() {}

    /**
     * A row.
     *
     * @param name name of the setting
     * @param figures results of its runs
     * @param tips tool tips of the runs
     * @param mean mean of the results
     * @param interval ends of the confidence interval of the mean; empty for few runs
     */
    public record Row(String name, List<Double> figures, List<String> tips, double mean, double... interval) {}

    /**
     * Draws the chart.
     *
     * @param title the heading
     * @param rows from top to bottom, at least one
     * @return the chart as SVG
     */
    public static String svg(String title, List<Row> rows) {
        XYSeries runs = new XYSeries("runs", false, true);
        XYSeries means = new XYSeries("means", false, true);
        for (int row = 0; row < rows.size(); row++) {
            for (double figure : rows.get(row).figures()) {
                runs.add(row, figure);
            }
            means.add(row, rows.get(row).mean());
        }
        XYSeriesCollection data = new XYSeriesCollection();
        data.addSeries(runs);
        data.addSeries(means);
        SymbolAxis names = Charts.names(null, rows.stream().map(Row::name));
        names.setRange(-0.5, rows.size() - 0.5);
        names.setInverted(true);
        XYPlot plot = new XYPlot(data, names, values(rows), null);
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        JFreeChart chart = Charts.chart(title, plot, false);
        plot.setDomainGridlinesVisible(false);
        plot.setRenderer(
                renderer(rows.stream().flatMap(row -> row.tips().stream()).toList()));
        for (int row = 0; row < rows.size(); row++) {
            interval(plot, row, rows.get(row).interval());
        }
        return Charts.svg(chart, 900, AXIS + ROW * rows.size(), title);
    }

    private static NumberAxis values(List<Row> rows) {
        NumberAxis axis = Charts.numbers(null);
        double[] shown = rows.stream()
                .flatMapToDouble(row -> DoubleStream.concat(
                        row.figures().stream().mapToDouble(Double::doubleValue), DoubleStream.of(row.interval())))
                .toArray();
        double low = DoubleStream.of(shown).min().orElse(0);
        double high = DoubleStream.of(shown).max().orElse(1);
        double margin = low == high ? 1e-3 : 0.03 * (high - low);
        axis.setRange(low - margin, high + margin);
        return axis;
    }

    private static XYLineAndShapeRenderer renderer(List<String> tips) {
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, true);
        renderer.setDrawOutlines(false);
        renderer.setSeriesShape(0, Charts.dot(4.5));
        renderer.setSeriesPaint(0, RUN);
        XYToolTipGenerator tip = (data, series, item) -> tips.get(item);
        renderer.setSeriesToolTipGenerator(0, tip);
        renderer.setSeriesShape(1, new Rectangle2D.Double(-1.3, -9, 2.6, 18));
        renderer.setSeriesPaint(1, Charts.ORANGE);
        return renderer;
    }

    private static void interval(XYPlot plot, int row, double... ends) {
        if (ends.length == 2) {
            line(plot, row, ends[0], row, ends[1]);
            line(plot, row - END, ends[0], row + END, ends[0]);
            line(plot, row - END, ends[1], row + END, ends[1]);
        }
    }

    private static void line(XYPlot plot, double x1, double y1, double x2, double y2) {
        plot.addAnnotation(new XYLineAnnotation(x1, y1, x2, y2, INTERVAL, Charts.INK));
    }
}
