package dev.crosscheck.showing.plot;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.geom.Ellipse2D;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Test accuracy against epoch (course section 5). */
public final class AccuracyChart {
    /** The labels of more points would run into each other. */
    private static final int MOST_LABELLED = 10;

    private AccuracyChart() {}

    /**
     * Draws the chart.
     *
     * @param accuracyPercent test accuracy after each epoch, in percent, from epoch 1
     * @param bestEpoch the epoch to mark, the one whose model is kept; 0 for none
     * @param out where the PNG picture is written
     */
    public static void write(List<Double> accuracyPercent, int bestEpoch, OutputStream out) throws IOException {
        JFreeChart chart = Charts.styled(ChartFactory.createXYLineChart(
                "MNIST classification accuracy",
                "epoch",
                "accuracy (%)",
                data(accuracyPercent),
                PlotOrientation.VERTICAL,
                false,
                false,
                false));
        XYPlot plot = chart.getXYPlot();
        XYLineAndShapeRenderer renderer = renderer();
        if (accuracyPercent.size() <= MOST_LABELLED) {
            Charts.labelPoints(renderer, "0.00 '%'");
            plot.getRangeAxis().setUpperMargin(0.12);
        }
        plot.setRenderer(renderer);
        if (bestEpoch > 0) {
            plot.addDomainMarker(best(bestEpoch, bestEpoch > accuracyPercent.size() / 2.0));
        }
        NumberAxis epochs = (NumberAxis) plot.getDomainAxis();
        epochs.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
        epochs.setRange(0.5, accuracyPercent.size() + 0.5);
        ((NumberAxis) plot.getRangeAxis()).setAutoRangeIncludesZero(false);
        plot.getRangeAxis().setAutoRangeMinimumSize(0.5);
        Charts.write(chart, out, 900, 560);
    }

    private static XYSeriesCollection data(List<Double> accuracyPercent) {
        XYSeries series = new XYSeries("test accuracy");
        for (int i = 0; i < accuracyPercent.size(); i++) {
            series.add(i + 1, accuracyPercent.get(i));
        }
        return new XYSeriesCollection(series);
    }

    private static XYLineAndShapeRenderer renderer() {
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, true);
        renderer.setSeriesPaint(0, Charts.BLUE);
        renderer.setSeriesStroke(0, new BasicStroke(2.5f));
        renderer.setSeriesShape(0, new Ellipse2D.Double(-4, -4, 8, 8));
        return renderer;
    }

    private static ValueMarker best(int epoch, boolean labelLeft) {
        float[] dashes = {6, 5};
        ValueMarker marker = new ValueMarker(
                epoch, Charts.INK, new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 1, dashes, 0));
        marker.setLabel("kept: epoch " + epoch);
        marker.setLabelFont(Charts.font(Font.PLAIN, 13));
        marker.setLabelAnchor(labelLeft ? RectangleAnchor.BOTTOM_LEFT : RectangleAnchor.BOTTOM_RIGHT);
        marker.setLabelTextAnchor(labelLeft ? TextAnchor.BOTTOM_RIGHT : TextAnchor.BOTTOM_LEFT);
        return marker;
    }
}
