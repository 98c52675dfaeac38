package dev.crosscheck.showing.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.PlotOrientation;
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

    /** In the order of a panel's curves. */
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
     * @param yLimit values of a larger magnitude are out of sight; infinite shows all
     * @param curves what it shows; a legend names them if there are several
     */
    public record Panel(String title, String xLabel, String yLabel, double yLimit, List<Curve> curves) {
        /** A chart that shows all its values. */
        public Panel(String title, String xLabel, String yLabel, List<Curve> curves) {
            this(title, xLabel, yLabel, Double.POSITIVE_INFINITY, curves);
        }
    }

    /**
     * A curve: one value per point.
     *
     * @param name for the legend
     * @param x the points
     * @param y the values
     */
    public record Curve(String name, double[] x, double[] y) {
        /** Refuses a curve with more or fewer values than points. */
        public Curve {
            if (x.length != y.length) {
                throw new IllegalArgumentException(
                        "curve " + name + ": " + y.length + " values for " + x.length + " points");
            }
        }
    }

    /**
     * Draws the sheet.
     *
     * @param out where the PNG picture is written
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
            data.addSeries(series(curve, FAR * panel.yLimit()));
            renderer.setSeriesPaint(i, COLOURS.get(i));
            renderer.setSeriesStroke(i, new BasicStroke(2.2f));
        }
        JFreeChart chart = ChartFactory.createXYLineChart(
                panel.title(),
                panel.xLabel(),
                panel.yLabel(),
                data,
                PlotOrientation.VERTICAL,
                panel.curves().size() > 1,
                false,
                false);
        Charts.styled(chart).getTitle().setFont(Charts.font(Font.BOLD, 15));
        chart.getXYPlot().setRenderer(renderer);
        startInside((NumberAxis) chart.getXYPlot().getDomainAxis());
        NumberAxis values = (NumberAxis) chart.getXYPlot().getRangeAxis();
        startInside(values);
        limit(values, panel.yLimit());
        return chart;
    }

    /**
     * Values beyond {@code most}, far out of sight, are drawn there: Java's graphics lose their scale long before 1e12.
     */
    private static XYSeries series(Curve curve, double most) {
        XYSeries series = new XYSeries(curve.name());
        for (int k = 0; k < curve.x().length; k++) {
            series.add(curve.x()[k], Math.max(-most, Math.min(most, curve.y()[k])));
        }
        return series;
    }

    /** Leaves room on both sides of the curves, also where they start at 0. */
    private static void startInside(NumberAxis axis) {
        axis.setAutoRangeIncludesZero(false);
        axis.setAutoRangeStickyZero(false);
    }

    private static void limit(NumberAxis axis, double limit) {
        double least = Math.max(-limit, axis.getLowerBound());
        double most = Math.min(limit, axis.getUpperBound());
        axis.setRange(least, most);
    }
}
