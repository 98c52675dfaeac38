package dev.crosscheck.showing.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;

/**
 * A computation graph: nodes in columns from left to right, in the direction of the forward pass, and labelled edges between
 * neighbouring columns.
 *
 * @param title the heading
 * @param columns the nodes of each column, from top to bottom
 * @param edges between nodes
 */
public record GraphPicture(String title, List<List<Node>> columns, List<Edge> edges) {
    private static final int NODE_WIDTH = 150;
    private static final int WIDE_GAP = 420;
    private static final int NARROW_GAP = 160;
    private static final int LINE = 17;
    private static final int MARGIN = 24;
    private static final int HEADER = 60;
    private static final int FOOTER = 54;
    private static final int MINIMUM_HEIGHT = 330;
    private static final int HEIGHT_OF_EDGE = 96;

    /** What a line of text tells; each kind has its colour. */
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

    /** A node, by what is written in it. */
    public record Node(List<Line> lines) {}

    /**
     * An edge from a column to the next.
     *
     * @param column of its tail, from 0
     * @param from row of its tail
     * @param to row of its head, in the next column
     * @param lines what is written at it
     */
    public record Edge(int column, int from, int to, List<Line> lines) {}

    /**
     * Draws the graph.
     *
     * @param file the PNG picture to write
     */
    public void write(Path file) throws IOException {
        BufferedImage image = new BufferedImage(width(), height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
            graphics.setColor(Charts.INK);
            graphics.setFont(Charts.font(Font.BOLD, 20));
            graphics.drawString(title, MARGIN, 38);
            graphics.setFont(Charts.font(Font.PLAIN, 13));
            edges.forEach(edge -> drawLine(graphics, edge));
            edges.forEach(edge -> drawLabel(graphics, edge));
            for (int column = 0; column < columns.size(); column++) {
                for (int row = 0; row < columns.get(column).size(); row++) {
                    box(graphics, columns.get(column).get(row).lines(), middleX(column), middleY(column, row), true);
                }
            }
            drawKey(graphics, image.getHeight() - 20);
        } finally {
            graphics.dispose();
        }
        ImageIO.write(image, "png", file.toFile());
    }

    private int width() {
        return (int) middleX(columns.size() - 1) + NODE_WIDTH / 2 + MARGIN;
    }

    private int height() {
        long most = edges.stream().collect(Collectors.groupingBy(Edge::column, Collectors.counting())).values().stream()
                .max(Long::compare)
                .orElse(0L);
        return HEADER + FOOTER + Math.max(MINIMUM_HEIGHT, (int) most * HEIGHT_OF_EDGE);
    }

    private double middleX(int column) {
        double x = MARGIN + NODE_WIDTH / 2.0;
        for (int c = 0; c < column; c++) {
            x += NODE_WIDTH + (fansOut(c) ? WIDE_GAP : NARROW_GAP);
        }
        return x;
    }

    /** Whether edges from this column to the next share a node. */
    private boolean fansOut(int column) {
        return edges.stream().anyMatch(edge -> edge.column() == column && edge.from() != edge.to());
    }

    private double middleY(int column, int row) {
        double space = height() - HEADER - FOOTER;
        return HEADER + space * (row + 0.5) / columns.get(column).size();
    }

    private void drawLine(Graphics2D graphics, Edge edge) {
        graphics.setColor(Color.GRAY);
        graphics.setStroke(new BasicStroke(1.4f));
        double endX = middleX(edge.column() + 1) - NODE_WIDTH / 2.0;
        double endY = middleY(edge.column() + 1, edge.to());
        graphics.draw(new Line2D.Double(
                middleX(edge.column()) + NODE_WIDTH / 2.0, middleY(edge.column(), edge.from()), endX, endY));
    }

    /** Where edges fan out, their labels stand where these are evenly spaced: nearer the column with more nodes. */
    private void drawLabel(Graphics2D graphics, Edge edge) {
        double tails = columns.get(edge.column()).size();
        double heads = columns.get(edge.column() + 1).size();
        double along = tails < heads ? heads / (heads + 1) : 1 / (tails + 1);
        if (!fansOut(edge.column())) {
            along = 0.5;
        }
        double fromX = middleX(edge.column()) + NODE_WIDTH / 2.0;
        double toX = middleX(edge.column() + 1) - NODE_WIDTH / 2.0;
        double fromY = middleY(edge.column(), edge.from());
        double toY = middleY(edge.column() + 1, edge.to());
        box(graphics, edge.lines(), fromX + along * (toX - fromX), fromY + along * (toY - fromY), false);
    }

    private static void box(Graphics2D graphics, List<Line> lines, double x, double y, boolean node) {
        FontMetrics metrics = graphics.getFontMetrics();
        double widest = lines.stream()
                .mapToInt(line -> metrics.stringWidth(line.text()))
                .max()
                .orElse(0);
        double width = node ? NODE_WIDTH : widest + 8;
        double height = lines.size() * LINE + (node ? 14 : 4);
        RoundRectangle2D outline = new RoundRectangle2D.Double(x - width / 2, y - height / 2, width, height, 14, 14);
        graphics.setColor(node ? new Color(0xf3f6fa) : Color.WHITE);
        graphics.fill(outline);
        if (node) {
            graphics.setColor(Color.GRAY);
            graphics.draw(outline);
        }
        float baseline = (float) (y - lines.size() * LINE / 2.0 + metrics.getAscent());
        for (Line line : lines) {
            graphics.setColor(line.kind().colour);
            graphics.drawString(line.text(), (float) (x - metrics.stringWidth(line.text()) / 2.0), baseline);
            baseline += LINE;
        }
    }

    private static void drawKey(Graphics2D graphics, int baseline) {
        int x = MARGIN;
        for (Kind kind : Kind.values()) {
            graphics.setColor(kind.colour);
            graphics.fillRect(x, baseline - 10, 10, 10);
            graphics.drawString(kind.meaning, x + 16, baseline);
            x += 16 + graphics.getFontMetrics().stringWidth(kind.meaning) + 28;
        }
    }
}
