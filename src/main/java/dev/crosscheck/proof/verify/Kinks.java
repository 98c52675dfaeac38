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
        return IntStream.rangeClosed(1, near.size()).anyMatch(layer -> count(layer) > 0);
    }

    /** @return the number of units of a hidden layer, from 1, that are near their kinks */
    private int count(int layer) {
        boolean[] units = near.get(layer - 1);
        return (int)
                IntStream.range(0, units.length).filter(unit -> units[unit]).count();
    }

    /** @return the lowest layer, from 1, above which no hidden unit is near its kink */
    private int lowest() {
        int layer = near.size();
        while (layer > 1 && count(layer) == 0) {
            layer--;
        }
        return layer;
    }

    /**
     * @param name the name of the array, such as W2
     * @return the columns of the units that can be compared; null if there are none
     */
    Matrix without(String name, Matrix matrix) {
        int layer = Integer.parseInt(name.substring(1));
        if (layer < lowest()) {
            return null;
        }
        if (layer > near.size()) {
            return matrix;
        }
        int[] kept = IntStream.range(0, matrix.columns())
                .filter(unit -> !near.get(layer - 1)[unit])
                .toArray();
        if (kept.length == 0 || kept.length == matrix.columns()) {
            return kept.length == 0 ? null : matrix;
        }
        Matrix columns = Matrix.zeros(matrix.rows(), kept.length);
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < kept.length; j++) {
                columns.data()[i * kept.length + j] = matrix.get(i, kept[j]);
            }
        }
        return columns;
    }
}
