package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Shape;
import dev.crosscheck.train.byhand.Kernels.EntryLists;
import dev.crosscheck.train.byhand.LitPixels.RowsByPixel;
import dev.crosscheck.train.byhand.Update.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of examples, X (N, I) of a batch, and the first layer's products with them: over all of X, or over lit pixels only by the
 * formulas of {@link PixelInput}. One serves all blocks of units and all threads.
 *
 * <p>Each sum over lit pixels runs over its pixels or images in ascending order (the sum of W's rows in tiles). So neither the machine's
 * vector width nor the number of threads changes a bit, and a GPU can add in the same order.
 *
 * <p>Shapes: N rows, I inputs, U units of a block ({@link Sums#SLICE}).
 */
@SuppressWarnings("NullAway") // of its two forms one is there, as the kernels say
public final class Inputs {
    private static final int U = Sums.SLICE;
    /** Blocks whose sums over lit pixels can share the reading of the lists. */
    static final int TOGETHER = 2;

    private static final int PIXELS = 8; // rows of dW computed, used and overwritten at a time

    /** By thread: copies of a band of W or of dZ, from the border of a cache line on. */
    private static final ThreadLocal<float[]> COPIES = ThreadLocal.withInitial(() -> new float[0]);

    private final Kernels kernels;
    private final Batches batches;
    private final int inputs; // I
    private final float @Nullable [] x; // (N, I)
    private final @Nullable Lit lit; // null if all inputs are summed

    /**
     * Images by their lit pixels.
     *
     * @param rows in which each pixel of a batch is lit
     */
    private record Lit(PixelInput input, LitPixels pixels, RowsByPixel rows) {
        static Lit of(ImageSet images, int batch) {
            LitPixels pixels = LitPixels.of(images);
            return new Lit(
                    PixelInput.of(images.form().normalisation()),
                    pixels,
                    new RowsByPixel(pixels, images.features(), batch));
        }
    }

    /**
     * @param kernels to use
     * @param batches source of the examples
     * @param form whether dark pixels are skipped
     */
    public Inputs(Kernels kernels, Batches batches, InputForm form) {
        this.kernels = kernels;
        this.batches = batches;
        this.inputs = batches.examples().features();
        boolean all = form == InputForm.ALL;
        this.x = all ? new float[Math.multiplyExact(batches.largest(), inputs)] : null;
        this.lit = all ? null : Lit.of((ImageSet) batches.examples(), batches.largest());
    }

    /** The inputs of other examples, summed in the same way. */
    Inputs(Inputs like, Batches batches) {
        this(like.kernels, batches, like.lit == null ? InputForm.ALL : InputForm.LIT);
    }

    /** @return the source of the examples; the largest of its batches sets how many rows there is room for */
    public Batches batches() {
        return batches;
    }

    /** @return whether all of {@link #load} has to be done before {@link #forward}, and not only before {@link #backward} */
    public boolean sharesRows() {
        return lit == null;
    }

    /**
     * Prepares the parts of a batch that go with an item of work. They are distributed evenly.
     *
     * @param item from 0
     * @param items number of items
     * @param training whether a backward pass follows
     */
    public void load(Batch batch, int item, int items, boolean training) {
        for (int part = 0; part < batch.parts(); part++) {
            if (item == items * part / batch.parts()) {
                load(batch, part, training);
            }
        }
    }

    private void load(Batch batch, int part, boolean training) {
        if (lit == null) {
            int from = batch.firstRow(part);
            batch.source().gather(batch.order(), batch.index(), from, batch.firstRow(part + 1), x);
        } else if (training) {
            lit.rows.fill(batch, part);
        }
    }

    /**
     * Lays the images of a group side by side: (channel, row, column, image). Those that it lacks are 0.
     *
     * @param first row of the batch
     * @param into receives them, from {@code at} on
     * @param shape of an image
     * @param border places around each channel, which are left out
     */
    void images(Batch batch, int first, float[] into, int at, Shape shape, int border) {
        int lanes = ConvolutionKernels.LANES;
        int end = Math.min(batch.size(), first + lanes);
        batch.source().gather(batch.order(), batch.index(), first, end, x);
        int row = shape.columns() + 2 * border;
        for (int i = 0; i < shape.channels() * shape.rows(); i++) {
            int channel = i / shape.rows();
            int to = at + ((channel * 2 + 1) * border * row + i * row + border) * lanes;
            for (int j = 0; j < shape.columns(); j++) {
                int from = first * inputs + i * shape.columns() + j;
                for (int n = 0; n < lanes; n++) {
                    into[to + j * lanes + n] = first + n < end ? x[from + n * inputs] : 0f;
                }
            }
        }
    }

    /**
     * Forward, of a block or {@link #TOGETHER}: {@code Z = X·W + b}.
     *
     * @param w (I, U), by block
     * @param b (U)
     * @param z receive (N, U)
     */
    public void forward(Batch batch, float[][] w, float[][] b, float[][] z) {
        if (lit != null) {
            forwardLit(batch, w, b, z);
            return;
        }
        for (int i = 0; i < w.length; i++) {
            for (int row = 0; row < batch.size(); row++) {
                System.arraycopy(b[i], 0, z[i], row * U, U);
            }
            kernels.addForward(0, batch.size(), inputs, U, x, w[i], z[i]);
        }
    }

    /** Each band of pixels is summed for all rows, while its weights are in the innermost cache, before the next. */
    private void forwardLit(Batch batch, float[][] w, float[][] b, float[][] z) {
        int blocks = w.length;
        float[][] start = new float[blocks][U]; // b - t·Σ rows of W
        for (int s = 0; s < blocks; s++) {
            kernels.sumRows(inputs, Sums.TILE, w[s], start[s]);
            for (int j = 0; j < U; j++) {
                start[s][j] = b[s][j] - lit.input.shift() * start[s][j];
            }
        }
        int distance = LitPixels.BAND * U + CacheLines.FLOATS;
        float[] band = copy(blocks * distance);
        int border = CacheLines.border(band);
        int n = batch.size();
        float[] levels = lit.input.levels();
        EntryLists lists = new EntryLists(lit.pixels.entries(), new int[n], new int[n]);
        for (int k = 0; k < lit.pixels.bands(); k++) {
            int first = k * LitPixels.BAND;
            int pixels = Math.min(LitPixels.BAND, inputs - first);
            for (int s = 0; s < blocks; s++) {
                System.arraycopy(w[s], first * U, band, border + s * distance, pixels * U);
            }
            for (int row = 0; row < n; row++) {
                lists.starts()[row] = lit.pixels.start(batch.example(row), k);
                lists.ends()[row] = lit.pixels.start(batch.example(row), k + 1);
            }
            boolean begins = k == 0;
            kernels.sumLit(
                    lists, 0, n, levels, band, border - first * U, distance, begins ? start : z, begins ? 0 : U, z);
        }
    }

    /** @return this thread's array for copies of this length, and some floats longer, so that they can begin at a border */
    private static float[] copy(int length) {
        float[] array = COPIES.get();
        if (array.length < length + CacheLines.FLOATS) {
            array = new float[length + CacheLines.FLOATS];
            COPIES.set(array);
        }
        return array;
    }

    /**
     * Backward, of a block or {@link #TOGETHER}: {@code dW = Xᵀ·dZ} and an optimizer step for W.
     *
     * @param dz (N, U), by block
     * @param db (U), Σ rows of dZ
     * @param w (I, U)
     */
    public void backward(Batch batch, float[][] dz, float[][] db, Parameter[] w, Update update) {
        if (lit != null) {
            backwardLit(batch, dz, db, w, update);
            return;
        }
        for (int i = 0; i < w.length; i++) {
            kernels.weightGradient(batch.size(), inputs, U, U, x, dz[i], w[i].gradient());
            kernels.update(update, w[i].gradient(), w[i], 0, inputs * U);
        }
    }

    private void backwardLit(Batch batch, float[][] dz, float[][] db, Parameter[] w, Update update) {
        int n = batch.size();
        int blocks = w.length;
        float[][] start = new float[blocks][U]; // -t·Σ rows of dZ
        float[][] dw = new float[blocks][];
        int distance = n * U + CacheLines.FLOATS;
        float[] copy = copy(blocks * distance);
        int border = CacheLines.border(copy);
        for (int s = 0; s < blocks; s++) {
            for (int j = 0; j < U; j++) {
                start[s][j] = -lit.input.shift() * db[s][j];
            }
            dw[s] = w[s].gradient();
            System.arraycopy(dz[s], 0, copy, border + s * distance, n * U);
        }
        EntryLists rows = lit.rows.lists();
        for (int first = 0; first < inputs; first += PIXELS) {
            int pixels = Math.min(PIXELS, inputs - first);
            kernels.sumLit(rows, first, pixels, lit.input.levels(), copy, border, distance, start, 0, dw);
            for (int s = 0; s < blocks; s++) {
                kernels.update(update, dw[s], w[s], first * U, pixels * U);
            }
        }
    }
}
