package dev.crosscheck.layers;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Access to ND4J's off-heap arrays. DL4J keeps parameters, gradients and activations off the heap, and the engine's kernels take arrays on
 * the heap; these methods copy each array once per step and direction.
 */
final class Native {
    private Native() {}

    /** @return a pointer to the first number of a view; the data buffer's own pointer is to the start of the whole buffer */
    static FloatPointer of(INDArray view) {
        return new FloatPointer(view.data().pointer()).position(view.offset());
    }

    /** @return the pointer moved on by {@code further} numbers */
    static FloatPointer at(FloatPointer start, long further) {
        return new FloatPointer(start).position(start.position() + further);
    }

    /** @return the numbers of a contiguous array, in place */
    static FloatBuffer buffer(INDArray array) {
        return of(array).asBuffer();
    }

    /** @return the array itself if it is contiguous, row-major and of this type; otherwise a copy that is */
    static INDArray rowMajor(INDArray array, DataType type) {
        boolean contiguous = array.rank() == 2
                && array.stride(1) == 1
                && (array.stride(0) == array.size(1) || array.size(0) == 1)
                && array.dataType() == type;
        return contiguous ? array : array.castTo(type).dup('c');
    }

    /**
     * Some columns of an off-heap row-major matrix; a vector counts as a matrix of one row.
     *
     * @param matrix the whole matrix
     * @param columns of the whole matrix
     * @param first column of the block
     * @param count columns of the block
     */
    record Block(FloatBuffer matrix, int columns, int first, int count) {
        /** Copies rows to the heap array {@code to}, in which rows are {@code width} numbers apart. */
        void get(int row, int rows, float[] to, int width) {
            for (int i = 0; i < rows; i++) {
                matrix.get((row + i) * columns + first, to, i * width, count);
            }
        }

        /** Copies rows from the heap array {@code from}, in which rows are {@code width} numbers apart. */
        void put(int row, int rows, float[] from, int width) {
            for (int i = 0; i < rows; i++) {
                matrix.put((row + i) * columns + first, from, i * width, count);
            }
        }
    }
}
