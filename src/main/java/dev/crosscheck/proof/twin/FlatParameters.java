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
 * DL4J's layout of a network's parameters or gradients as one array: layer by layer, W column by column, then b.
 *
 * @param network whose shapes they have
 */
public record FlatParameters(Network network) {

    /** @return the arrays as one array in DL4J's order */
    public double[] flatten(LayerArrays arrays) {
        return arrays.matrices().stream()
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
            for (int rows : new int[] {layer.fanIn(), 1}) {
                int end = at + rows * layer.units();
                matrices.add(new Matrix(layer.units(), rows, Arrays.copyOfRange(flat, at, end))
                        .transpose()
                        .map(number -> factor * number));
                at = end;
            }
        }
        return matrices;
    }
}
