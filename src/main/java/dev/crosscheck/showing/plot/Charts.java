package dev.crosscheck.showing.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.util.Locale;
import java.util.function.Consumer;
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
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.entity.XYItemEntity;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.labels.StandardXYItemLabelGenerator;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** The look that all charts share, and how they are written: as PNG pictures, or as SVG inside a page. */
final class Charts {
    static final Color BLUE = new Color(0x1f5fa8);
    static final Color ORANGE = new Color(0xd9730d);
    static final Color GREEN = new Color(0x2e7d32);
    static final Color RED = new Color(0xb3261e);
    static final Color INK = new Color(0x222222);
    static final Color GRID = new Color(0xd5d5d5);
    static final Color CLEAR = new Color(0, 0, 0, 0);
    static final BasicStroke DASHED =
            new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 1, new float[] {6, 4}, 0);

    /** Of several lines, in their order. */
    private static final Color[] LINES = {
        BLUE, ORANGE, GREEN, new Color(0x9b3fa0), INK, RED, new Color(0x00838f), new Color(0x9e7700)
    };

    private static final String SVG = "http://www.w3.org/2000/svg";

    static {
        // ImageIO's cache files need a shutdown hook, which cannot be added once Ctrl-C is ending the run.
        ImageIO.setUseCache(false);
    }

    private Charts() {}

    /** A font of the charts. */
    static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }

    /** @return the colour of a line among several */
    static Color line(int index) {
        return LINES[index % LINES.length];
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
        theme.setAxisLabelPaint(INK);
        theme.setTickLabelPaint(INK);
        theme.setLegendItemPaint(INK);
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

    /**
     * Draws a chart for a page, without a background and in small letters. A page's style sheet may give each of its colours another one,
     * as for dark screens. What has a tool tip shows it when it is pointed at.
     *
     * @param chart one that has the common look
     * @param width in units of the drawing, which fills the width that the page gives it
     * @param name what it shows, for those who cannot see it
     * @return an SVG element
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
        }
    }

    /** Lays a clear rectangle over everything that has a tool tip. */
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
        // The writer numbers what a drawing refers to from 1 in each drawing; a page has several, and needs no name
        // spaces.
        String own = Integer.toHexString(name.hashCode()) + "-";
        return text.toString()
                        .replaceAll(" xmlns(:xlink)?=\"[^\"]*\"", "")
                        .replaceAll("(id=\"|url\\(#)(clipPath|defs|genericDefs)", "$1" + own + "$2")
                + "\n";
    }
}
