package dev.crosscheck.showing.plot;

import java.awt.BasicStroke;
import java.io.IOException;
import java.io.OutputStream;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** A chart of the mean loss by epoch, on a logarithmic scale (course section 4). */
public final class LossChart {
    /** Shown instead of a loss of exactly 0, which has no logarithm. */
    private static final double SMALLEST = 1e-35;

    private static final int MOST_TICKS = 12;

    private LossChart() {}

    /**
     * Draws the chart.
     *
     * @param title the heading
     * @param losses mean loss of each epoch, from epoch 0
     * @param out receives the PNG picture
     */
    public static void write(String title, double[] losses, OutputStream out) throws IOException {
        XYSeries series = new XYSeries("loss");
        for (int epoch = 0; epoch < losses.length; epoch++) {
            series.add(epoch, Math.max(SMALLEST, losses[epoch]));
        }
        NumberAxis epochs = Charts.wholeNumbers("epoch");
        epochs.setAutoRangeMinimumSize(1);
        XYPlot plot = new XYPlot(new XYSeriesCollection(series), epochs, wholeDecades(series), null);
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, losses.length == 1);
        renderer.setSeriesPaint(0, Charts.BLUE);
        renderer.setSeriesStroke(0, new BasicStroke(2f));
        if (losses.length == 1) {
            Charts.labelPoints(renderer, "0.0000");
        }
        Charts.write(Charts.chart(title, plot, renderer, false), out, 900, 560);
    }

    private static LogAxis wholeDecades(XYSeries series) {
        double least = Math.floor(Math.log10(series.getMinY()));
        double most = Math.max(least + 1, Math.ceil(Math.log10(series.getMaxY())));
        LogAxis axis = new LogAxis("mean loss of the epoch, logarithmic scale");
        axis.setNumberFormatOverride(Charts.format("0E0"));
        double margin = (most - least) / 40;
        axis.setRange(Math.pow(10, least - margin), Math.pow(10, most + margin));
        axis.setTickUnit(new NumberTickUnit(Math.ceil((most - least) / MOST_TICKS)));
        return axis;
    }
}
