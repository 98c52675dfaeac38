package dev.crosscheck.showing.plot;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.geom.Ellipse2D;
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
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Deviations against steps, on a logarithmic scale with 0 at its bottom: deviations as a PNG picture, shares of a tolerance as SVG. */
public final class DeviationChart {
    /** The most that can be told apart side by side. */
    private static final int MOST_POINTS = 600;

    private DeviationChart() {}

    /**
     * What the vertical axis shows.
     *
     * @param floor exponent of the lowest line, at which 0 is drawn
     * @param least a value that the axis reaches at least
     * @param most where larger values and those that are not finite are drawn
     */
    private record Scale(int floor, double least, double most) {
        /** The floor is below anything that doubles near 1 show. */
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
     * @param deviations at each, 0 or more; what is not finite is drawn at the upper edge
     */
    public record Line(int[] steps, double[] deviations) {}

    /**
     * Draws deviations.
     *
     * @param title its title
     * @param axis what the steps are
     * @param lines by name
     * @param out where the PNG picture is written
     */
    public static void write(String title, String axis, Map<String, Line> lines, OutputStream out) throws IOException {
        JFreeChart chart = chart(title, axis, "largest deviation, logarithmic scale", lines, Scale.DEVIATIONS);
        Charts.write(chart, out, 1000, 600);
    }

    /**
     * Draws the share of its tolerance that a deviation used, with a line at 1, above which it fails.
     *
     * @param title the heading
     * @param line the shares, in place of deviations
     * @return the chart as SVG
     */
    public static String svg(String title, Line line) {
        JFreeChart chart = chart(title, "step", null, Map.of("share", line), Scale.SHARES);
        ValueMarker limit = new ValueMarker(0, Charts.RED, Charts.DASHED);
        limit.setAlpha(1);
        limit.setLabel("tolerance");
        limit.setLabelFont(Charts.font(Font.PLAIN, 12));
        limit.setLabelPaint(Charts.RED);
        limit.setLabelBackgroundColor(Charts.CLEAR);
        limit.setLabelAnchor(RectangleAnchor.TOP_RIGHT);
        limit.setLabelTextAnchor(TextAnchor.BOTTOM_RIGHT);
        chart.getXYPlot().addRangeMarker(limit);
        return Charts.svg(chart, 620, 300, title);
    }

    private static JFreeChart chart(String title, String steps, String values, Map<String, Line> lines, Scale scale) {
        XYSeriesCollection data = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
        renderer.setDrawSeriesLineAsPath(true);
        renderer.setDrawOutlines(false);
        lines.forEach((name, line) -> {
            int index = data.getSeriesCount();
            XYSeries series = series(name, line, scale);
            data.addSeries(series);
            renderer.setSeriesPaint(index, Charts.line(index));
            renderer.setSeriesStroke(index, new BasicStroke(2, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            renderer.setSeriesShape(index, new Ellipse2D.Double(-4, -4, 8, 8));
            renderer.setSeriesShapesVisible(index, series.getItemCount() == 1);
        });
        NumberAxis domain = new NumberAxis(steps);
        domain.setStandardTickUnits(NumberAxis.createIntegerTickUnits(Locale.ROOT));
        double last = data.getDomainUpperBound(false);
        domain.setRange(last == 1 ? 0.5 : 1, last == 1 ? 1.5 : last);
        XYPlot plot = new XYPlot(data, domain, exponents(values, lines.values(), scale), null);
        JFreeChart chart = Charts.styled(new JFreeChart(title, null, plot, lines.size() > 1));
        plot.setRenderer(renderer);
        return chart;
    }

    /** Each point is the largest deviation of its stretch of steps. */
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

    /** An axis of exponents, which shows the powers. */
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
