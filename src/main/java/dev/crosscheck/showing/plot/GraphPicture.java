package dev.crosscheck.showing.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture of a computation graph: nodes in rows from top to bottom, in the direction of the forward pass, and labelled edges between
 * neighbouring rows.
 *
 * @param title the heading
 * @param rows the nodes of each row, from left to right
 * @param edges the edges
 */
public record GraphPicture(String title, List<List<Node>> rows, List<Edge> edges) {
    static final int NODE_WIDTH = 150;
    static final int MARGIN = 20;

    /** The width of a notebook. */
    private static final int WIDTH = 760;

    private static final int LINE = 17;
    private static final int TITLE_LINE = 24;
    private static final Font TITLE = Charts.font(Font.BOLD, 17);
    private static final Font TEXT = Charts.font(Font.PLAIN, 13);

    /** Kinds of text lines, each with its colour. */
    public enum Kind {
        /** A value of the forward pass. */
        VALUE(Charts.INK, "value"),
        /** A parameter. */
        PARAMETER(Charts.BLUE, "parameter"),
        /** The gradient that flows back. */
        BACKWARD(Charts.RED, "gradient that flows back along the edge, and their sum at a node"),
        /** The gradient of a parameter. */
        PARAMETER_GRADIENT(Charts.GREEN, "gradient of a parameter");

        private final Color colour;
        private final String meaning;

        Kind(Color colour, String meaning) {
            this.colour = colour;
            this.meaning = meaning;
        }
    }

    /** A line of text at a node or an edge. */
    public record Line(Kind kind, String text) {}

    /** A node and its text. */
    public record Node(List<Line> lines) {}

    /**
     * An edge from a row to the next.
     *
     * @param row row of the tail, from 0
     * @param from position of the tail in that row, from 0
     * @param to position of the head in the next row
     * @param lines the label
     */
    public record Edge(int row, int from, int to, List<Line> lines) {}

    /** @return the height of lines of text, in pixels */
    static int height(List<Line> lines) {
        return lines.size() * LINE;
    }

    /**
     * Draws the graph.
     *
     * @param out receives the PNG picture
     */
    public void write(OutputStream out) throws IOException {
        GraphLayout layout = layout();
        int height = (int) layout.bottom() + MARGIN + LINE * Kind.values().length + MARGIN;
        Charts.write(WIDTH, height, graphics -> draw(graphics, layout), out);
    }

    GraphLayout layout() {
        Graphics2D ruler = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        int top = MARGIN + wrapped(ruler.getFontMetrics(TITLE)).size() * TITLE_LINE + 10;
        FontMetrics metrics = ruler.getFontMetrics(TEXT);
        ruler.dispose();
        return new GraphLayout(this, WIDTH - 2 * MARGIN, top, metrics);
    }

    private void draw(Graphics2D graphics, GraphLayout layout) {
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setFont(TITLE);
        List<String> heading = wrapped(graphics.getFontMetrics());
        for (int i = 0; i < heading.size(); i++) {
            graphics.drawString(heading.get(i), MARGIN, MARGIN + 16 + i * TITLE_LINE);
        }
        graphics.setFont(TEXT);
        graphics.setColor(Color.GRAY);
        graphics.setStroke(new BasicStroke(1.4f));
        edges.forEach(edge -> graphics.draw(layout.line(edge)));
        edges.forEach(edge -> box(graphics, edge.lines(), layout.label(edge), false));
        for (int row = 0; row < rows.size(); row++) {
            for (int i = 0; i < rows.get(row).size(); i++) {
                box(graphics, rows.get(row).get(i).lines(), layout.node(row, i), true);
            }
        }
        drawKey(graphics, (int) layout.bottom() + MARGIN + LINE);
    }

    /** @return the title, broken into lines that fit */
    private List<String> wrapped(FontMetrics metrics) {
        List<String> lines = new ArrayList<>();
        String line = "";
        for (String word : title.split(" ")) {
            String longer = line.isEmpty() ? word : line + " " + word;
            if (line.isEmpty() || metrics.stringWidth(longer) <= WIDTH - 2 * MARGIN) {
                line = longer;
            } else {
                lines.add(line);
                line = word;
            }
        }
        lines.add(line);
        return lines;
    }

    private static void box(Graphics2D graphics, List<Line> lines, Rectangle2D place, boolean node) {
        RoundRectangle2D outline =
                new RoundRectangle2D.Double(place.getX(), place.getY(), place.getWidth(), place.getHeight(), 14, 14);
        graphics.setColor(node ? new Color(0xf3f6fa) : Color.WHITE);
        graphics.fill(outline);
        if (node) {
            graphics.setColor(Color.GRAY);
            graphics.draw(outline);
        }
        FontMetrics metrics = graphics.getFontMetrics();
        float baseline = (float) (place.getCenterY() - height(lines) / 2.0 + metrics.getAscent());
        for (Line line : lines) {
            graphics.setColor(line.kind().colour);
            graphics.drawString(
                    line.text(), (float) (place.getCenterX() - metrics.stringWidth(line.text()) / 2.0), baseline);
            baseline += LINE;
        }
    }

    private static void drawKey(Graphics2D graphics, int top) {
        int baseline = top;
        for (Kind kind : Kind.values()) {
            graphics.setColor(kind.colour);
            graphics.fillRect(MARGIN, baseline - 10, 10, 10);
            graphics.drawString(kind.meaning, MARGIN + 16, baseline);
            baseline += LINE;
        }
    }
}
