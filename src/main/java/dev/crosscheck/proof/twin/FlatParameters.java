package dev.crosscheck.proof.twin;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.LayerArrays;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A network's parameters or gradients as one array: layer by layer, W column by column, then b. Column by column, W of a convolution is (maps, channels,
 * rows, columns). DL4J has the biases of its ConvolutionLayer before the weights.
 *
 * @param network whose shapes they have
 * @param isDl4js whether a convolution's b comes first
 */
public record FlatParameters(Network network, boolean isDl4js) {

    /** The order of this program's trainers. */
    public FlatParameters(Network network) {
        this(network, false);
    }

    private boolean isBiasFirst(Layer layer) {
        return isDl4js && layer.kind() == Layer.Kind.CONVOLUTION;
    }

    public double[] flatten(LayerArrays arrays) {
        List<Matrix> ordered = new ArrayList<>();
        for (int k = 1; k <= network.depth(); k++) {
            ordered.add(arrays.weights(k));
            ordered.add(isBiasFirst(network.layer(k)) ? ordered.size() - 1 : ordered.size(), arrays.bias(k));
        }
        return ordered.stream()
                .flatMapToDouble(matrix -> Arrays.stream(matrix.transpose().data()))
                .toArray();
    }

    /** @return the parameters, or anything else of their shapes */
    public Parameters parameters(double... flat) {
        return new Parameters(matrices(flat, 1));
    }

    /** @return W1, b1, W2, b2, …, each element multiplied by a factor */
    public List<Matrix> matrices(double[] flat, double factor) {
        List<Matrix> matrices = new ArrayList<>();
        int at = 0;
        for (Layer layer : network.layers()) {
            int weights = layer.fanIn() * layer.columns();
            boolean isBiasFirst = isBiasFirst(layer);
            matrices.add(matrix(layer, flat, isBiasFirst ? at + layer.columns() : at, layer.fanIn(), factor));
            matrices.add(matrix(layer, flat, isBiasFirst ? at : at + weights, 1, factor));
            at += weights + layer.columns();
        }
        return matrices;
    }

    private static Matrix matrix(Layer layer, double[] flat, int at, int rows, double factor) {
        return new Matrix(layer.columns(), rows, Arrays.copyOfRange(flat, at, at + rows * layer.columns()))
                .transpose()
                .map(number -> factor * number);
    }
}
