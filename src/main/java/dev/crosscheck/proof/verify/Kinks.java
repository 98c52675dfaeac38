package dev.crosscheck.proof.verify;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.Shape;
import dev.crosscheck.nn.Convolution;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The hidden units that are near a kink: in float their ReLU, leaky or not, may be on the other side of 0, or their pooled window may have its largest value
 * elsewhere. A comparison of gradients leaves out dW and db of such a unit, or of its map, and those of all layers below, since the contribution of a whole
 * row may differ.
 *
 * @param near for each hidden layer, whether a unit, or a unit of a map, is near its kink
 */
record Kinks(List<BitSet> near) {
    /**
     * Marks the maps with a window in which another value is nearly as large as the largest one, which is not below 0. Equal values come from equal inputs,
     * such as black pixels: whichever is chosen, W, b and all layers below get the same gradients.
     *
     * @param y the maps before pooling, (N, maps · rows · columns)
     * @param near is marked
     */
    static void addWindows(Convolution layer, Matrix y, double margin, BitSet near) {
        for (int n = 0; n < y.rows(); n++) {
            for (int unit = 0; unit < layer.units(); unit++) {
                double[] window = new double[4];
                for (int i = 0; i < 4; i++) {
                    window[i] =
                            y.get(n, first(layer, unit) + i / 2 * layer.full().columns() + i % 2);
                }
                double largest = Arrays.stream(window).max().orElseThrow();
                if (largest > -margin
                        && Arrays.stream(window).anyMatch(other -> other < largest && largest - other < margin)) {
                    near.set(unit / (layer.units() / layer.maps()));
                }
            }
        }
    }

    /** @return the place in Y, before pooling, of the first value of a unit's window */
    private static int first(Convolution layer, int unit) {
        Shape full = layer.full();
        Shape pooled = layer.output();
        int map = unit / (pooled.rows() * pooled.columns());
        int row = unit / pooled.columns() % pooled.rows();
        return (map * full.rows() + 2 * row) * full.columns() + 2 * (unit % pooled.columns());
    }

    boolean any() {
        return highest() > 0;
    }

    /** @return the highest hidden layer, from 1, in which a unit is near its kink; 0 if there is none */
    private int highest() {
        int layer = near.size();
        while (layer > 0 && near.get(layer - 1).isEmpty()) {
            layer--;
        }
        return layer;
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
        BitSet units = near.get(layer - 1);
        int columns = matrix.columns();
        if (layer < highest() || units.cardinality() == columns) {
            return null;
        }
        Matrix kept = matrix.copy();
        Arrays.setAll(kept.data(), i -> units.get(i % columns) ? 0 : matrix.data()[i]);
        return kept;
    }
}
