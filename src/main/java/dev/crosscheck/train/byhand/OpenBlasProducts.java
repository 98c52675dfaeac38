package dev.crosscheck.train.byhand;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/** The products by OpenBLAS. Several threads may call it at once; OpenBLAS itself should be set to one thread. */
final class OpenBlasProducts implements Products {
    private final List<Native> operands = new ArrayList<>();

    /** Values on the heap, and outside it for OpenBLAS. */
    private record Native(float[] values, FloatPointer pointer) implements Operand {

        @Override
        public void push(int from, int to) {
            at(from).put(values, from, to - from);
        }

        @Override
        public void pull(int from, int to) {
            at(from).get(values, from, to - from);
        }

        private FloatPointer at(int position) {
            return position == 0 ? pointer : new FloatPointer(pointer).position(position);
        }
    }

    @Override
    public synchronized Operand operand(int length) {
        Native operand = new Native(new float[length], new FloatPointer(length));
        operand.push();
        operands.add(operand);
        return operand;
    }

    @Override
    public void forward(int n, int k, int m, Operand x, Operand w, Operand z) {
        multiply(CblasNoTrans, CblasNoTrans, n, m, k, x, k, w, m, z);
    }

    @Override
    public void weightGradient(int n, int k, int m, Operand x, Operand dz, Operand dw) {
        multiply(CblasTrans, CblasNoTrans, k, m, n, x, k, dz, m, dw);
    }

    @Override
    public void inputGradient(int n, int k, int m, Operand dz, Operand w, Operand dx) {
        multiply(CblasNoTrans, CblasTrans, n, k, m, dz, m, w, m, dx);
    }

    /** {@code C = op(A)·op(B)} (rows, columns), with {@code inner} terms per sum. */
    private static void multiply(
            int transposeA,
            int transposeB,
            int rows,
            int columns,
            int inner,
            Operand a,
            int strideA,
            Operand b,
            int strideB,
            Operand c) {
        cblas_sgemm(
                CblasRowMajor,
                transposeA,
                transposeB,
                rows,
                columns,
                inner,
                1f,
                pointer(a),
                strideA,
                pointer(b),
                strideB,
                0f,
                pointer(c),
                columns);
    }

    private static FloatPointer pointer(Operand operand) {
        return ((Native) operand).pointer();
    }

    @Override
    public String name() {
        return "OpenBLAS";
    }

    @Override
    public synchronized void close() {
        operands.forEach(operand -> operand.pointer().close());
        operands.clear();
    }
}
