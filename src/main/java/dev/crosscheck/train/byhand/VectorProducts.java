package dev.crosscheck.train.byhand;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The products with the Vector API, for matrices whose number of columns is a multiple of 16. Each element is one sum in a fixed order,
 * whatever the machine's vector width.
 */
final class VectorProducts implements Products {
    /** The machine's vectors, limited to 512 bits: columns are a multiple of 16 floats, not of wider vectors. */
    static final VectorSpecies<Float> SPECIES =
            FloatVector.SPECIES_PREFERRED.length() <= 16 ? FloatVector.SPECIES_PREFERRED : FloatVector.SPECIES_512;

    private static final int LANES = SPECIES.length();
    private static final int BLOCK = 4 * LANES; // four independent sums hide the latency of an addition

    private final ThreadLocal<float[]> transposed = ThreadLocal.withInitial(() -> new float[0]);
    private final ThreadLocal<float[]> products = ThreadLocal.withInitial(() -> new float[0]);

    @Override
    public void forward(int n, int k, int m, float[] x, float[] w, float[] z) {
        Arrays.fill(z, 0, n * m, 0f);
        new VectorProduct(x, k, 1, w, m, z).add(n, k);
    }

    @Override
    public void addForward(int n, int k, int m, float[] x, float[] w, float[] z) {
        float[] product = room(products, n * m);
        forward(n, k, m, x, w, product);
        for (int i = 0; i < n * m; i++) {
            z[i] += product[i];
        }
    }

    @Override
    public void weightGradient(int n, int k, int m, float[] x, float[] dz, float[] dw) {
        Arrays.fill(dw, 0, k * m, 0f);
        new VectorProduct(x, 1, k, dz, m, dw).add(k, n);
    }

    @Override
    public void addInputGradient(int n, int k, int m, float[] dz, float[] w, float[] dx) {
        float[] turned = room(transposed, k * m);
        Products.transpose(k, m, w, turned);
        new VectorProduct(dz, m, 1, turned, k, dx).add(n, m);
    }

    /** @return a thread's array of at least this length */
    private static float[] room(ThreadLocal<float[]> arrays, int length) {
        if (arrays.get().length < length) {
            arrays.set(new float[length]);
        }
        return arrays.get();
    }

    @Override
    public void sumRows(int rows, int tile, float[] matrix, float[] sums) {
        for (int column = 0; column < sums.length; column += BLOCK) {
            sumRows(rows, tile, sums.length, column, matrix, sums);
        }
    }

    private static void sumRows(int rows, int tile, int width, int column, float[] matrix, float[] sums) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int first = 0; first < rows; first += tile) {
            FloatVector t0 = FloatVector.zero(SPECIES);
            FloatVector t1 = t0;
            FloatVector t2 = t0;
            FloatVector t3 = t0;
            int end = Math.min(rows, first + tile) * width;
            for (int at = first * width + column; at < end; at += width) {
                t0 = t0.add(FloatVector.fromArray(SPECIES, matrix, at));
                t1 = t1.add(FloatVector.fromArray(SPECIES, matrix, at + LANES));
                t2 = t2.add(FloatVector.fromArray(SPECIES, matrix, at + 2 * LANES));
                t3 = t3.add(FloatVector.fromArray(SPECIES, matrix, at + 3 * LANES));
            }
            s0 = s0.add(t0);
            s1 = s1.add(t1);
            s2 = s2.add(t2);
            s3 = s3.add(t3);
        }
        s0.intoArray(sums, column);
        s1.intoArray(sums, column + LANES);
        s2.intoArray(sums, column + 2 * LANES);
        s3.intoArray(sums, column + 3 * LANES);
    }

    @Override
    public void sumLit(
            int[] entries, int from, int to, float[] levels, float[] matrix, float[] start, float[] sums, int at) {
        for (int block = 0; block < Sums.SLICE; block += BLOCK) {
            sumLitBlock(entries, from, to, levels, matrix, start, block, sums, at + block);
        }
    }

    private static void sumLitBlock(
            int[] entries,
            int from,
            int to,
            float[] levels,
            float[] matrix,
            float[] start,
            int block,
            float[] sums,
            int at) {
        FloatVector s0 = FloatVector.fromArray(SPECIES, start, block);
        FloatVector s1 = FloatVector.fromArray(SPECIES, start, block + LANES);
        FloatVector s2 = FloatVector.fromArray(SPECIES, start, block + 2 * LANES);
        FloatVector s3 = FloatVector.fromArray(SPECIES, start, block + 3 * LANES);
        for (int i = from; i < to; i++) {
            FloatVector x = FloatVector.broadcast(SPECIES, levels[LitPixels.value(entries[i])]);
            int row = LitPixels.index(entries[i]) * Sums.SLICE + block;
            s0 = FloatVector.fromArray(SPECIES, matrix, row).fma(x, s0);
            s1 = FloatVector.fromArray(SPECIES, matrix, row + LANES).fma(x, s1);
            s2 = FloatVector.fromArray(SPECIES, matrix, row + 2 * LANES).fma(x, s2);
            s3 = FloatVector.fromArray(SPECIES, matrix, row + 3 * LANES).fma(x, s3);
        }
        s0.intoArray(sums, at);
        s1.intoArray(sums, at + LANES);
        s2.intoArray(sums, at + 2 * LANES);
        s3.intoArray(sums, at + 3 * LANES);
    }

    /** Adam uses the operations of {@link AdamStep} in the same order, so that the bits are the same. */
    @Override
    public void update(Update update, float[] gradient, Parameter parameter, int from, int length) {
        if (!(update instanceof AdamStep step)) {
            Products.super.update(update, gradient, parameter, from, length);
            return;
        }
        float[] theta = parameter.theta();
        float[] m = parameter.m();
        float[] v = parameter.v();
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

    @Override
    public String name() {
        return "Vector API (" + SPECIES.vectorBitSize() + " bits)";
    }
}
