package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Batches;
import dev.crosscheck.train.byhand.Products.InputLayer;

/** The first layer as matrix products over all of X: rows of a table, or images including their background. */
final class DenseInputLayer implements InputLayer {
    private static final int U = Sums.SLICE;

    private final Products products;
    private final float[] x; // (N, I)
    private final int inputs;

    /**
     * @param products the kernels to use
     * @param batches source of the examples
     */
    DenseInputLayer(Products products, Batches batches) {
        this.products = products;
        this.inputs = batches.examples().features();
        this.x = new float[Math.multiplyExact(batches.largest(), inputs)];
    }

    @Override
    public void load(Batch batch, int part) {
        int from = batch.firstRow(part);
        int to = batch.firstRow(part + 1);
        batch.source().gather(batch.order(), batch.index(), from, to, x);
    }

    @Override
    public void arrange(Batch batch, int part) {
        // The backward pass uses the same X as the forward pass.
    }

    @Override
    public void forward(Batch batch, float[] w, float[] bias, float[] z) {
        products.forward(batch.size(), inputs, U, x, w, z);
        products.addBias(batch.size(), bias, z);
    }

    @Override
    public void backwardAndUpdate(Batch batch, float[] dz, Parameter w, Parameter b, Update step) {
        products.weightGradient(batch.size(), inputs, U, U, x, dz, w.gradient());
        w.update(step);
        products.sumRows(batch.size(), batch.size(), dz, b.gradient());
        b.update(step);
    }
}
