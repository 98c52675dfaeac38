package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.train.byhand.LitPixels.RowsByPixel;
import dev.crosscheck.train.byhand.Products.InputLayer;

/**
 * The first layer, summing over lit pixels only, by the formulas of {@link PixelInput}, and its update.
 *
 * <p>Each sum runs over its pixels or images in ascending order (the sum of W's rows in tiles). So neither the machine's vector width nor
 * the number of threads changes a bit, and a GPU can add in the same order.
 */
final class LitInputLayer implements InputLayer {
    private static final int U = Sums.SLICE;
    private static final int PIXELS = 8; // rows of dW computed, used and overwritten at a time

    private final Products products;
    private final float t;
    private final float[] scaled; // s·p
    private final LitPixels lit;
    private final int inputs;
    private final RowsByPixel rows;

    /**
     * @param products the kernels to use
     * @param batches source of the images
     * @param mostParts the largest number of threads that prepare a batch together
     */
    LitInputLayer(Products products, Batches batches, int mostParts) {
        ImageSet images = (ImageSet) batches.examples(); // Kernels passes only images to this layer
        PixelInput input = PixelInput.of(images.form().normalisation());
        this.products = products;
        this.t = input.shift();
        this.scaled = input.levels();
        this.lit = LitPixels.of(images);
        this.inputs = images.features();
        this.rows = new RowsByPixel(lit, inputs, batches.largest(), mostParts);
    }

    @Override
    public void load(Batch batch, int part) {
        rows.count(batch, part);
    }

    @Override
    public void arrange(Batch batch, int part) {
        rows.fill(batch, part);
    }

    @Override
    public void forward(Batch batch, float[] w, float[] bias, float[] z) {
        float[] start = new float[U]; // b - t·Σ rows of W
        products.sumRows(inputs, Sums.TILE, w, start);
        for (int j = 0; j < U; j++) {
            start[j] = bias[j] - t * start[j];
        }
        for (int row = 0; row < batch.size(); row++) {
            int image = batch.example(row);
            int from = lit.starts()[image];
            products.sumLit(lit.entries(), from, lit.starts()[image + 1], scaled, w, start, z, row * U);
        }
    }

    @Override
    public void backwardAndUpdate(Batch batch, float[] dz, Parameter w, Parameter b, Update step) {
        float[] db = b.gradient();
        products.sumRows(batch.size(), batch.size(), dz, db);
        float[] start = new float[U]; // -t·Σ rows of dZ
        for (int j = 0; j < U; j++) {
            start[j] = -t * db[j];
        }
        float[] dw = w.gradient();
        for (int first = 0; first < inputs; first += PIXELS) {
            int pixels = Math.min(PIXELS, inputs - first);
            for (int i = 0; i < pixels; i++) {
                int from = rows.start(first + i);
                products.sumLit(rows.entries(), from, rows.end(first + i), scaled, dz, start, dw, i * U);
            }
            products.update(step, dw, w, first * U, pixels * U);
        }
        b.update(step);
    }
}
