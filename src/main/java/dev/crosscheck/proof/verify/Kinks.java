package dev.crosscheck.proof.verify;

import dev.crosscheck.math.Matrix;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The hidden units whose ReLU, leaky or not, may be on the other side of 0 in float. A comparison of gradients leaves out dW and db of such a unit, and
 * those of all layers below it, since the contribution of a whole row to them may differ.
 *
 * @param near for each hidden layer, whether a unit is that near its kink
 */
record Kinks(List<boolean[]> near) {

    /** @return whether any unit is near its kink */
    boolean any() {
        return highest() > 0;
    }

    /** @return the highest hidden layer, from 1, in which a unit is near its kink; 0 if there is none */
    private int highest() {
        int layer = near.size();
        while (layer > 0 && kept(layer) == near.get(layer - 1).length) {
            layer--;
        }
        return layer;
    }

    /** @return the number of units of a hidden layer, from 1, that are not near their kinks */
    private int kept(int layer) {
        boolean[] units = near.get(layer - 1);
        return (int) IntStream.range(0, units.length).filter(j -> !units[j]).count();
    }

    /**
     * @param name the name of the array, such as W2
     * @return the array with zeros in the columns of units that are left out; null if none can be compared
     */
    Matrix without(String name, Matrix matrix) {
        int layer = Integer.parseInt(name.substring(1));
        if (layer > near.size()) {
            return matrix;
        }
        if (layer < highest() || kept(layer) == 0) {
            return null;
        }
        boolean[] units = near.get(layer - 1);
        Matrix kept = matrix.copy();
        for (int i = 0; i < kept.data().length; i++) {
            kept.data()[i] = units[i % units.length] ? 0 : kept.data()[i];
        }
        return kept;
    }
}
