package dev.crosscheck.showing.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphPictureTest {

    /** From 2 units to 4, from 4 to 2 and so on, as many edges as a picture may have. */
    @Test
    void everyLabelOfAGraphIsOnItsOwnEdgeAndClearOfOtherLabels() {
        for (int[] sizes : new int[][] {{2, 3, 1}, {2, 4, 2, 1}, {2, 2, 2, 1}, {1, 1}}) {
            GraphPicture graph = graph(sizes);
            GraphLayout layout = graph.layout();
            for (GraphPicture.Edge edge : graph.edges()) {
                Rectangle2D label = layout.label(edge);
                assertTrue(layout.line(edge).intersects(label), edge + " in " + Arrays.toString(sizes));
                for (GraphPicture.Edge other : graph.edges()) {
                    assertEquals(edge == other, layout.label(other).intersects(label), edge + " and " + other);
                }
            }
        }
    }

    private static GraphPicture graph(int... sizes) {
        List<GraphPicture.Line> lines =
                Collections.nCopies(3, new GraphPicture.Line(GraphPicture.Kind.VALUE, "dL/dW1[1,2] = -0.0000"));
        List<List<GraphPicture.Node>> rows = new ArrayList<>();
        List<GraphPicture.Edge> edges = new ArrayList<>();
        for (int row = 0; row < sizes.length; row++) {
            rows.add(Collections.nCopies(sizes[row], new GraphPicture.Node(lines)));
            for (int from = 0; row + 1 < sizes.length && from < sizes[row]; from++) {
                for (int to = 0; to < sizes[row + 1]; to++) {
                    edges.add(new GraphPicture.Edge(row, from, to, lines));
                }
            }
        }
        return new GraphPicture("Graph", rows, edges);
    }
}
