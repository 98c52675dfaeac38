package dev.crosscheck.showing.plot;

import java.awt.Font;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.StandardXYBarPainter;
import org.jfree.chart.renderer.xy.XYBarRenderer;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** A chart of horizontal bars on a logarithmic scale. */
public final class BarsChart {
    private static final int HEADER = 150;
    private static final int BAR = 64;

    private BarsChart() {}

    /**
     * A bar.
     *
     * @param name text beside the bar
     * @param value length, above 0
     * @param text text at the end of the bar
     */
    public record Bar(String name, double value, String text) {}

    /**
     * Draws the chart.
     *
     * @param title the heading
     * @param axis label of the values
     * @param bars from top to bottom, at least one
     * @param out receives the PNG picture
     */
    public static void write(String title, String axis, List<Bar> bars, OutputStream out) throws IOException {
        XYSeries series = new XYSeries("bars");
        for (int i = 0; i < bars.size(); i++) {
            series.add(i, bars.get(i).value());
        }
        SymbolAxis names = Charts.names("", bars.stream().map(Bar::name));
        names.setInverted(true);
        LogAxis values = logarithmic(axis, bars);
        XYPlot plot = new XYPlot(new XYSeriesCollection(series), names, values, null);
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        JFreeChart chart = Charts.chart(title, plot, false);
        plot.setRenderer(renderer(bars, values.getLowerBound()));
        plot.setDomainGridlinesVisible(false);
        names.setTickLabelFont(Charts.font(Font.PLAIN, 14));
        Charts.write(chart, out, 1000, HEADER + BAR * bars.size());
    }

    private static LogAxis logarithmic(String label, List<Bar> bars) {
        LogAxis axis = Charts.logarithmic(label, 2, "0.###");
        double least = bars.stream().mapToDouble(Bar::value).min().orElseThrow();
        double most = bars.stream().mapToDouble(Bar::value).max().orElseThrow();
        // Leaves room for the text at the end of the longest bar.
        axis.setRange(least / 2, most * Math.pow(most / least * 2, 0.35));
        axis.setTickUnit(new NumberTickUnit(1));
        return axis;
    }

    private static XYBarRenderer renderer(List<Bar> bars, double start) {
        XYBarRenderer renderer = new XYBarRenderer(0.35);
        renderer.setUseYInterval(false);
        renderer.setBase(start);
        renderer.setBarPainter(new StandardXYBarPainter());
        renderer.setShadowVisible(false);
        renderer.setSeriesPaint(0, Charts.BLUE);
        renderer.setDefaultItemLabelGenerator(
                (data, series, item) -> bars.get(item).text());
        renderer.setDefaultItemLabelFont(Charts.font(Font.PLAIN, 13));
        renderer.setDefaultItemLabelPaint(Charts.INK);
        renderer.setDefaultPositiveItemLabelPosition(
                new ItemLabelPosition(ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT));
        renderer.setDefaultItemLabelsVisible(true);
        return renderer;
    }
}
