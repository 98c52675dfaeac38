package dev.crosscheck.showing.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.StandardChartTheme;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.entity.XYItemEntity;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.labels.StandardXYItemLabelGenerator;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYItemRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** The common look of all charts, and their output as PNG pictures or as SVG for a page. */
final class Charts {
    private static final Logger LOG = LoggerFactory.getLogger(Charts.class);

    static final Color BLUE = new Color(0x1f5fa8);
    static final Color ORANGE = new Color(0xd9730d);
    static final Color GREEN = new Color(0x2e7d32);
    static final Color RED = new Color(0xb3261e);
    static final Color INK = new Color(0x222222);
    static final Color GRID = new Color(0xd5d5d5);
    static final Color CLEAR = new Color(0, 0, 0, 0);
    static final BasicStroke DASHED =
            new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 1, new float[] {6, 4}, 0);

    /** Colours of several lines, in their order. */
    private static final Color[] LINES = {
        BLUE, ORANGE, GREEN, new Color(0x9b3fa0), INK, RED, new Color(0x00838f), new Color(0x9e7700)
    };

    private static final String SVG = "http://www.w3.org/2000/svg";

    static {
        // ImageIO's cache files need a shutdown hook, which cannot be added once Ctrl-C is ending the run.
        ImageIO.setUseCache(false);
    }

    private Charts() {}

    /** @return a font of the charts */
    static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }

    /** @return the colour of a line among several */
    static Color line(int index) {
        return LINES[index % LINES.length];
    }

    /** Writes a PNG picture with a white background; the initial colour is {@link #INK}. */
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

    /** @return the colour at a position between two colours, from 0 to 1 */
    static Color mix(Color from, Color to, double share) {
        double bounded = Math.max(0, Math.min(1, share));
        return new Color(
                mix(from.getRed(), to.getRed(), bounded),
                mix(from.getGreen(), to.getGreen(), bounded),
                mix(from.getBlue(), to.getBlue(), bounded));
    }

    private static int mix(int from, int to, double share) {
        return (int) Math.round(from + share * (to - from));
    }

    /** @return a number format with a decimal point, whatever the language of the system */
    static DecimalFormat format(String pattern) {
        return new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT));
    }

    /** @return an axis with ticks at whole numbers */
    static NumberAxis wholeNumbers(String label) {
        NumberAxis axis = new NumberAxis(label);
        axis.setStandardTickUnits(NumberAxis.createIntegerTickUnits(Locale.ROOT));
        return axis;
    }

    /** @return an axis with ticks at round numbers, which need not include 0 */
    static NumberAxis numbers(String label) {
        NumberAxis axis = new NumberAxis(label);
        axis.setAutoRangeIncludesZero(false);
        axis.setStandardTickUnits(NumberAxis.createStandardTickUnits(Locale.ROOT));
        return axis;
    }

    /** @return an axis with a name at each position from 0 */
    static SymbolAxis names(String label, Stream<String> names) {
        SymbolAxis axis = new SymbolAxis(label, names.toArray(String[]::new));
        axis.setGridBandsVisible(false);
        return axis;
    }

    /** Writes the value beside each point of a line. */
    static void labelPoints(XYLineAndShapeRenderer renderer, String numberFormat) {
        NumberFormat format = format(numberFormat);
        renderer.setDefaultItemLabelGenerator(new StandardXYItemLabelGenerator("{2}", format, format));
        renderer.setDefaultItemLabelFont(font(Font.PLAIN, 13));
        renderer.setDefaultItemLabelPaint(INK);
        renderer.setDefaultItemLabelsVisible(true);
        renderer.setDefaultPositiveItemLabelPosition(
                new ItemLabelPosition(ItemLabelAnchor.OUTSIDE12, TextAnchor.BOTTOM_CENTER));
    }

    /** @return a renderer of lines, with dots at their points if wanted */
    static XYLineAndShapeRenderer lines(boolean dots) {
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, dots);
        renderer.setDrawSeriesLineAsPath(true);
        renderer.setDrawOutlines(false);
        return renderer;
    }

    /** Adds a line of a colour. @return its index */
    static int addLine(XYSeriesCollection data, XYLineAndShapeRenderer renderer, XYSeries line, Color colour) {
        int index = data.getSeriesCount();
        data.addSeries(line);
        renderer.setSeriesPaint(index, colour);
        renderer.setSeriesStroke(index, new BasicStroke(2f));
        return index;
    }

    /** @return a circle around a data point */
    static Shape dot(double radius) {
        return new Ellipse2D.Double(-radius, -radius, 2 * radius, 2 * radius);
    }

    /** @return a dashed line across a plot, with a label in the same colour */
    static ValueMarker marker(double value, Color colour, String label, RectangleAnchor anchor, TextAnchor textAnchor) {
        ValueMarker marker = new ValueMarker(value, colour, DASHED);
        marker.setAlpha(1);
        marker.setLabel(label);
        marker.setLabelFont(font(Font.PLAIN, 12));
        marker.setLabelPaint(colour);
        marker.setLabelBackgroundColor(CLEAR);
        marker.setLabelAnchor(anchor);
        marker.setLabelTextAnchor(textAnchor);
        return marker;
    }

    /** @param renderer set after the common look, which would replace its colours */
    static JFreeChart chart(String title, XYPlot plot, XYItemRenderer renderer, boolean legend) {
        JFreeChart chart = new JFreeChart(title, null, plot, legend);
        StandardChartTheme theme = (StandardChartTheme) StandardChartTheme.createJFreeTheme();
        theme.setExtraLargeFont(font(Font.BOLD, 18));
        theme.setLargeFont(font(Font.PLAIN, 15));
        theme.setRegularFont(font(Font.PLAIN, 13));
        theme.setSmallFont(font(Font.PLAIN, 12));
        theme.setTitlePaint(INK);
        theme.setAxisLabelPaint(INK);
        theme.setTickLabelPaint(INK);
        theme.setLegendItemPaint(INK);
        theme.apply(chart);
        chart.setBackgroundPaint(Color.WHITE);
        chart.setAntiAlias(true);
        chart.setPadding(new RectangleInsets(12, 12, 12, 16));
        plot.setBackgroundPaint(Color.WHITE);
        plot.setDomainGridlinePaint(GRID);
        plot.setRangeGridlinePaint(GRID);
        plot.setDomainGridlineStroke(new BasicStroke(1f));
        plot.setRangeGridlineStroke(new BasicStroke(1f));
        plot.setRenderer(renderer);
        return chart;
    }

    /** Writes a chart as a PNG picture. */
    static void write(JFreeChart chart, OutputStream out, int width, int height) throws IOException {
        ChartUtils.writeChartAsPNG(out, chart, width, height);
    }

    /**
     * Draws a chart for a page, without a background and with small fonts. A page's style sheet can replace its colours, for example for dark
     * screens. Points with a tool tip show it on hover.
     *
     * @param chart a chart with the common look
     * @param width width in units of the drawing, which is scaled to the width available in the page
     * @param height height in the same units
     * @param name description for screen readers
     * @return an SVG element; a paragraph that says why there is none if Java cannot draw text on this machine, where everything else of a
     *     page is still valid
     */
    static String svg(JFreeChart chart, int width, int height, String name) {
        chart.setTitle((String) null);
        chart.setBackgroundPaint(null);
        chart.setPadding(new RectangleInsets(8, 8, 6, 12));
        XYPlot plot = chart.getXYPlot();
        plot.setBackgroundPaint(null);
        plot.setOutlineVisible(false);
        for (ValueAxis axis : new ValueAxis[] {plot.getDomainAxis(), plot.getRangeAxis()}) {
            axis.setLabelFont(font(Font.PLAIN, 12));
            axis.setTickLabelFont(font(Font.PLAIN, 12));
            axis.setAxisLineVisible(false);
            axis.setTickMarksVisible(false);
        }
        if (chart.getLegend() != null) {
            chart.getLegend().setBackgroundPaint(null);
            chart.getLegend().setItemFont(font(Font.PLAIN, 12));
            chart.getLegend().setFrame(BlockBorder.NONE);
            chart.getLegend().setPosition(RectangleEdge.TOP);
        }
        try {
            Document document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(SVG, "svg", null);
            SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
            context.setComment(null);
            context.setPrecision(1);
            SVGGraphics2D graphics = new SVGGraphics2D(context, false);
            ChartRenderingInfo drawn = new ChartRenderingInfo();
            chart.draw(graphics, new Rectangle(width, height), drawn);
            Element svg = graphics.getRoot();
            svg.setAttributeNS(null, "viewBox", "0 0 " + width + " " + height);
            svg.setAttributeNS(null, "role", "img");
            svg.setAttributeNS(null, "aria-label", name);
            svg.setAttributeNS(null, "font-family", "system-ui, sans-serif");
            tips(svg, drawn);
            return text(svg, name);
        } catch (ParserConfigurationException | TransformerException e) {
            throw new IllegalStateException("Java's own XML library does not write XML", e);
        } catch (LinkageError | InternalError e) {
            LOG.warn("{} cannot be drawn", name, e);
            return "<p>This chart cannot be drawn. Java needs fontconfig and a font to draw text.</p>";
        }
    }

    /** Adds a transparent rectangle over everything that has a tool tip. */
    private static void tips(Element svg, ChartRenderingInfo drawn) {
        for (Object each : drawn.getEntityCollection().getEntities()) {
            if (each instanceof XYItemEntity item && item.getToolTipText() != null) {
                Rectangle place = item.getArea().getBounds();
                Element tip = svg.getOwnerDocument().createElementNS(SVG, "rect");
                tip.setAttributeNS(null, "x", Integer.toString(place.x));
                tip.setAttributeNS(null, "y", Integer.toString(place.y));
                tip.setAttributeNS(null, "width", Integer.toString(place.width));
                tip.setAttributeNS(null, "height", Integer.toString(place.height));
                tip.setAttributeNS(null, "fill", "transparent");
                tip.setAttributeNS(null, "stroke", "none");
                Element title = svg.getOwnerDocument().createElementNS(SVG, "title");
                title.setTextContent(item.getToolTipText());
                tip.appendChild(title);
                svg.appendChild(tip);
            }
        }
    }

    private static String text(Element svg, String name) throws TransformerException {
        Transformer writer = TransformerFactory.newInstance().newTransformer();
        writer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        StringWriter text = new StringWriter();
        writer.transform(new DOMSource(svg), new StreamResult(text));
        // The writer numbers the ids of each drawing from 1, but a page has several drawings; name spaces are not
        // needed in HTML.
        String own = Integer.toHexString(name.hashCode()) + "-";
        return text.toString()
                        .replaceAll(" xmlns(:xlink)?=\"[^\"]*\"", "")
                        .replaceAll("(id=\"|url\\(#)(clipPath|defs|genericDefs)", "$1" + own + "$2")
                + "\n";
    }
}
