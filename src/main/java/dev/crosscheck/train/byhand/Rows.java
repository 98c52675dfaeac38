package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import org.jspecify.annotations.Nullable;

/**
 * A batch's X, (N, I), with the products that {@link PlainNetwork} needs: over all inputs, or over the lit pixels of images by {@link
 * PixelInput}'s formulas.
 *
 * @param count N
 * @param x (N, I), row-major; of images by lit pixels s·p, which is 0 for dark ones
 * @param lit null if the sums run over all inputs
 */
@SuppressWarnings("NullAway") // of its two forms one is there, as the kernels say
record Rows(int count, float[] x, @Nullable PixelInput lit) {

    /** @return batch {@code index} of an epoch's order */
    static Rows of(Batches batches, int[] order, int index, InputForm input) {
        int count = batches.size(index);
        int inputs = batches.examples().features();
        float[] x = new float[Math.multiplyExact(count, inputs)];
        if (input == InputForm.ALL) {
            batches.gather(order, index, 0, count, x);
            return new Rows(count, x, null);
        }
        ImageSet images = (ImageSet) batches.examples();
        PixelInput lit = PixelInput.of(images.form().normalisation());
        for (int row = 0; row < count; row++) {
            int image = batches.example(order, index, row);
            for (int i = 0; i < inputs; i++) {
                x[row * inputs + i] = lit.levels()[images.pixels()[image * inputs + i] & 0xff];
            }
        }
        return new Rows(count, x, lit);
    }

    private int inputs() {
        return x.length / count;
    }

    private boolean isSummed(int row, int i) {
        return lit == null || x[row * inputs() + i] != 0;
    }

    /**
     * Forward: {@code Z = X·W + b}.
     *
     * @param w (I, U)
     * @param b (U)
     * @param z receives (N, U)
     */
    void product(float[] w, float[] b, int units, float[] z) {
        float[] start = lit == null ? new float[units] : start(w, b);
        for (int row = 0; row < count; row++) {
            System.arraycopy(start, 0, z, row * units, units);
            for (int i = 0; i < inputs(); i++) {
                if (isSummed(row, i)) {
                    Sums.addScaled(x[row * inputs() + i], w, i * units, z, row * units, units);
                }
            }
            for (int j = 0; lit == null && j < units; j++) {
                z[row * units + j] += b[j];
            }
        }
    }

    /** @return b - t·Σ rows of W */
    private float[] start(float[] w, float[] b) {
        float[] start = new float[b.length];
        KernelChoice.plain().sumRows(inputs(), Sums.TILE, w, start);
        for (int j = 0; j < b.length; j++) {
            start[j] = b[j] - lit.shift() * start[j];
        }
        return start;
    }

    /**
     * Backward: {@code dW = Xᵀ·dZ}.
     *
     * @param dz (N, U)
     * @param db (U), Σ rows of dZ
     * @param dw receives (I, U)
     */
    void weightGradient(float[] dz, float[] db, int units, float[] dw) {
        for (int i = 0; i < dw.length; i++) {
            dw[i] = lit == null ? 0 : -lit.shift() * db[i % units];
        }
        for (int row = 0; row < count; row++) {
            for (int i = 0; i < inputs(); i++) {
                if (isSummed(row, i)) {
                    Sums.addScaled(x[row * inputs() + i], dz, row * units, dw, i * units, units);
                }
            }
        }
    }
}
