package dev.crosscheck.showing.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYLineAnnotation;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** A calibration chart: predicted probabilities and observed frequencies, which agree on the diagonal. */
public final class CalibrationChart {
    private CalibrationChart() {}

    /**
     * Draws the chart.
     *
     * @param meanPredicted mean predicted probability of each bin that has rows, ascending
     * @param fraction observed frequency in each bin
     * @param rows number of rows in each bin, shown beside the point
     * @param out receives the PNG picture
     */
    public static void write(double[] meanPredicted, double[] fraction, int[] rows, OutputStream out)
            throws IOException {
        XYSeries points = new XYSeries("bins");
        for (int i = 0; i < meanPredicted.length; i++) {
            points.add(meanPredicted[i], fraction[i]);
        }
        XYPlot plot = new XYPlot(
                new XYSeriesCollection(points), axis("mean predicted probability"), axis("share that came true"), null);
        JFreeChart chart = Charts.chart("Calibration (rows beside the points)", plot, false);
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, true);
        renderer.setSeriesPaint(0, Charts.BLUE);
        renderer.setSeriesStroke(0, new BasicStroke(2f));
        plot.setRenderer(renderer);
        plot.addAnnotation(new XYLineAnnotation(0, 0, 1, 1, Charts.DASHED, Color.GRAY));
        for (int i = 0; i < meanPredicted.length; i++) {
            plot.addAnnotation(label(rows[i], meanPredicted[i], fraction[i]));
        }
        Charts.write(chart, out, 640, 660);
    }

    /** @return an axis from 0 to 1, with room for points at both ends */
    private static NumberAxis axis(String label) {
        NumberAxis axis = new NumberAxis(label);
        axis.setRange(-0.02, 1.02);
        axis.setTickUnit(new NumberTickUnit(0.2));
        axis.setNumberFormatOverride(Charts.format("0.0"));
        return axis;
    }

    /** Beside the point, on the side where there is room. */
    private static XYTextAnnotation label(int rows, double x, double y) {
        boolean right = x < 0.85;
        TextAnchor anchor = right ? TextAnchor.TOP_LEFT : TextAnchor.BOTTOM_RIGHT;
        return Charts.text(Integer.toString(rows), x + (right ? 0.02 : -0.02), y, anchor, 12);
    }
}
