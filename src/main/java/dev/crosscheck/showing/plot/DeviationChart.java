package dev.crosscheck.showing.plot;

import java.awt.BasicStroke;
import java.io.IOException;
import java.io.OutputStream;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.FieldPosition;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** A chart of deviations by step, on a logarithmic scale with 0 at the bottom: deviations as PNG, shares of a tolerance as SVG. */
public final class DeviationChart {
    /** More points could not be distinguished. */
    private static final int MOST_POINTS = 600;

    private DeviationChart() {}

    /**
     * The range of the vertical axis.
     *
     * @param floor exponent of the lowest value, at which 0 is drawn
     * @param least value that the axis always includes
     * @param most value at which larger and non-finite values are drawn
     */
    private record Scale(int floor, double least, double most) {
        /** The floor is below all deviations of doubles near 1. */
        static final Scale DEVIATIONS = new Scale(-18, 1e-14, 1e3);

        static final Scale SHARES = new Scale(-8, 1, 1e6);

        double shown(double value) {
            return value < most ? value : most;
        }

        double exponent(double value) {
            return value > 0 ? Math.max(floor, Math.log10(shown(value))) : floor;
        }
    }

    /**
     * A line of the chart.
     *
     * @param steps from 1, ascending
     * @param deviations deviation of each step, at least 0; non-finite ones are drawn at the upper edge
     */
    public record Line(int[] steps, double[] deviations) {}

    /**
     * Draws deviations.
     *
     * @param title the heading
     * @param axis label of the steps
     * @param lines the lines by name
     * @param out receives the PNG picture
     */
    public static void write(String title, String axis, Map<String, Line> lines, OutputStream out) throws IOException {
        JFreeChart chart = chart(title, axis, "largest deviation, logarithmic scale", lines, Scale.DEVIATIONS);
        Charts.write(chart, out, 1000, 600);
    }

    /**
     * Draws deviations as shares of their tolerance, with a line at 1, above which they fail.
     *
     * @param title the heading
     * @param line the shares, in place of deviations
     * @return the chart as SVG
     */
    public static String svg(String title, Line line) {
        JFreeChart chart = chart(title, "step", null, Map.of("share", line), Scale.SHARES);
        chart.getXYPlot()
                .addRangeMarker(
                        Charts.marker(0, Charts.RED, "tolerance", RectangleAnchor.TOP_RIGHT, TextAnchor.BOTTOM_RIGHT));
        return Charts.svg(chart, 620, 300, title);
    }

    private static JFreeChart chart(String title, String steps, String values, Map<String, Line> lines, Scale scale) {
        XYSeriesCollection data = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
        renderer.setDrawSeriesLineAsPath(true);
        renderer.setDrawOutlines(false);
        lines.forEach((name, line) -> {
            XYSeries series = series(name, line, scale);
            int index = Charts.addLine(data, renderer, series, Charts.line(data.getSeriesCount()));
            renderer.setSeriesStroke(index, new BasicStroke(2, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            renderer.setSeriesShape(index, Charts.dot(4));
            renderer.setSeriesShapesVisible(index, series.getItemCount() == 1);
        });
        NumberAxis domain = Charts.wholeNumbers(steps);
        double last = data.getDomainUpperBound(false);
        domain.setRange(last == 1 ? 0.5 : 1, last == 1 ? 1.5 : last);
        XYPlot plot = new XYPlot(data, domain, exponents(values, lines.values(), scale), null);
        JFreeChart chart = Charts.chart(title, plot, lines.size() > 1);
        plot.setRenderer(renderer);
        return chart;
    }

    /** Each point is the largest deviation of several consecutive steps. */
    private static XYSeries series(String name, Line line, Scale scale) {
        XYSeries series = new XYSeries(name);
        int count = line.steps().length;
        int stretch = (count - 1) / MOST_POINTS + 1;
        for (int from = 0; from < count; from += stretch) {
            double largest = 0;
            for (int i = from; i < Math.min(from + stretch, count); i++) {
                largest = Math.max(largest, scale.shown(line.deviations()[i]));
            }
            series.add(line.steps()[from], scale.exponent(largest));
        }
        return series;
    }

    /** An axis of exponents whose labels are powers of ten. */
    private static NumberAxis exponents(String label, Collection<Line> lines, Scale scale) {
        double most = scale.least();
        for (Line line : lines) {
            for (double deviation : line.deviations()) {
                most = Math.max(most, scale.shown(deviation));
            }
        }
        NumberAxis axis = new NumberAxis(label);
        axis.setRange(scale.floor(), Math.ceil(Math.log10(most)) + 1);
        axis.setTickUnit(new NumberTickUnit(2));
        axis.setNumberFormatOverride(new DecimalFormat("0", DecimalFormatSymbols.getInstance(Locale.ROOT)) {
            private static final long serialVersionUID = 1L;

            @Override
            public StringBuffer format(double exponent, StringBuffer to, FieldPosition position) {
                String power = exponent == scale.floor() ? "0" : exponent == 0 ? "1" : "1e" + Math.round(exponent);
                return to.append(power);
            }
        });
        return axis;
    }
}
