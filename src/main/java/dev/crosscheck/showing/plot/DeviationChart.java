package dev.crosscheck.showing.plot;

import java.awt.BasicStroke;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.FieldPosition;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** A chart of deviations by step as shares of their tolerance, on a logarithmic scale with 0 at the bottom. */
public final class DeviationChart {
    /** Exponent of the lowest value, at which 0 is drawn. */
    private static final int FLOOR = -8;

    /** Value at which larger and non-finite values are drawn. */
    private static final double MOST = 1e6;

    private DeviationChart() {}

    /**
     * Draws the shares, with a line at 1, above which they fail.
     *
     * @param title the heading
     * @param steps from 1, ascending
     * @param shares the deviation of each step over its tolerance, at least 0; non-finite ones are drawn at the upper edge
     * @return the chart as SVG
     */
    public static String svg(String title, int[] steps, double... shares) {
        XYSeriesCollection data = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = Charts.lines(false);
        XYSeries series = new XYSeries("share");
        for (int i = 0; i < steps.length; i++) {
            series.add(steps[i], exponent(shares[i]));
        }
        int index = Charts.addLine(data, renderer, series, Charts.line(0));
        renderer.setSeriesStroke(index, new BasicStroke(2, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        renderer.setSeriesShape(index, Charts.dot(4));
        renderer.setSeriesShapesVisible(index, series.getItemCount() == 1);
        NumberAxis domain = Charts.wholeNumbers("step");
        double last = data.getDomainUpperBound(false);
        domain.setRange(last == 1 ? 0.5 : 1, last == 1 ? 1.5 : last);
        XYPlot plot = new XYPlot(data, domain, exponents(shares), null);
        JFreeChart chart = Charts.chart(title, plot, renderer, false);
        plot.addRangeMarker(
                Charts.marker(0, Charts.RED, "tolerance", RectangleAnchor.TOP_RIGHT, TextAnchor.BOTTOM_RIGHT));
        return Charts.svg(chart, 620, 300, title);
    }

    private static double shown(double share) {
        return share < MOST ? share : MOST;
    }

    private static double exponent(double share) {
        return Math.max(FLOOR, Math.log10(shown(share)));
    }

    /** An axis of exponents whose labels are powers of ten, up to 1 at least. */
    private static NumberAxis exponents(double... shares) {
        double most = 1;
        for (double share : shares) {
            most = Math.max(most, shown(share));
        }
        NumberAxis axis = new NumberAxis();
        axis.setRange(FLOOR, Math.ceil(Math.log10(most)) + 1);
        axis.setTickUnit(new NumberTickUnit(2));
        axis.setNumberFormatOverride(new DecimalFormat("0", DecimalFormatSymbols.getInstance(Locale.ROOT)) {
            private static final long serialVersionUID = 1L;

            @Override
            public StringBuffer format(double exponent, StringBuffer to, FieldPosition position) {
                String power = exponent == FLOOR ? "0" : exponent == 0 ? "1" : "1e" + Math.round(exponent);
                return to.append(power);
            }
        });
        return axis;
    }
}
