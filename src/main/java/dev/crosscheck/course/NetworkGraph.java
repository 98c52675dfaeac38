package dev.crosscheck.course;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.BackwardPass;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.showing.plot.GraphPicture;
import dev.crosscheck.showing.plot.GraphPicture.Edge;
import dev.crosscheck.showing.plot.GraphPicture.Kind;
import dev.crosscheck.showing.plot.GraphPicture.Line;
import dev.crosscheck.showing.plot.GraphPicture.Node;
import dev.crosscheck.text.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * The computation graph of one example, x → Z1 → A1 → … → y → L, with its values and backpropagated gradients.
 *
 * <p>A small network is shown unit by unit, a larger one layer by layer with the Euclidean norm of each array.
 */
public final class NetworkGraph {
    private static final int MOST_UNITS = 4;
    private static final int MOST_EDGES = 8;
    private static final int MOST_LAYERS = 3;

    private final Network network;
    private final Parameters parameters;
    private final ForwardPass pass;
    private final BackwardPass back;
    private final Gradients gradients;
    private final List<List<Node>> rows = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private final boolean byUnit;

    private NetworkGraph(Network network, Parameters parameters, Matrix x, Matrix target, Loss loss) {
        this.network = network;
        this.parameters = parameters;
        this.pass = network.forward(parameters, x);
        this.back = BackwardPass.of(network, parameters, pass, target, loss);
        this.gradients = Backprop.BY_HAND.gradients(network, parameters, pass, target, loss);
        this.byUnit = showsUnits(network);
        addNodes("x", pass.a(0), back.da(0));
        for (int k = 1; k <= network.depth(); k++) {
            addLayer(k);
        }
        addParallelEdges(loss.title(), back.da(network.depth()));
        rows.add(List.of(new Node(List.of(
                new Line(Kind.VALUE, text("L", network.loss(pass, target, loss))),
                new Line(Kind.VALUE, text("target t", target.get(0, 0)))))));
    }

    /** @return whether a network is small enough to be shown unit by unit */
    public static boolean showsUnits(Network network) {
        boolean small = network.depth() <= MOST_LAYERS;
        for (Layer layer : network.layers()) {
            small &= layer.activation() != Softmax.SOFTMAX
                    && layer.units() <= MOST_UNITS
                    && layer.weights() <= MOST_EDGES;
        }
        return small;
    }

    /**
     * @param title the heading
     * @param network a network with one output
     * @param parameters the parameters at which values and gradients are computed
     * @param x the example, (1, I)
     * @param target its target, (1, 1)
     * @param loss the loss, not fused with the output activation: the graph has an edge for each of them
     * @return the graph as a picture
     */
    public static GraphPicture of(
            String title, Network network, Parameters parameters, Matrix x, Matrix target, Loss loss) {
        NetworkGraph graph = new NetworkGraph(network, parameters, x, target, loss);
        return new GraphPicture(title, graph.rows, graph.edges);
    }

    private void addLayer(int k) {
        boolean linear = network.activation(k) == Elementwise.IDENTITY;
        boolean last = k == network.depth();
        addWeightEdges(k);
        addBiasedNodes(last && linear ? "y" : "z" + k, k);
        if (!linear) {
            addParallelEdges(network.activation(k).label(), back.dz(k));
            addNodes(last ? "y" : "h" + k, pass.a(k), back.da(k));
        }
    }

    private void addNodes(String name, Matrix values, Matrix slopes) {
        List<Node> nodes = new ArrayList<>();
        for (int j = 0; j < units(values); j++) {
            nodes.add(new Node(List.of(
                    new Line(Kind.VALUE, element(name, values, 0, j)),
                    new Line(Kind.BACKWARD, element("dL/d" + name, slopes, 0, j)))));
        }
        rows.add(nodes);
    }

    private void addBiasedNodes(String name, int k) {
        List<Node> nodes = new ArrayList<>();
        for (int j = 0; j < units(pass.z(k)); j++) {
            nodes.add(new Node(List.of(
                    new Line(Kind.VALUE, element(name, pass.z(k), 0, j)),
                    new Line(Kind.PARAMETER, element("b" + k, parameters.bias(k), 0, j)),
                    new Line(Kind.PARAMETER_GRADIENT, element("dL/db" + k, gradients.get("b" + k), 0, j)),
                    new Line(Kind.BACKWARD, element("dL/d" + name, back.dz(k), 0, j)))));
        }
        rows.add(nodes);
    }

    /** Adds the edges from the last row of nodes to layer k; each carries the gradient dz_j w_ij back to unit i. */
    private void addWeightEdges(int k) {
        Matrix w = parameters.weights(k);
        Matrix dw = gradients.get("W" + k);
        for (int i = 0; i < (byUnit ? w.rows() : 1); i++) {
            for (int j = 0; j < (byUnit ? w.columns() : 1); j++) {
                String flow = byUnit
                        ? text("back", back.dz(k).get(0, j) * w.get(i, j))
                        : element("back", back.da(k - 1), 0, 0);
                // Beside W1[1,2] a short name is enough, and a narrow label has more places beside the other edges.
                String slope = byUnit ? text("dL/dW", dw.get(i, j)) : element("dL/dW" + k, dw, 0, 0);
                edges.add(new Edge(
                        rows.size() - 1,
                        i,
                        j,
                        List.of(
                                new Line(Kind.PARAMETER, element("W" + k, w, i, j)),
                                new Line(Kind.PARAMETER_GRADIENT, slope),
                                new Line(Kind.BACKWARD, flow))));
            }
        }
    }

    /** Adds edges from each unit of the last row of nodes through a function to the same unit of the next row. */
    private void addParallelEdges(String function, Matrix flow) {
        for (int j = 0; j < units(flow); j++) {
            String back = byUnit ? text("back", flow.get(0, j)) : element("back", flow, 0, 0);
            edges.add(new Edge(
                    rows.size() - 1, j, j, List.of(new Line(Kind.VALUE, function), new Line(Kind.BACKWARD, back))));
        }
    }

    private int units(Matrix layer) {
        return byUnit ? layer.columns() : 1;
    }

    /** An element, whose units are counted from 1 as layers are, or the norm of the whole array if the graph is shown by layer. */
    private String element(String name, Matrix matrix, int i, int j) {
        if (!byUnit) {
            return text("|" + name + "|", matrix.length());
        }
        String unit = matrix.columns() > 1 ? "[" + (j + 1) + "]" : "";
        String index = matrix.rows() > 1 ? "[" + (i + 1) + "," + (j + 1) + "]" : unit;
        return text(name + index, matrix.get(i, j));
    }

    private static String text(String name, double value) {
        return Text.of("%s = %.4f", name, value + 0.0);
    }
}
