package dev.crosscheck.train.byhand;

import dev.crosscheck.train.byhand.Layers.HiddenSlice;
import dev.crosscheck.train.byhand.Products.Incoming;
import java.util.List;

/**
 * The input of a slice of hidden layer 2 or later: the activations of all slices of the layer below, whose products with their weights are
 * added in the order of the slices.
 *
 * @param slices of the layer below
 * @param place index of the receiving slice in its own layer
 * @param products the kernels
 */
record LowerLayer(List<HiddenSlice> slices, int place, Products products) implements Incoming {
    private static final int U = Sums.SLICE;

    /**
     * Forward: {@code Z = b + Σ A·W} over the slices below.
     *
     * @param w empty: the slices below have the weights
     */
    @Override
    public void forward(Batch batch, float[] w, float[] bias, float[] z) {
        int n = batch.size();
        for (int row = 0; row < n; row++) {
            System.arraycopy(bias, 0, z, row * U, U);
        }
        for (HiddenSlice slice : slices) {
            products.addForward(n, U, U, slice.a(), slice.next().get(place).theta(), z);
        }
    }

    /** Backward: {@code db = Σ rows of dZ}; the slices below compute the gradient of their weights. Then one optimizer step for b. */
    @Override
    public void backwardAndUpdate(Batch batch, float[] dz, Parameter w, Parameter b, Update step) {
        products.sumRows(batch.size(), batch.size(), dz, b.gradient());
        b.update(step);
    }
}
