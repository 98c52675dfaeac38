package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Batches;
import dev.crosscheck.train.byhand.AdamStep.Parameter;
import dev.crosscheck.train.byhand.ByHandNetwork.Batch;
import dev.crosscheck.train.byhand.Products.InputLayer;
import dev.crosscheck.train.byhand.Products.Operand;

/** The first layer as matrix products with all pixels, background included. */
final class DenseInputLayer implements InputLayer {
    private static final int U = Layers.UNITS;

    private final Products products;
    private final Operand x; // (N, I)
    private final int inputs;

    /**
     * @param products that it uses
     * @param batches where images come from
     */
    DenseInputLayer(Products products, Batches batches) {
        this.products = products;
        this.inputs = batches.examples().features();
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
        // The backward pass needs the same X as the forward pass.
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
    public void backwardAndUpdate(Batch batch, Operand dz, Parameter w, Parameter b, AdamStep step) {
        dz.push(0, batch.size() * U);
        products.weightGradient(batch.size(), inputs, U, x, dz, w.gradient());
        w.gradient().pull();
        w.update(step);
        Products.sumRows(batch.size(), dz.values(), b.gradient().values());
        b.update(step);
    }

    @Override
    public String name() {
        return products.name() + ", all pixels";
    }
}
