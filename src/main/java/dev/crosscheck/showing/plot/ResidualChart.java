package dev.crosscheck.showing.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** A chart of the residuals of a regression by prediction: for a good model, a cloud around 0 without structure. */
public final class ResidualChart {
    /** Maximum number of points, evenly spaced among the rows; more would form a blot and take seconds to draw. */
    private static final int MOST = 5000;

    private static final int OPACITY = 110;

    private ResidualChart() {}

    /**
     * Draws the chart.
     *
     * @param predicted prediction for each row
     * @param actual true value of each row
     * @param out receives the PNG picture
     */
    public static void write(double[] predicted, double[] actual, OutputStream out) throws IOException {
        XYSeries points = new XYSeries("rows", false, true);
        int shown = Math.min(MOST, predicted.length);
        for (int i = 0; i < shown; i++) {
            int row = (int) ((long) i * predicted.length / shown);
            points.add(predicted[row], actual[row] - predicted[row]);
        }
        XYPlot plot = new XYPlot(
                new XYSeriesCollection(points),
                Charts.numbers("predicted"),
                Charts.numbers("residual: true - predicted"),
                null);
        String title =
                shown < predicted.length ? "Residuals of " + shown + " of " + predicted.length + " rows" : "Residuals";
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, true);
        Color blue = Charts.BLUE;
        renderer.setSeriesPaint(0, new Color(blue.getRed(), blue.getGreen(), blue.getBlue(), OPACITY));
        renderer.setSeriesShape(0, Charts.dot(3));
        JFreeChart chart = Charts.chart(title, plot, renderer, false);
        ValueMarker zero = new ValueMarker(0, Charts.RED, new BasicStroke(2f));
        zero.setAlpha(1);
        plot.addRangeMarker(zero);
        Charts.write(chart, out, 900, 560);
    }
}
