package dev.crosscheck.train.byhand;

import java.util.Arrays;

/** The products as loops in plain Java: the reference for the others, and what runs where no native library loads. */
final class PlainProducts implements Products {

    @Override
    public Operand operand(int length) {
        return new Operand.OnHeap(new float[length]);
    }

    @Override
    public void forward(int n, int k, int m, Operand x, Operand w, Operand z) {
        Arrays.fill(z.values(), 0, n * m, 0f);
        for (int row = 0; row < n; row++) {
            for (int i = 0; i < k; i++) {
                addScaled(x.values()[row * k + i], w.values(), i * m, z.values(), row * m, m);
            }
        }
    }

    @Override
    public void weightGradient(int n, int k, int m, Operand x, Operand dz, Operand dw) {
        Arrays.fill(dw.values(), 0, k * m, 0f);
        for (int row = 0; row < n; row++) {
            for (int i = 0; i < k; i++) {
                addScaled(x.values()[row * k + i], dz.values(), row * m, dw.values(), i * m, m);
            }
        }
    }

    @Override
    public void inputGradient(int n, int k, int m, Operand dz, Operand w, Operand dx) {
        for (int row = 0; row < n; row++) {
            for (int i = 0; i < k; i++) {
                float sum = 0;
                for (int j = 0; j < m; j++) {
                    sum += dz.values()[row * m + j] * w.values()[i * m + j];
                }
                dx.values()[row * k + i] = sum;
            }
        }
    }

    private static void addScaled(float scale, float[] source, int from, float[] target, int to, int length) {
        for (int j = 0; j < length; j++) {
            target[to + j] += scale * source[from + j];
        }
    }

    @Override
    public String name() {
        return "plain Java";
    }

    @Override
    public void close() {}
}
