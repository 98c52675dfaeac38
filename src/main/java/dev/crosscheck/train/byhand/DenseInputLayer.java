package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Batches;

/** The first layer as matrix products with all pixels, background included. */
final class DenseInputLayer implements InputLayer {
    private static final int U = HiddenSlice.UNITS;

    private final Products products;
    private final Operand x; // (N, I)
    private final int inputs;

    /**
     * @param products what multiplies
     * @param batches where images come from
     */
    DenseInputLayer(Products products, Batches batches) {
        this.products = products;
        this.inputs = batches.images().features();
        this.x = products.operand(Math.multiplyExact(batches.largest(), inputs));
    }

    @Override
    public void load(Batch batch, int part) {
        int from = batch.firstRow(part);
        int to = batch.firstRow(part + 1);
        batch.source().gather(batch.order(), batch.index(), from, to, x.values());
        x.push(from * inputs, to * inputs);
    }

    @Override
    public void arrange(Batch batch, int part) {
        // The backward pass multiplies what the forward pass does.
    }

    @Override
    public void forward(Batch batch, Operand w, float[] bias, Operand z) {
        products.forward(batch.size(), inputs, U, x, w, z);
        z.pull(0, batch.size() * U);
        for (int row = 0; row < batch.size(); row++) {
            for (int j = 0; j < U; j++) {
                z.values()[row * U + j] += bias[j];
            }
        }
    }

    @Override
    public void backward(Batch batch, Operand dz, Parameter w, float[] dBias, AdamStep step) {
        dz.push(0, batch.size() * U);
        products.weightGradient(batch.size(), inputs, U, x, dz, w.gradient());
        w.gradient().pull();
        w.update(step);
        OutputLayer.sumRows(batch.size(), dz.values(), dBias);
    }

    @Override
    public String name() {
        return products.name() + ", all pixels";
    }
}
