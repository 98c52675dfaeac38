package dev.crosscheck.layers;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * ND4J's arrays outside the heap. DL4J keeps parameters, gradients and activations there, the engine's kernels take arrays on the heap: each
 * is copied once per step and direction, by these methods.
 */
final class Native {
    private Native() {}

    /** @return a pointer to a view's first number: the data's own pointer is to the whole buffer */
    static FloatPointer of(INDArray view) {
        return new FloatPointer(view.data().pointer()).position(view.offset());
    }

    /** @return a pointer that many numbers further on */
    static FloatPointer at(FloatPointer start, long further) {
        return new FloatPointer(start).position(start.position() + further);
    }

    /** @return the array itself if it is contiguous, row-major and of this type, otherwise a copy that is */
    static INDArray rowMajor(INDArray array, DataType type) {
        boolean contiguous = array.rank() == 2
                && array.stride(1) == 1
                && (array.stride(0) == array.size(1) || array.size(0) == 1)
                && array.dataType() == type;
        return contiguous ? array : array.castTo(type).dup('c');
    }

    /**
     * A block of a row-major matrix outside the heap, or of a vector, which is a row: some of its columns.
     *
     * @param matrix the whole of it
     * @param columns of the matrix
     * @param first column of the block
     * @param count columns of the block
     */
    record Block(FloatBuffer matrix, int columns, int first, int count) {
        static Block of(INDArray matrix, int first, int count) {
            return new Block(Native.of(matrix).asBuffer(), (int) matrix.size(-1), first, count);
        }

        /** Copies rows to the heap, where rows are {@code width} numbers apart. */
        void get(int row, int rows, float[] to, int width) {
            for (int i = 0; i < rows; i++) {
                matrix.get((row + i) * columns + first, to, i * width, count);
            }
        }

        /** Copies rows from the heap. */
        void put(int row, int rows, float[] from, int width) {
            for (int i = 0; i < rows; i++) {
                matrix.put((row + i) * columns + first, from, i * width, count);
            }
        }
    }
}
