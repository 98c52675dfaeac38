package dev.crosscheck.showing.plot;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYLineAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Charts of curves in the unit square: ROC curves and precision-recall curves. */
public final class UnitCurvesChart {
    /** Points closer to each other than this fall on the same pixel. */
    private static final double PIXEL = 1.0 / 1500;

    private UnitCurvesChart() {}

    /**
     * Draws ROC curves, and the diagonal that guessing gives.
     *
     * @param curves by name, such as a class and its area: false positive rates, then true positive rates
     * @param out receives the PNG picture
     */
    public static void writeRoc(Map<String, double[][]> curves, OutputStream out) throws IOException {
        XYLineAnnotation guessing = new XYLineAnnotation(0, 0, 1, 1, Charts.DASHED, Color.GRAY);
        write("ROC", "false positive rate", "true positive rate", false, curves, guessing, out);
    }

    /**
     * Draws precision-recall curves as steps, whose area is the average precision.
     *
     * @param curves by name, such as a class and its average precision: recalls, then precisions
     * @param share share of positive rows, which is the precision of guessing; NaN draws no line
     * @param out receives the PNG picture
     */
    public static void writePrecisionRecall(Map<String, double[][]> curves, double share, OutputStream out)
            throws IOException {
        XYLineAnnotation guessing =
                Double.isNaN(share) ? null : new XYLineAnnotation(0, share, 1, share, Charts.DASHED, Color.GRAY);
        write("Precision and recall", "recall", "precision", true, curves, guessing, out);
    }

    private static void write(
            String title,
            String x,
            String y,
            boolean steps,
            Map<String, double[][]> curves,
            XYLineAnnotation guessing,
            OutputStream out)
            throws IOException {
        XYSeriesCollection data = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
        curves.forEach((name, points) -> {
            XYSeries series = series(name, steps, points[0], points[1]);
            Charts.addLine(data, renderer, series, Charts.line(data.getSeriesCount()));
        });
        XYPlot plot = new XYPlot(data, axis(x), axis(y), null);
        JFreeChart chart = Charts.chart(title, plot, true);
        chart.getLegend().setItemFont(Charts.font(Font.PLAIN, 14));
        plot.setRenderer(renderer);
        if (guessing != null) {
            plot.addAnnotation(guessing);
        }
        Charts.write(chart, out, 640, 680);
    }

    private static XYSeries series(String name, boolean steps, double[] x, double... y) {
        XYSeries series = new XYSeries(name, false, true);
        int kept = 0;
        for (int i = 0; i < x.length; i++) {
            boolean apart = Math.abs(x[i] - x[kept]) >= PIXEL || Math.abs(y[i] - y[kept]) >= PIXEL;
            if (i == 0 || i == x.length - 1 || apart) {
                if (steps && i > 0) {
                    series.add(x[kept], y[i]);
                }
                series.add(x[i], y[i]);
                kept = i;
            }
        }
        return series;
    }

    /** @return an axis from 0 to 1, with room for lines at both ends */
    static NumberAxis axis(String label) {
        NumberAxis axis = new NumberAxis(label);
        axis.setRange(-0.02, 1.02);
        axis.setTickUnit(new NumberTickUnit(0.2));
        axis.setNumberFormatOverride(Charts.format("0.0"));
        return axis;
    }
}
