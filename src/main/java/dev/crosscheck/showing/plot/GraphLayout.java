package dev.crosscheck.showing.plot;

import dev.crosscheck.showing.plot.GraphPicture.Edge;
import java.awt.FontMetrics;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The positions of a graph's nodes and labels: rows from top to bottom, and each edge's label on its edge, where no other edge and no other label is.
 * The distance of two rows is the smallest with room for that.
 */
final class GraphLayout {
    /** The fraction of a node's side over which its edges are spread. */
    private static final double SPREAD = 0.8;

    /** Around a label, in pixels. */
    private static final int CLEARANCE = 3;

    /** Between two positions of a label that are tried, in pixels. */
    private static final int TRIED = 4;

    private final GraphPicture graph;
    private final int width;
    private final FontMetrics metrics;
    private final List<Double> tops = new ArrayList<>();
    private final Map<Edge, Rectangle2D> labels = new HashMap<>();

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
            addRow(row);
        }
    }

    /** Adds the next row, and the labels between it and the row above. A gap that is higher than all labels together offers no more places. */
    private void addRow(int row) {
        List<Edge> edges = edges(edge -> edge.row() == row);
        int one = edges.stream().mapToInt(GraphLayout::labelHeight).max().orElse(0) + 2 * CLEARANCE;
        int most = 2 * one * edges.size();
        tops.add(0.0);
        for (int gap = one; ; gap += one / 2) {
            tops.set(row + 1, bottom(row) + gap);
            boolean last = gap >= most;
            if (placed(edges, last)) {
                return;
            }
        }
    }

    /**
     * Places the labels of a row's edges, those with the fewest places first.
     *
     * @param crossed whether a label may lie on other edges if it has no place beside them
     * @return whether there was one for each
     */
    private boolean placed(List<Edge> edges, boolean crossed) {
        Map<Edge, List<Rectangle2D>> places = new HashMap<>();
        for (Edge edge : edges) {
            List<Rectangle2D> all = places(edge);
            List<Rectangle2D> clear = all.stream()
                    .filter(place -> edges.stream()
                            .noneMatch(other -> other != edge && line(other).intersects(place)))
                    .toList();
            places.put(edge, clear.isEmpty() && crossed ? all : clear);
        }
        List<Edge> order = new ArrayList<>(edges);
        order.sort(Comparator.comparing(edge -> places.get(edge).size()));
        Map<Edge, Rectangle2D> found = new HashMap<>();
        for (Edge edge : order) {
            places.get(edge).stream()
                    .filter(place -> found.values().stream().noneMatch(place::intersects))
                    .findFirst()
                    .ifPresent(place -> found.put(edge, place));
        }
        labels.putAll(found);
        return found.size() == edges.size();
    }

    /** @return where an edge's label can lie on it, from top to bottom */
    private List<Rectangle2D> places(Edge edge) {
        Line2D line = line(edge);
        double labelHeight = labelHeight(edge);
        double labelWidth = 2 * CLEARANCE
                + edge.lines().stream()
                        .mapToInt(text -> metrics.stringWidth(text.text()))
                        .max()
                        .orElse(0);
        List<Rectangle2D> places = new ArrayList<>();
        double first = bottom(edge.row()) + CLEARANCE;
        for (double y = first; y + labelHeight + CLEARANCE <= tops.get(edge.row() + 1); y += TRIED) {
            double along = (y + labelHeight / 2 - line.getY1()) / (line.getY2() - line.getY1());
            double x = line.getX1() + along * (line.getX2() - line.getX1());
            places.add(new Rectangle2D.Double(x - labelWidth / 2, y, labelWidth, labelHeight));
        }
        return places;
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

    private static int labelHeight(Edge edge) {
        return GraphPicture.height(edge.lines()) + 2 * CLEARANCE;
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
        return labels.get(edge);
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
