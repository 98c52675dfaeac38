package dev.crosscheck.course;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.showing.plot.GraphPicture;
import dev.crosscheck.showing.plot.GraphPicture.Edge;
import dev.crosscheck.showing.plot.GraphPicture.Kind;
import dev.crosscheck.showing.plot.GraphPicture.Line;
import dev.crosscheck.showing.plot.GraphPicture.Node;
import dev.crosscheck.text.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The gradient of a kernel, {@code dW[u, v] = Σ dY[r, c] X[r + u, c + v]}: the sum over all places of the kernel of the patch of X that lies below it,
 * times dY there.
 *
 * @param x a picture of one channel
 * @param dy dLoss/dY, with a row and a column for each place of the kernel
 */
public record KernelGradient(Matrix x, Matrix dy) {

    /** @return the part of X below the kernel at its place (r, c) */
    public Matrix patch(int r, int c) {
        Matrix patch = Matrix.zeros(x.rows() - dy.rows() + 1, x.columns() - dy.columns() + 1);
        for (int i = 0; i < patch.data().length; i++) {
            patch.data()[i] = x.get(r + i / patch.columns(), c + i % patch.columns());
        }
        return patch;
    }

    /** @return dW */
    public Matrix sum() {
        return places().mapToObj(i -> patch(row(i), column(i)).map(v -> v * dy.data()[i]))
                .reduce((a, b) -> a.combine(b, Double::sum))
                .orElseThrow();
    }

    /** @return the terms of dW[u, v], such as {@code 0.5·1 + -2·0}: each dY times an X */
    public String terms(int u, int v) {
        return places().mapToObj(i -> rounded(dy.data()[i], 1e4)
                        + "·"
                        + rounded(patch(row(i), column(i)).get(u, v), 1e4))
                .collect(Collectors.joining(" + "));
    }

    /** @return the patches above, dY on the edges, and dW below; few places fit */
    public GraphPicture picture() {
        List<Node> patches = new ArrayList<>();
        List<Edge> edges = new ArrayList<>();
        places().forEach(i -> {
            String place = "Y[" + row(i) + "," + column(i) + "]";
            patches.add(node(Kind.VALUE, "X of " + place, patch(row(i), column(i))));
            String slope = "dL/d" + place + " = " + rounded(dy.data()[i], 1e4);
            edges.add(new Edge(0, i, 0, List.of(new Line(Kind.BACKWARD, slope))));
        });
        List<Node> sum = List.of(node(Kind.PARAMETER_GRADIENT, "dL/dW, the sum", sum()));
        return new GraphPicture(
                "The gradient of a kernel: patches of X, each times dL/dY", List.of(patches, sum), edges);
    }

    private static Node node(Kind kind, String title, Matrix numbers) {
        List<Line> lines = new ArrayList<>(List.of(new Line(kind, title)));
        for (int r = 0; r < numbers.rows(); r++) {
            lines.add(new Line(
                    kind,
                    Arrays.stream(numbers.row(r).data())
                            .mapToObj(v -> rounded(v, 1e3))
                            .collect(Collectors.joining("  "))));
        }
        return new Node(lines);
    }

    private IntStream places() {
        return IntStream.range(0, dy.data().length);
    }

    private int row(int place) {
        return place / dy.columns();
    }

    private int column(int place) {
        return place % dy.columns();
    }

    private static String rounded(double value, double scale) {
        return Text.plain(Math.rint(value * scale) / scale + 0.0);
    }
}
