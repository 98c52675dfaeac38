package dev.crosscheck.proof.verify;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.Shape;
import dev.crosscheck.nn.Convolution;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The hidden units whose ReLU, leaky or not, may be on the other side of 0 in float, or whose pooled window may have its largest value elsewhere. A
 * comparison of gradients leaves out dW and db of such a unit, or of the map that has it, and those of all layers below it, since the contribution of a
 * whole row to them may differ.
 *
 * @param near for each hidden layer, whether a unit, or one of a map, is that near its kink
 */
record Kinks(List<boolean[]> near) {

    /**
     * Adds the maps with a window in which another value is nearly as large as the largest, if that is not below 0. Equal ones are of equal inputs, as where
     * an image is black: whichever wins, W and b and all layers below get the same gradients.
     *
     * @param y of the maps before pooling, (N, maps · rows · columns)
     * @param near receives them
     */
    static void addWindows(Convolution layer, Matrix y, double margin, boolean... near) {
        for (int n = 0; n < y.rows(); n++) {
            for (int unit = 0; unit < layer.units(); unit++) {
                double[] window = new double[4];
                for (int i = 0; i < 4; i++) {
                    window[i] =
                            y.get(n, first(layer, unit) + i / 2 * layer.full().columns() + i % 2);
                }
                double largest = Arrays.stream(window).max().orElseThrow();
                near[unit / (layer.units() / layer.maps())] |= largest > -margin
                        && Arrays.stream(window).anyMatch(other -> other < largest && largest - other < margin);
            }
        }
    }

    /** @return the place in Y, before pooling, of the first value of a unit's window */
    static int first(Convolution layer, int unit) {
        Shape full = layer.full();
        Shape pooled = layer.output();
        int map = unit / (pooled.rows() * pooled.columns());
        int row = unit / pooled.columns() % pooled.rows();
        return (map * full.rows() + 2 * row) * full.columns() + 2 * (unit % pooled.columns());
    }

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
     * @return the array with zeros in the columns that are left out; null if none can be compared
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
