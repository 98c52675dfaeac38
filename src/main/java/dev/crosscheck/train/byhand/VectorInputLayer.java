package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.train.byhand.LitPixels.RowsByPixel;
import dev.crosscheck.train.byhand.Products.InputLayer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The first layer as sums over lit pixels only, by the formulas of {@link PixelInput}, and its update, with the Vector API.
 *
 * <p>Every unit's sum runs over pixels, or images, in their order (that of W's rows in tiles), so that neither the machine's vector width nor
 * the number of threads changes a bit, and a GPU can add in the same order.
 */
final class VectorInputLayer implements InputLayer {
    private static final VectorSpecies<Float> SPECIES = VectorProducts.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final int BLOCK = 4 * LANES; // four sums at a time hide the latency of an addition
    private static final int U = Sums.SLICE;
    private static final int PIXELS = 8; // their gradient is computed and used, then the next ones' overwrites it

    private final float t;
    private final float[] scaled; // s·p
    private final LitPixels lit;
    private final int inputs;
    private final RowsByPixel rows;

    /**
     * @param batches where images come from
     * @param mostParts the most threads that prepare a batch together
     */
    VectorInputLayer(Batches batches, int mostParts) {
        ImageSet images = (ImageSet) batches.examples(); // Kernels gives no other to this layer
        PixelInput input = PixelInput.of(images.form().normalisation());
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
        VectorProducts.sumRows(inputs, Sums.TILE, w, start);
        for (int j = 0; j < U; j++) {
            start[j] = bias[j] - t * start[j];
        }
        for (int block = 0; block < U; block += BLOCK) {
            for (int row = 0; row < batch.size(); row++) {
                int image = batch.example(row);
                sumOverPixels(lit.starts()[image], lit.starts()[image + 1], w, start, block, z, row);
            }
        }
    }

    private void sumOverPixels(int from, int to, float[] w, float[] start, int block, float[] z, int row) {
        int[] pixels = lit.entries();
        float[] levels = scaled;
        FloatVector z0 = FloatVector.fromArray(SPECIES, start, block);
        FloatVector z1 = FloatVector.fromArray(SPECIES, start, block + LANES);
        FloatVector z2 = FloatVector.fromArray(SPECIES, start, block + 2 * LANES);
        FloatVector z3 = FloatVector.fromArray(SPECIES, start, block + 3 * LANES);
        for (int i = from; i < to; i++) {
            FloatVector x = FloatVector.broadcast(SPECIES, levels[LitPixels.value(pixels[i])]);
            int at = LitPixels.index(pixels[i]) * U + block;
            z0 = FloatVector.fromArray(SPECIES, w, at).fma(x, z0);
            z1 = FloatVector.fromArray(SPECIES, w, at + LANES).fma(x, z1);
            z2 = FloatVector.fromArray(SPECIES, w, at + 2 * LANES).fma(x, z2);
            z3 = FloatVector.fromArray(SPECIES, w, at + 3 * LANES).fma(x, z3);
        }
        int at = row * U + block;
        z0.intoArray(z, at);
        z1.intoArray(z, at + LANES);
        z2.intoArray(z, at + 2 * LANES);
        z3.intoArray(z, at + 3 * LANES);
    }

    @Override
    public void backwardAndUpdate(Batch batch, float[] dz, Parameter w, Parameter b, Update step) {
        float[] db = b.gradient();
        VectorProducts.sumRows(batch.size(), dz, db);
        float[] start = new float[U]; // -t·Σ rows of dZ
        for (int j = 0; j < U; j++) {
            start[j] = -t * db[j];
        }
        float[] dw = w.gradient();
        for (int first = 0; first < inputs; first += PIXELS) {
            int pixels = Math.min(PIXELS, inputs - first);
            for (int i = 0; i < pixels; i++) {
                for (int block = 0; block < U; block += BLOCK) {
                    sumOverRows(first + i, dz, start, block, dw, i * U + block);
                }
            }
            update(step, dw, w, first * U, pixels * U);
        }
        b.update(step);
    }

    private void sumOverRows(int pixel, float[] dz, float[] start, int block, float[] dw, int at) {
        int[] entries = rows.entries();
        float[] levels = scaled;
        FloatVector w0 = FloatVector.fromArray(SPECIES, start, block);
        FloatVector w1 = FloatVector.fromArray(SPECIES, start, block + LANES);
        FloatVector w2 = FloatVector.fromArray(SPECIES, start, block + 2 * LANES);
        FloatVector w3 = FloatVector.fromArray(SPECIES, start, block + 3 * LANES);
        int to = rows.end(pixel);
        for (int i = rows.start(pixel); i < to; i++) {
            FloatVector x = FloatVector.broadcast(SPECIES, levels[LitPixels.value(entries[i])]);
            int row = LitPixels.index(entries[i]) * U + block;
            w0 = FloatVector.fromArray(SPECIES, dz, row).fma(x, w0);
            w1 = FloatVector.fromArray(SPECIES, dz, row + LANES).fma(x, w1);
            w2 = FloatVector.fromArray(SPECIES, dz, row + 2 * LANES).fma(x, w2);
            w3 = FloatVector.fromArray(SPECIES, dz, row + 3 * LANES).fma(x, w3);
        }
        w0.intoArray(dw, at);
        w1.intoArray(dw, at + LANES);
        w2.intoArray(dw, at + 2 * LANES);
        w3.intoArray(dw, at + 3 * LANES);
    }

    /**
     * Moves some of the parameters; with Adam by the operations of {@link AdamStep} in the same order, and so to the same bits.
     *
     * @param gradient of these parameters, from its start
     * @param parameter θ and its moments
     * @param from the first of these parameters in θ
     * @param length how many, a multiple of a vector's length
     */
    static void update(Update update, float[] gradient, Parameter parameter, int from, int length) {
        float[] theta = parameter.theta();
        float[] m = parameter.m();
        float[] v = parameter.v();
        if (!(update instanceof AdamStep step)) {
            update.move(gradient, theta, m, v, from, length);
            return;
        }
        for (int i = 0; i < length; i += SPECIES.length()) {
            FloatVector g = FloatVector.fromArray(SPECIES, gradient, i);
            int at = from + i;
            FloatVector mi = FloatVector.fromArray(SPECIES, m, at)
                    .mul(step.beta1())
                    .add(g.mul(step.fresh1()))
                    .add(Update.ROUNDING)
                    .sub(Update.ROUNDING);
            FloatVector vi = FloatVector.fromArray(SPECIES, v, at)
                    .mul(step.beta2())
                    .add(g.mul(step.fresh2()).mul(g))
                    .add(Update.ROUNDING)
                    .sub(Update.ROUNDING);
            mi.intoArray(m, at);
            vi.intoArray(v, at);
            FloatVector change =
                    mi.mul(step.rate()).div(vi.lanewise(VectorOperators.SQRT).add(step.epsilon()));
            FloatVector before = FloatVector.fromArray(SPECIES, theta, at);
            before.sub(change.add(before.mul(step.decay()))).intoArray(theta, at);
        }
    }
}
