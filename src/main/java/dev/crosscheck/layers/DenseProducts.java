package dev.crosscheck.layers;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import org.bytedeco.javacpp.FloatPointer;

/** The products with all inputs, by OpenBLAS: one call per 64 outputs, shared by threads. OpenBLAS itself should use one thread. */
final class DenseProducts implements InputProducts {
    private static final int UNITS = 64;

    private final int inputs;
    private final int outputs;
    private FloatPointer z = new FloatPointer(); // (N, H), outside the heap

    /**
     * @param inputs I
     * @param outputs H
     */
    DenseProducts(int inputs, int outputs) {
        this.inputs = inputs;
        this.outputs = outputs;
    }

    @Override
    public void forward(int n, FloatPointer x, FloatPointer w, float[] bias, float[] z, boolean training) {
        FloatPointer product = roomFor(n);
        multiply(CblasNoTrans, n, inputs, x, w, product);
        product.get(z, 0, n * outputs);
        for (int row = 0; row < n; row++) {
            for (int j = 0; j < outputs; j++) {
                z[row * outputs + j] += bias[j];
            }
        }
    }

    @Override
    public void weightGradient(int n, FloatPointer x, float[] dz, float[] dBias, FloatPointer dw) {
        multiply(CblasTrans, inputs, n, x, roomFor(n).put(dz, 0, n * outputs), dw);
    }

    private FloatPointer roomFor(int n) {
        if (z.capacity() < (long) n * outputs) {
            z = new FloatPointer((long) n * outputs);
        }
        return z;
    }

    /** The product (rows, H) of x or its transpose (rows, shared) and another (shared, H). */
    private void multiply(
            int transpose, int rows, int shared, FloatPointer x, FloatPointer other, FloatPointer product) {
        Workers.share((outputs + UNITS - 1) / UNITS, piece -> {
            int from = piece * UNITS;
            cblas_sgemm(
                    CblasRowMajor,
                    transpose,
                    CblasNoTrans,
                    rows,
                    Math.min(UNITS, outputs - from),
                    shared,
                    1f,
                    x,
                    inputs,
                    Native.at(other, from),
                    outputs,
                    0f,
                    Native.at(product, from),
                    outputs);
        });
    }
}
