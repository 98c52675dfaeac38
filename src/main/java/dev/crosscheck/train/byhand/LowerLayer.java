package dev.crosscheck.train.byhand;

import dev.crosscheck.train.byhand.AdamStep.Parameter;
import dev.crosscheck.train.byhand.ByHandNetwork.Batch;
import dev.crosscheck.train.byhand.Layers.HiddenSlice;
import dev.crosscheck.train.byhand.Products.Incoming;
import dev.crosscheck.train.byhand.Products.Operand;
import java.util.List;

/**
 * What comes to a slice of hidden layer 2 or later: the sum of all shares of the layer below, in the order of its slices.
 *
 * @param slices of the layer below
 * @param place which slice of its own layer the receiver is
 */
record LowerLayer(List<HiddenSlice> slices, int place) implements Incoming {
    private static final int U = Layers.UNITS;

    /**
     * Forward: {@code Z = b + Σ shares}.
     *
     * @param w empty: the layer below has multiplied by the weights
     */
    @Override
    public void forward(Batch batch, Operand w, float[] bias, Operand z) {
        int n = batch.size();
        for (int row = 0; row < n; row++) {
            System.arraycopy(bias, 0, z.values(), row * U, U);
        }
        for (HiddenSlice slice : slices) {
            addColumns(n, slice.share(), slice.width(), z.values());
        }
    }

    private void addColumns(int n, float[] share, int width, float[] z) {
        for (int row = 0; row < n; row++) {
            int from = row * width + place * U;
            for (int j = 0; j < U; j++) {
                z[row * U + j] += share[from + j];
            }
        }
    }

    /** Backward: {@code db = Σ rows of dZ}; dZ is the gradient of each share as it is. Update: one step of Adam for b. */
    @Override
    public void backwardAndUpdate(Batch batch, Operand dz, Parameter w, Parameter b, AdamStep step) {
        Products.sumRows(batch.size(), dz.values(), b.gradient().values());
        b.update(step);
    }

    /**
     * Puts a layer's gradient together.
     *
     * @param layer whose slices have done their backward pass
     * @param n images of the batch
     * @param dz receives dZ (n, units of all slices)
     */
    static void gather(List<HiddenSlice> layer, int n, Operand dz) {
        int width = layer.size() * U;
        for (int i = 0; i < layer.size(); i++) {
            for (int row = 0; row < n; row++) {
                System.arraycopy(layer.get(i).dz(), row * U, dz.values(), row * width + i * U, U);
            }
        }
        dz.push(0, n * width);
    }
}
