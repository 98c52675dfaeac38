package dev.crosscheck.showing.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.util.Locale;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.StandardChartTheme;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.labels.StandardXYItemLabelGenerator;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;

/** The look that all charts share. */
final class Charts {
    static final Color BLUE = new Color(0x1f5fa8);
    static final Color ORANGE = new Color(0xd9730d);
    static final Color GREEN = new Color(0x2e7d32);
    static final Color RED = new Color(0xb3261e);
    static final Color INK = new Color(0x222222);
    static final Color GRID = new Color(0xd5d5d5);
    static final BasicStroke DASHED =
            new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 1, new float[] {6, 4}, 0);

    static {
        // ImageIO's cache files need a shutdown hook, which cannot be added once Ctrl-C is ending the run.
        ImageIO.setUseCache(false);
    }

    private Charts() {}

    /** A font of the charts. */
    static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }

    /** Writes a PNG picture of what is drawn on white paper, in ink to begin with. */
    static void write(int width, int height, Consumer<Graphics2D> drawing, OutputStream out) throws IOException {
        BufferedImage sheet = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, width, height);
            graphics.setColor(INK);
            drawing.accept(graphics);
        } finally {
            graphics.dispose();
        }
        ImageIO.write(sheet, "png", out);
    }

    /** An axis whose label says that it is logarithmic. */
    static LogAxis logarithmic(String label, double base, String numberFormat) {
        LogAxis axis = new LogAxis(label + ", logarithmic scale");
        axis.setBase(base);
        axis.setNumberFormatOverride(new DecimalFormat(numberFormat, DecimalFormatSymbols.getInstance(Locale.ROOT)));
        axis.setLabelFont(font(Font.PLAIN, 15));
        axis.setTickLabelFont(font(Font.PLAIN, 13));
        axis.setLabelPaint(INK);
        return axis;
    }

    /** Writes the value beside each point of a line. */
    static void labelPoints(XYLineAndShapeRenderer renderer, String numberFormat) {
        NumberFormat format = new DecimalFormat(numberFormat, DecimalFormatSymbols.getInstance(Locale.ROOT));
        renderer.setDefaultItemLabelGenerator(new StandardXYItemLabelGenerator("{2}", format, format));
        renderer.setDefaultItemLabelFont(font(Font.PLAIN, 13));
        renderer.setDefaultItemLabelPaint(INK);
        renderer.setDefaultItemLabelsVisible(true);
        renderer.setDefaultPositiveItemLabelPosition(
                new ItemLabelPosition(ItemLabelAnchor.OUTSIDE12, TextAnchor.BOTTOM_CENTER));
    }

    /** Gives a chart the common look. */
    static JFreeChart styled(JFreeChart chart) {
        StandardChartTheme theme = (StandardChartTheme) StandardChartTheme.createJFreeTheme();
        theme.setExtraLargeFont(font(Font.BOLD, 18));
        theme.setLargeFont(font(Font.PLAIN, 15));
        theme.setRegularFont(font(Font.PLAIN, 13));
        theme.setSmallFont(font(Font.PLAIN, 12));
        theme.setTitlePaint(INK);
        theme.apply(chart);
        chart.setBackgroundPaint(Color.WHITE);
        chart.setAntiAlias(true);
        chart.setPadding(new RectangleInsets(12, 12, 12, 16));
        XYPlot plot = chart.getXYPlot();
        plot.setBackgroundPaint(Color.WHITE);
        plot.setDomainGridlinePaint(GRID);
        plot.setRangeGridlinePaint(GRID);
        plot.setDomainGridlineStroke(new BasicStroke(1f));
        plot.setRangeGridlineStroke(new BasicStroke(1f));
        return chart;
    }

    /** Writes a chart as a PNG picture. */
    static void write(JFreeChart chart, OutputStream out, int width, int height) throws IOException {
        ChartUtils.writeChartAsPNG(out, chart, width, height);
    }
}
