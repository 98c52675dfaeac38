package dev.crosscheck.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class MatrixTest {
    private final Matrix a = new Matrix(2, 3, 1, 2, 3, 4, 5, 6);
    private final Matrix b = new Matrix(3, 2, 7, 8, 9, 10, 11, 12);
    private final Matrix c = new Matrix(2, 3, 1, 0, -1, 2, 1, 0);

    private static void assertMatrix(Matrix actual, int rows, int columns, double... elements) {
        assertEquals("(" + rows + ", " + columns + ")", actual.shape());
        assertArrayEquals(elements, actual.data());
    }

    @Test
    void products() {
        assertMatrix(a.times(b), 2, 2, 58, 64, 139, 154);
        assertMatrix(a.transposeTimes(c), 3, 3, 9, 4, -1, 12, 5, -2, 15, 6, -3);
        assertMatrix(a.timesTranspose(c), 2, 2, -2, 4, -2, 13);
    }

    /** To the last bit. */
    @Test
    void productsOfManyRowsAreThoseOfEach() {
        SplittableRandom random = new SplittableRandom(1);
        Matrix many = Matrix.gaussian(9, 111, random);
        Matrix b = Matrix.gaussian(111, 300, random);
        for (int i = 0; i < many.rows(); i++) {
            assertArrayEquals(many.row(i).times(b).data(), many.times(b).row(i).data());
        }
    }

    @Test
    void rowsAndColumns() {
        assertMatrix(a.plusRow(Matrix.rowOf(10, 20, 30)), 2, 3, 11, 22, 33, 14, 25, 36);
        assertMatrix(a.columnSums(), 1, 3, 5, 7, 9);
        assertEquals(Math.sqrt(91), a.length(), 1e-14);
        assertMatrix(a.row(1), 1, 3, 4, 5, 6);
        assertEquals(6, a.get(1, 2));
    }

    @Test
    void thereIsNoRowBeyondTheLast() {
        assertThrows(IndexOutOfBoundsException.class, () -> a.row(2));
        assertThrows(IndexOutOfBoundsException.class, () -> a.row(-1));
    }

    @Test
    void elementByElement() {
        assertMatrix(a.map(x -> x * x), 2, 3, 1, 4, 9, 16, 25, 36);
        assertMatrix(a.combine(c, (x, y) -> x - y), 2, 3, 0, 2, 4, 2, 4, 6);
        assertMatrix(a.hadamard(c), 2, 3, 1, 0, -3, 8, 5, 0);
        assertMatrix(a, 2, 3, 1, 2, 3, 4, 5, 6);
    }

    @Test
    void wrongShapesAreNamed() {
        assertRefused("A B: shapes (2, 3) and (2, 3) do not go together", Matrix::times, c);
        assertRefused("Aᵀ B: shapes (2, 3) and (3, 2) do not go together", Matrix::transposeTimes, b);
        assertRefused("A Bᵀ: shapes (2, 3) and (3, 2) do not go together", Matrix::timesTranspose, b);
        assertRefused("A + row: shapes (2, 3) and (1, 2) do not go together", Matrix::plusRow, Matrix.rowOf(1, 2));
        assertRefused("A + row: shapes (2, 3) and (2, 3) do not go together", Matrix::plusRow, c);
        assertRefused("f(A, B): shapes (2, 3) and (3, 2) do not go together", Matrix::hadamard, b);
    }

    private void assertRefused(String message, BiFunction<Matrix, Matrix, Matrix> operation, Matrix other) {
        Exception refused = assertThrows(IllegalArgumentException.class, () -> operation.apply(a, other));
        assertEquals(message, refused.getMessage());
    }

    @Test
    void elementsMustFill() {
        assertThrows(IllegalArgumentException.class, () -> new Matrix(2, 2, 1, 2, 3));
        assertThrows(IllegalArgumentException.class, () -> new Matrix(0, 2));
        assertThrows(IllegalArgumentException.class, () -> new Matrix(65536, 65536));
    }

    @Test
    void ofEqualElementsTheFirstIsTheLargest() {
        assertEquals(1, Argmax.of(-3, 2, 0, 2));
        assertEquals(0, Argmax.of(5, 5));
        float[] matrix = {9, 0, 1, 3, 3, 2, 8, 0, 0};
        assertEquals(0, Argmax.ofRow(matrix, 3, 3));
        assertEquals(2, Argmax.ofRow(matrix, 4, 3));
    }
}
