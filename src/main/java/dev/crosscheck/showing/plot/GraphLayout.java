package dev.crosscheck.showing.plot;

import dev.crosscheck.showing.plot.GraphPicture.Edge;
import java.awt.FontMetrics;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The positions of a graph's nodes and labels: rows from top to bottom, each label on its edge without touching other edges or labels. The space
 * between two rows is enlarged until that is possible.
 */
final class GraphLayout {
    private static final int LEAST_GAP = 90;
    private static final int MOST_GAP = 720;
    private static final int GAP_STEP = 30;
    private static final int PLACES = 40;

    /** The fraction of a node's side over which its edges are spread. */
    private static final double SPREAD = 0.8;

    /** Minimum distance between a label and everything but its own edge, in pixels. */
    private static final int CLEARANCE = 3;

    private final GraphPicture graph;
    private final int width;
    private final FontMetrics metrics;
    private final List<Double> tops = new ArrayList<>();
    private final Map<Edge, Rectangle2D> labels = new LinkedHashMap<>();
    private final double bottom;
    private boolean complete = true;

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
        int last = graph.rows().size() - 1;
        for (int row = 0; row < last; row++) {
            placeNext(row);
        }
        bottom = tops.get(last) + height(last);
    }

    /** @return the width of the rows */
    int width() {
        return width;
    }

    /** @return whether a free place was found for every label */
    boolean complete() {
        return complete;
    }

    /** @return the lower end of the last row */
    double bottom() {
        return bottom;
    }

    /** @return the outline of a node */
    Rectangle2D node(int row, int index) {
        double across = (double) width / graph.rows().get(row).size();
        double nodeWidth = GraphPicture.NODE_WIDTH;
        double height = GraphPicture.height(graph.rows().get(row).get(index).lines()) + 14;
        double x = GraphPicture.MARGIN + across * (index + 0.5);
        return new Rectangle2D.Double(x - nodeWidth / 2, tops.get(row) + (height(row) - height) / 2, nodeWidth, height);
    }

    /** @return the outline of an edge's label */
    Rectangle2D label(Edge edge) {
        return labels.get(edge);
    }

    private double height(int row) {
        return 14
                + graph.rows().get(row).stream()
                        .mapToInt(node -> GraphPicture.height(node.lines()))
                        .max()
                        .orElse(0);
    }

    /** Places the next row and the labels above it; if no gap has room for all labels, some are at the middle of their edges. */
    private void placeNext(int row) {
        List<Edge> edges = edges(edge -> edge.row() == row);
        double from = tops.get(row) + height(row);
        tops.add(from);
        boolean placed = false;
        for (int gap = LEAST_GAP; !placed && gap <= MOST_GAP; gap += GAP_STEP) {
            tops.set(row + 1, from + gap);
            placed = place(edges);
        }
        complete &= placed;
        edges.forEach(edge -> labels.computeIfAbsent(edge, e -> at(e, 0.5)));
    }

    /** @return whether all labels could be placed without overlap */
    private boolean place(List<Edge> edges) {
        List<List<Rectangle2D>> places =
                edges.stream().map(edge -> places(edge, edges)).toList();
        return places.stream().noneMatch(List::isEmpty) && place(edges, places, 0);
    }

    /** @return the positions on its edge at which a label does not touch other edges or nodes, those near the middle first */
    private List<Rectangle2D> places(Edge edge, List<Edge> edges) {
        Line2D own = line(edge);
        List<Line2D> others =
                edges.stream().filter(other -> other != edge).map(this::line).toList();
        List<Rectangle2D> free = new ArrayList<>();
        for (int i = 0; i < PLACES; i++) {
            Rectangle2D label = at(edge, 0.5 + (i % 2 == 0 ? i : -i - 1) * 0.5 / PLACES);
            boolean between = label.getMinY() > own.getY1() + CLEARANCE && label.getMaxY() < own.getY2() - CLEARANCE;
            if (between && others.stream().noneMatch(line -> line.intersects(label))) {
                free.add(label);
            }
        }
        return free;
    }

    /** Finds places for this and all later labels by backtracking. */
    private boolean place(List<Edge> edges, List<List<Rectangle2D>> places, int next) {
        if (next == edges.size()) {
            return true;
        }
        for (Rectangle2D place : places.get(next)) {
            if (edges.subList(0, next).stream()
                    .noneMatch(edge -> labels.get(edge).intersects(place))) {
                labels.put(edges.get(next), place);
                if (place(edges, places, next + 1)) {
                    return true;
                }
                labels.remove(edges.get(next));
            }
        }
        return false;
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

    private Rectangle2D at(Edge edge, double along) {
        Line2D line = line(edge);
        double x = line.getX1() + along * (line.getX2() - line.getX1());
        double y = line.getY1() + along * (line.getY2() - line.getY1());
        double labelWidth = 2 * CLEARANCE
                + edge.lines().stream()
                        .mapToInt(text -> metrics.stringWidth(text.text()))
                        .max()
                        .orElse(0);
        double labelHeight = 2 * CLEARANCE + GraphPicture.height(edge.lines());
        return new Rectangle2D.Double(x - labelWidth / 2, y - labelHeight / 2, labelWidth, labelHeight);
    }
}
