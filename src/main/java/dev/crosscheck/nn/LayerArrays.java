package dev.crosscheck.nn;

import dev.crosscheck.math.Matrix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One matrix for each parameter of a network, in the order W1, b1, W2, b2, …: the parameters themselves, or the loss's
 * gradients with respect to them.
 *
 * <p>Layers count from 1. {@code Wk} has shape (inputs, outputs) of layer k, {@code bk} shape (1, outputs).
 */
public abstract sealed class LayerArrays permits Parameters, Gradients {
    private final List<Matrix> matrices;

    LayerArrays(List<Matrix> matrices) {
        if (matrices.isEmpty() || matrices.size() % 2 != 0) {
            throw new IllegalArgumentException(
                    "a weight and a bias for each layer, not " + matrices.size() + " matrices");
        }
        this.matrices = List.copyOf(matrices);
    }

    /** @return the names in order, for instance W1, b1, W2, b2 */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        for (int k = 1; k <= layers(); k++) {
            names.add("W" + k);
            names.add("b" + k);
        }
        return names;
    }

    /** @return the matrices in the order of their names; not copies */
    public List<Matrix> matrices() {
        return matrices;
    }

    /** @return the matrices by name, in order; not copies */
    public Map<String, Matrix> byName() {
        Map<String, Matrix> byName = new LinkedHashMap<>();
        List<String> names = names();
        for (int i = 0; i < names.size(); i++) {
            byName.put(names.get(i), matrices.get(i));
        }
        return byName;
    }

    public Matrix get(String name) {
        int index = names().indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("no array " + name + " among " + names());
        }
        return matrices.get(index);
    }

    public int layers() {
        return matrices.size() / 2;
    }

    /** @return Wk, (inputs, outputs) */
    public Matrix weights(int k) {
        return matrices.get(2 * k - 2);
    }

    /** @return bk, (1, outputs) */
    public Matrix bias(int k) {
        return matrices.get(2 * k - 1);
    }
}
