package dev.crosscheck.showing.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.OutputStream;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.Map;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYLineAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Curves of shares against shares: ROC, and precision against recall. */
public final class UnitCurvesChart {
    /** Points nearer to each other than this fall on the same pixel. */
    private static final double PIXEL = 1.0 / 1500;

    private UnitCurvesChart() {}

    /**
     * Draws ROC curves, beside the diagonal that guessing gives.
     *
     * @param curves by name, such as a class and its area; of each the false positive rates, then the true positive rates
     * @param out where the PNG picture is written
     */
    public static void writeRoc(Map<String, double[][]> curves, OutputStream out) throws IOException {
        XYLineAnnotation guessing = new XYLineAnnotation(0, 0, 1, 1, Charts.DASHED, Color.GRAY);
        write("ROC", "false positive rate", "true positive rate", false, curves, guessing, out);
    }

    /**
     * Draws curves of precision against recall, as the steps whose area the average precision is.
     *
     * @param curves by name, such as a class and its average precision; of each the recalls, then the precisions
     * @param share of positive rows where there is one curve, which is the precision of guessing; NaN draws none
     * @param out where the PNG picture is written
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
            int series = data.getSeriesCount();
            data.addSeries(series(name, steps, points[0], points[1]));
            renderer.setSeriesPaint(series, Charts.line(series));
            renderer.setSeriesStroke(series, new BasicStroke(2f));
        });
        XYPlot plot = new XYPlot(data, axis(x), axis(y), null);
        JFreeChart chart = Charts.styled(new JFreeChart(title, null, plot, true));
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

    /** From 0 to 1, with room for the lines at both ends. */
    static NumberAxis axis(String label) {
        NumberAxis axis = new NumberAxis(label);
        axis.setRange(-0.02, 1.02);
        axis.setTickUnit(new NumberTickUnit(0.2));
        axis.setNumberFormatOverride(new DecimalFormat("0.0", DecimalFormatSymbols.getInstance(Locale.ROOT)));
        return axis;
    }
}
