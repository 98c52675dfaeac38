package dev.crosscheck.showing.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * Several charts of curves on one sheet, row by row.
 *
 * @param title the heading of the sheet
 * @param columns charts per row
 * @param panels the charts, first at the top left
 */
public record CombinedSheet(String title, int columns, List<Panel> panels) {
    private static final int PANEL_WIDTH = 460;
    private static final int PANEL_HEIGHT = 360;
    private static final int HEADER = 52;
    private static final int FAR = 10;
    private static final double DOT = 3;

    /** Colours of a panel's curves, in their order. */
    private static final List<Color> COLOURS = List.of(Charts.BLUE, Charts.ORANGE, Charts.GREEN);

    /** Copies the panels. */
    public CombinedSheet {
        panels = List.copyOf(panels);
    }

    /**
     * A chart of the sheet.
     *
     * @param title its heading
     * @param xLabel below the horizontal axis
     * @param yLabel beside the vertical axis
     * @param yLimit values of a larger magnitude are not visible; infinite shows all
     * @param curves the curves; there is a legend if there are several
     */
    public record Panel(String title, String xLabel, String yLabel, double yLimit, List<Curve> curves) {
        /** A chart that shows all values. */
        public Panel(String title, String xLabel, String yLabel, List<Curve> curves) {
            this(title, xLabel, yLabel, Double.POSITIVE_INFINITY, curves);
        }
    }

    /** How the points of a curve are drawn. */
    public enum Style {
        /** Joined by a line. */
        LINE,
        /** Joined by a thin line in their order, each with a dot. */
        STEPS,
        /** As dots alone. */
        DOTS
    }

    /**
     * A curve.
     *
     * @param name name in the legend
     * @param x the points, in the order in which they are joined
     * @param y the values; the line is interrupted at NaN
     * @param style how they are drawn
     */
    public record Curve(String name, double[] x, double[] y, Style style) {
        /** A line. */
        public Curve(String name, double[] x, double[] y) {
            this(name, x, y, Style.LINE);
        }

        /** A line through the values of a function. */
        public Curve(String name, double[] x, DoubleUnaryOperator f) {
            this(name, x, Arrays.stream(x).map(f).toArray());
        }
    }

    /**
     * Draws the sheet.
     *
     * @param out receives the PNG picture
     */
    public void write(OutputStream out) throws IOException {
        int rows = (panels.size() + columns - 1) / columns;
        Charts.write(columns * PANEL_WIDTH, HEADER + rows * PANEL_HEIGHT, this::draw, out);
    }

    private void draw(Graphics2D graphics) {
        graphics.setFont(Charts.font(Font.BOLD, 20));
        int titleWidth = graphics.getFontMetrics().stringWidth(title);
        graphics.drawString(title, (columns * PANEL_WIDTH - titleWidth) / 2, 34);
        for (int i = 0; i < panels.size(); i++) {
            int x = i % columns * PANEL_WIDTH;
            int y = HEADER + i / columns * PANEL_HEIGHT;
            chart(panels.get(i)).draw(graphics, new Rectangle2D.Double(x, y, PANEL_WIDTH, PANEL_HEIGHT));
        }
    }

    private static JFreeChart chart(Panel panel) {
        XYSeriesCollection data = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
        for (int i = 0; i < panel.curves().size(); i++) {
            Curve curve = panel.curves().get(i);
            Charts.addLine(data, renderer, series(curve, FAR * panel.yLimit()), COLOURS.get(i));
            renderer.setSeriesStroke(i, new BasicStroke(curve.style() == Style.STEPS ? 1 : 2.2f));
            renderer.setSeriesLinesVisible(i, curve.style() != Style.DOTS);
            renderer.setSeriesShapesVisible(i, curve.style() != Style.LINE);
            renderer.setSeriesShape(i, Charts.dot(DOT));
        }
        NumberAxis values = axis(panel.yLabel());
        XYPlot plot = new XYPlot(data, axis(panel.xLabel()), values, null);
        JFreeChart chart =
                Charts.chart(panel.title(), plot, renderer, panel.curves().size() > 1);
        chart.getTitle().setFont(Charts.font(Font.BOLD, 15));
        limit(values, panel.yLimit());
        return chart;
    }

    /** Values beyond {@code most}, which is not visible, are moved there, since Java's graphics fail long before 1e12. */
    private static XYSeries series(Curve curve, double most) {
        XYSeries series = new XYSeries(curve.name(), false);
        for (int k = 0; k < curve.x().length; k++) {
            series.add(curve.x()[k], Math.max(-most, Math.min(most, curve.y()[k])));
        }
        return series;
    }

    /** @return an axis with 0 on it, so that no curve seems to fall to 0 where it does not, and with room on both sides */
    private static NumberAxis axis(String label) {
        NumberAxis axis = Charts.numbers(label);
        axis.setAutoRangeStickyZero(false);
        return axis;
    }

    private static void limit(NumberAxis axis, double limit) {
        double least = Math.max(-limit, axis.getLowerBound());
        double most = Math.min(limit, axis.getUpperBound());
        axis.setRange(least, most);
    }
}
