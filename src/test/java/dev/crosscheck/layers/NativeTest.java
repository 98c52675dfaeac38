package dev.crosscheck.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.crosscheck.device.Nd4jRuntime;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class NativeTest {
    private static final float[] NUMBERS = {1, 2, 3, 4, 5, 6};

    @BeforeAll
    static void start() {
        Nd4jRuntime.startOnCpu();
    }

    private static void isCopied(INDArray array) {
        INDArray found = Native.rowMajor(array, DataType.FLOAT);
        assertNotSame(array, found);
        assertArrayEquals(array.shape(), found.shape());
        assertEquals(DataType.FLOAT, found.dataType());
        assertEquals(array.size(1), found.stride(0));
        assertEquals(1, found.stride(1));
        for (int row = 0; row < array.size(0); row++) {
            for (int column = 0; column < array.size(1); column++) {
                assertEquals(array.getDouble(row, column), found.getDouble(row, column));
            }
        }
    }

    /** What lies row by row without gaps is used where it is; all else is copied first. */
    @Test
    void onlyWhatIsNotRowByRowIsCopied() {
        INDArray plain = Nd4j.create(NUMBERS, new long[] {2, 3}, 'c');
        assertSame(plain, Native.rowMajor(plain, DataType.FLOAT));
        INDArray row = plain.get(NDArrayIndex.interval(1, 2), NDArrayIndex.interval(1, 3));
        assertSame(row, Native.rowMajor(row, DataType.FLOAT), "one row of a wider matrix");
        isCopied(Nd4j.create(NUMBERS, new long[] {2, 3}, 'f'));
        isCopied(Nd4j.create(NUMBERS, new long[] {6, 1}, 'c').get(NDArrayIndex.interval(0, 2, 6), NDArrayIndex.all()));
        isCopied(plain.get(NDArrayIndex.all(), NDArrayIndex.interval(0, 2)));
        isCopied(plain.castTo(DataType.DOUBLE));
    }
}
