package dev.crosscheck.showing.plot;

import dev.crosscheck.showing.plot.GraphPicture.Edge;
import java.awt.FontMetrics;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The positions of a graph's nodes and labels: rows from top to bottom, and between two rows a lane for each edge, in which its label lies on the
 * edge, so that no two labels overlap.
 */
final class GraphLayout {
    /** The fraction of a node's side over which its edges are spread. */
    private static final double SPREAD = 0.8;

    /** Between a label and the border of its lane, in pixels. */
    private static final int CLEARANCE = 3;

    private final GraphPicture graph;
    private final int width;
    private final FontMetrics metrics;
    private final List<Double> tops = new ArrayList<>();

    /**
     * @param graph the graph
     * @param width width of the rows, in pixels
     * @param top upper end of the first row
     * @param metrics metrics of the font
     */
    GraphLayout(GraphPicture graph, int width, int top, FontMetrics metrics) {
        this.graph = graph;
        this.width = width;
        this.metrics = metrics;
        tops.add((double) top);
        for (int row = 0; row + 1 < graph.rows().size(); row++) {
            tops.add(bottom(row)
                    + lanes(row).stream().mapToInt(GraphLayout::lane).sum()
                    + 2 * CLEARANCE);
        }
    }

    /** @return the lower end of the last row */
    double bottom() {
        return bottom(graph.rows().size() - 1);
    }

    private double bottom(int row) {
        return tops.get(row)
                + graph.rows().get(row).stream()
                        .mapToDouble(GraphLayout::height)
                        .max()
                        .orElse(0);
    }

    private static double height(GraphPicture.Node node) {
        return GraphPicture.height(node.lines()) + 14;
    }

    private static int lane(Edge edge) {
        return GraphPicture.height(edge.lines()) + 4 * CLEARANCE;
    }

    /** @return the edges that begin a lane of their own: all, or the first of those that lead straight down */
    private List<Edge> lanes(int row) {
        List<Edge> all = edges(edge -> edge.row() == row);
        return all.stream().allMatch(edge -> edge.from() == edge.to()) ? all.subList(0, 1) : all;
    }

    /** @return the outline of a node */
    Rectangle2D node(int row, int index) {
        double across = (double) width / graph.rows().get(row).size();
        double nodeWidth = GraphPicture.NODE_WIDTH;
        double height = height(graph.rows().get(row).get(index));
        double x = GraphPicture.MARGIN + across * (index + 0.5);
        double y = (tops.get(row) + bottom(row) - height) / 2;
        return new Rectangle2D.Double(x - nodeWidth / 2, y, nodeWidth, height);
    }

    /** @return the outline of an edge's label */
    Rectangle2D label(Edge edge) {
        double y = bottom(edge.row()) + CLEARANCE;
        List<Edge> lanes = lanes(edge.row());
        for (Edge above : lanes.subList(0, Math.max(0, lanes.indexOf(edge)))) {
            y += lane(above);
        }
        y += lane(edge) / 2.0;
        Line2D line = line(edge);
        double along = (y - line.getY1()) / (line.getY2() - line.getY1());
        double x = line.getX1() + along * (line.getX2() - line.getX1());
        double labelWidth = 2 * CLEARANCE
                + edge.lines().stream()
                        .mapToInt(text -> metrics.stringWidth(text.text()))
                        .max()
                        .orElse(0);
        double labelHeight = 2 * CLEARANCE + GraphPicture.height(edge.lines());
        return new Rectangle2D.Double(x - labelWidth / 2, y - labelHeight / 2, labelWidth, labelHeight);
    }

    /** @return the line of an edge, from the lower side of its tail to the upper side of its head; edges are spread over a node's side */
    Line2D line(Edge edge) {
        Rectangle2D tail = node(edge.row(), edge.from());
        Rectangle2D head = node(edge.row() + 1, edge.to());
        List<Edge> out = edges(other -> other.row() == edge.row() && other.from() == edge.from());
        List<Edge> in = edges(other -> other.row() == edge.row() && other.to() == edge.to());
        return new Line2D.Double(
                tail.getCenterX() + spread(out, edge),
                tail.getMaxY(),
                head.getCenterX() + spread(in, edge),
                head.getMinY());
    }

    private List<Edge> edges(Predicate<Edge> condition) {
        return graph.edges().stream().filter(condition).toList();
    }

    private static double spread(List<Edge> side, Edge edge) {
        return GraphPicture.NODE_WIDTH * SPREAD * ((side.indexOf(edge) + 0.5) / side.size() - 0.5);
    }
}
