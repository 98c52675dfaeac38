package dev.crosscheck.train.byhand;

import dev.crosscheck.train.byhand.Layers.HiddenSlice;
import dev.crosscheck.train.byhand.Products.Incoming;
import java.util.List;

/**
 * The input of a slice of hidden layer 2 or later: the sum of all shares of the layer below, in the order of its slices.
 *
 * @param slices of the layer below
 * @param place index of the receiving slice in its own layer
 */
record LowerLayer(List<HiddenSlice> slices, int place) implements Incoming {
    private static final int U = Sums.SLICE;

    /**
     * Forward: {@code Z = b + Σ shares}.
     *
     * @param w empty: the layer below has already multiplied by the weights
     */
    @Override
    public void forward(Batch batch, float[] w, float[] bias, float[] z) {
        int n = batch.size();
        for (int row = 0; row < n; row++) {
            System.arraycopy(bias, 0, z, row * U, U);
        }
        for (HiddenSlice slice : slices) {
            addColumns(n, slice.share(), slice.width(), z);
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

    /** Backward: {@code db = Σ rows of dZ}; the gradient of each share is dZ itself. Then one optimizer step for b. */
    @Override
    public void backwardAndUpdate(Batch batch, float[] dz, Parameter w, Parameter b, Update step) {
        Sums.sumRows(batch.size(), dz, b.gradient());
        b.update(step);
    }

    /**
     * Collects a layer's gradient from its slices.
     *
     * @param layer whose slices have done their backward pass
     * @param n images of the batch
     * @param dz receives dZ (n, units of all slices)
     */
    static void gather(List<HiddenSlice> layer, int n, float[] dz) {
        int width = layer.size() * U;
        for (int i = 0; i < layer.size(); i++) {
            for (int row = 0; row < n; row++) {
                System.arraycopy(layer.get(i).dz(), row * U, dz, row * width + i * U, U);
            }
        }
    }
}
