package dev.crosscheck.nn;

import dev.crosscheck.math.Matrix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A digit network's parameters with the names and layout of PyTorch's {@code nn.Linear}: layer k is {@code fck.weight},
 * (outputs, inputs), which is Wkᵀ, and {@code fck.bias}, (outputs).
 */
public final class PyTorchLayout {
    private PyTorchLayout() {}

    /** @return the name of layer k's weights, with k from 1 */
    public static String weight(int k) {
        return "fc" + k + ".weight";
    }

    /** @return the name of layer k's biases, with k from 1 */
    public static String bias(int k) {
        return "fc" + k + ".bias";
    }

    /** @return copies of the parameters by name, layer by layer; a bias is a row, (1, outputs) */
    public static Map<String, Matrix> arrays(Parameters parameters) {
        Map<String, Matrix> arrays = new LinkedHashMap<>();
        for (int k = 1; k <= parameters.layers(); k++) {
            arrays.put(weight(k), parameters.weights(k).transpose());
            arrays.put(bias(k), parameters.bias(k).copy());
        }
        return arrays;
    }

    /**
     * Converts arrays with PyTorch's names and layout to parameters.
     *
     * @param arrays {@code fc1.weight} and so on; others are ignored
     * @param layers how many layers there are
     * @return copies, as W1 (I, H), b1 (1, H) and so on
     */
    public static Parameters parameters(Map<String, Matrix> arrays, int layers) {
        List<Matrix> matrices = new ArrayList<>();
        for (int k = 1; k <= layers; k++) {
            matrices.add(arrays.get(weight(k)).transpose());
            matrices.add(arrays.get(bias(k)).copy());
        }
        return new Parameters(matrices);
    }

    /** @return the array's shape in PyTorch: a bias has one dimension */
    public static int[] shape(String name, Matrix array) {
        return name.endsWith(".bias") ? new int[] {array.columns()} : new int[] {array.rows(), array.columns()};
    }
}
