package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import java.util.Arrays;

/** A batch's X, (N, I), with the products that {@link PlainNetwork} needs: over all inputs, or over the lit pixels of images. */
sealed interface Rows {

    /** @return N */
    int count();

    /**
     * Forward: {@code Z = X·W + b}.
     *
     * @param w (I, U)
     * @param b (U)
     * @param z receives (N, U)
     */
    void product(float[] w, float[] b, int units, float[] z);

    /**
     * Backward: {@code dW = Xᵀ·dZ}.
     *
     * @param dz (N, U)
     * @param db (U), Σ rows of dZ
     * @param dw receives (I, U)
     */
    void weightGradient(float[] dz, float[] db, int units, float[] dw);

    /** @return batch {@code index} of an epoch's order */
    static Rows of(Batches batches, int[] order, int index, InputForm input) {
        int count = batches.size(index);
        if (input == InputForm.LIT) {
            ImageSet images = (ImageSet) batches.examples();
            int[] shown = Arrays.copyOfRange(order, batches.first(index), batches.first(index) + count);
            return new Lit(count, images, shown, PixelInput.of(images.form().normalisation()));
        }
        float[] x = new float[Math.multiplyExact(count, batches.examples().features())];
        batches.gather(order, index, 0, count, x);
        return new All(count, x);
    }

    /**
     * All inputs.
     *
     * @param x (N, I), row-major
     */
    record All(int count, float[] x) implements Rows {

        @Override
        public void product(float[] w, float[] b, int units, float[] z) {
            int inputs = x.length / count;
            for (int row = 0; row < count; row++) {
                Arrays.fill(z, row * units, (row + 1) * units, 0f);
                for (int i = 0; i < inputs; i++) {
                    Sums.addScaled(x[row * inputs + i], w, i * units, z, row * units, units);
                }
                for (int j = 0; j < units; j++) {
                    z[row * units + j] += b[j];
                }
            }
        }

        @Override
        public void weightGradient(float[] dz, float[] db, int units, float[] dw) {
            int inputs = x.length / count;
            Arrays.fill(dw, 0f);
            for (int row = 0; row < count; row++) {
                for (int i = 0; i < inputs; i++) {
                    Sums.addScaled(x[row * inputs + i], dz, row * units, dw, i * units, units);
                }
            }
        }
    }

    /**
     * Lit pixels only, by {@link PixelInput}'s formulas. Σ rows of W is summed in tiles of {@link Sums#TILE} rows, whose sums are added up,
     * as on a GPU.
     *
     * @param shown index of each row's image
     */
    record Lit(int count, ImageSet images, int[] shown, PixelInput input) implements Rows {

        @Override
        public void product(float[] w, float[] b, int units, float[] z) {
            float[] start = new float[units]; // b - t·Σ rows of W
            float[] tile = new float[units];
            for (int i = 0; i < images.features(); i++) {
                for (int j = 0; j < units; j++) {
                    tile[j] += w[i * units + j];
                }
                if ((i + 1) % Sums.TILE == 0 || i + 1 == images.features()) {
                    for (int j = 0; j < units; j++) {
                        start[j] += tile[j];
                        tile[j] = 0;
                    }
                }
            }
            for (int j = 0; j < units; j++) {
                start[j] = b[j] - input.shift() * start[j];
            }
            for (int row = 0; row < count; row++) {
                System.arraycopy(start, 0, z, row * units, units);
                for (int i = 0; i < images.features(); i++) {
                    int pixel = pixel(row, i);
                    if (pixel != 0) {
                        Sums.addScaled(input.levels()[pixel], w, i * units, z, row * units, units);
                    }
                }
            }
        }

        @Override
        public void weightGradient(float[] dz, float[] db, int units, float[] dw) {
            for (int i = 0; i < dw.length; i++) {
                dw[i] = -input.shift() * db[i % units];
            }
            for (int row = 0; row < count; row++) {
                for (int i = 0; i < images.features(); i++) {
                    int pixel = pixel(row, i);
                    if (pixel != 0) {
                        Sums.addScaled(input.levels()[pixel], dz, row * units, dw, i * units, units);
                    }
                }
            }
        }

        private int pixel(int row, int i) {
            return images.pixels()[shown[row] * images.features() + i] & 0xff;
        }
    }
}
