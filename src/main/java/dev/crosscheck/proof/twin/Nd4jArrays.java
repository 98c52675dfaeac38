package dev.crosscheck.proof.twin;

import dev.crosscheck.math.Matrix;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Converts this program's matrices to ND4J arrays in double precision, and back. Both directions copy. */
final class Nd4jArrays {
    private Nd4jArrays() {}

    static INDArray of(Matrix matrix) {
        return Nd4j.create(matrix.data(), new long[] {matrix.rows(), matrix.columns()}, 'c');
    }

    /** @param array two-dimensional, in any memory order */
    static Matrix matrix(INDArray array) {
        return new Matrix(array.rows(), array.columns(), array.dup('c').data().asDouble());
    }

    /** @return a row (1, length) whose elements all have this value */
    static INDArray row(int length, double value) {
        return Nd4j.valueArrayOf(new long[] {1, length}, value, DataType.DOUBLE);
    }
}
