package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.train.byhand.LitPixels.RowsByPixel;
import dev.crosscheck.train.byhand.Products.EntryLists;
import dev.crosscheck.train.byhand.Products.InputLayer;
import dev.crosscheck.train.byhand.Products.Slice;
import java.util.List;
import java.util.function.Function;

/**
 * The first layer, summing over lit pixels only, by the formulas of {@link PixelInput}, and its update.
 *
 * <p>Each sum runs over its pixels or images in ascending order (the sum of W's rows in tiles). So neither the machine's vector width nor
 * the number of threads changes a bit, and a GPU can add in the same order.
 */
final class LitInputLayer implements InputLayer {
    private static final int U = Sums.SLICE;
    private static final int TOGETHER = 2; // slices whose sums share the reading of the lists
    private static final int PIXELS = 8; // rows of dW computed, used and overwritten at a time

    /** By thread: copies of a band of W or of dZ, from the border of a cache line on. */
    private static final ThreadLocal<float[]> COPIES = ThreadLocal.withInitial(() -> new float[0]);

    private final Products products;
    private final float t;
    private final float[] scaled; // s·p
    private final LitPixels lit;
    private final int inputs;
    private final RowsByPixel rows;

    /**
     * @param products the kernels to use
     * @param batches source of the images
     */
    LitInputLayer(Products products, Batches batches) {
        ImageSet images = (ImageSet) batches.examples(); // Kernels passes only images to this layer
        PixelInput input = PixelInput.of(images.form().normalisation());
        this.products = products;
        this.t = input.shift();
        this.scaled = input.levels();
        this.lit = LitPixels.of(images);
        this.inputs = images.features();
        this.rows = new RowsByPixel(lit, inputs, batches.largest());
    }

    @Override
    public void load(Batch batch, int part) {
        // Each image's list of lit pixels was made at the start.
    }

    @Override
    public void arrange(Batch batch, int part) {
        rows.fill(batch, part);
    }

    @Override
    public void forward(Batch batch, float[] w, float[] bias, float[] z) {
        forward(batch, new float[][] {w}, new float[][] {bias}, new float[][] {z});
    }

    @Override
    public void forward(Batch batch, List<Slice> slices) {
        for (int i = 0; i < slices.size(); i += TOGETHER) {
            List<Slice> some = slices.subList(i, Math.min(i + TOGETHER, slices.size()));
            forward(
                    batch,
                    arrays(some, slice -> slice.w().theta()),
                    arrays(some, slice -> slice.b().theta()),
                    arrays(some, Slice::z));
        }
    }

    private static float[][] arrays(List<Slice> slices, Function<Slice, float[]> array) {
        return slices.stream().map(array).toArray(float[][]::new);
    }

    /** Each band of pixels is summed for all rows, while its weights are in the innermost cache, before the next. */
    private void forward(Batch batch, float[][] w, float[][] bias, float[][] z) {
        int slices = w.length;
        float[][] start = new float[slices][U]; // b - t·Σ rows of W
        for (int s = 0; s < slices; s++) {
            products.sumRows(inputs, Sums.TILE, w[s], start[s]);
            for (int j = 0; j < U; j++) {
                start[s][j] = bias[s][j] - t * start[s][j];
            }
        }
        int distance = LitPixels.BAND * U + CacheLines.FLOATS;
        float[] band = copy(slices * distance);
        int border = CacheLines.border(band);
        int n = batch.size();
        EntryLists lists = new EntryLists(lit.entries(), new int[n], new int[n]);
        for (int k = 0; k < lit.bands(); k++) {
            int first = k * LitPixels.BAND;
            int pixels = Math.min(LitPixels.BAND, inputs - first);
            for (int s = 0; s < slices; s++) {
                System.arraycopy(w[s], first * U, band, border + s * distance, pixels * U);
            }
            for (int row = 0; row < n; row++) {
                lists.starts()[row] = lit.start(batch.example(row), k);
                lists.ends()[row] = lit.start(batch.example(row), k + 1);
            }
            boolean begins = k == 0;
            products.sumLit(
                    lists, 0, n, scaled, band, border - first * U, distance, begins ? start : z, begins ? 0 : U, z);
        }
    }

    /** @return this thread's array for copies of this length, and some floats longer, so that they can begin at a border */
    private float[] copy(int length) {
        float[] array = COPIES.get();
        if (array.length < length + CacheLines.FLOATS) {
            array = new float[length + CacheLines.FLOATS];
            COPIES.set(array);
        }
        return array;
    }

    @Override
    public void backwardAndUpdate(Batch batch, float[] dz, Parameter w, Parameter b, Update step) {
        backwardAndUpdate(batch, new float[][] {dz}, new Parameter[] {w}, new Parameter[] {b}, step);
    }

    @Override
    public void backwardAndUpdate(Batch batch, List<Slice> slices, Update step) {
        for (int i = 0; i < slices.size(); i += TOGETHER) {
            List<Slice> some = slices.subList(i, Math.min(i + TOGETHER, slices.size()));
            backwardAndUpdate(
                    batch,
                    arrays(some, Slice::dz),
                    some.stream().map(Slice::w).toArray(Parameter[]::new),
                    some.stream().map(Slice::b).toArray(Parameter[]::new),
                    step);
        }
    }

    private void backwardAndUpdate(Batch batch, float[][] dz, Parameter[] w, Parameter[] b, Update step) {
        int n = batch.size();
        int slices = w.length;
        float[][] start = new float[slices][U]; // -t·Σ rows of dZ
        float[][] dw = new float[slices][];
        int distance = n * U + CacheLines.FLOATS;
        float[] copy = copy(slices * distance);
        int border = CacheLines.border(copy);
        for (int s = 0; s < slices; s++) {
            float[] db = b[s].gradient();
            products.sumRows(n, n, dz[s], db);
            for (int j = 0; j < U; j++) {
                start[s][j] = -t * db[j];
            }
            dw[s] = w[s].gradient();
            System.arraycopy(dz[s], 0, copy, border + s * distance, n * U);
        }
        for (int first = 0; first < inputs; first += PIXELS) {
            int pixels = Math.min(PIXELS, inputs - first);
            products.sumLit(rows.lists(), first, pixels, scaled, copy, border, distance, start, 0, dw);
            for (int s = 0; s < slices; s++) {
                products.update(step, dw[s], w[s], first * U, pixels * U);
            }
        }
        for (Parameter bias : b) {
            bias.update(step);
        }
    }
}
