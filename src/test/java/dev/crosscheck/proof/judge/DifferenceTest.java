package dev.crosscheck.proof.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.math.Matrix;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a difference. */
class DifferenceTest {
    private static Matrix matrix(String numbers, int rows) {
        double[] data = Arrays.stream(numbers.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        return new Matrix(rows, data.length / rows, data);
    }

    /** Rows | theirs | ours, each with a bound of 1e-9 | the pattern */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | 0 0 0 0 | 0 2 3 5 | all of yours are 0",
                "2 | 0 1 3 5 | 0 2 3 5 | 1 of its 4 numbers differ, by no common factor",
                "2 | NaN 2 3 5 | 0 2 3 5 | 1 of its 4 numbers differ, by no common factor",
                "2 | 1e-9 0 0 0 | 1 2 3 5 | 4 of its 4 numbers differ, by no common factor",
                "2 | 0 4 6 10 | 0 2 3 5 | every number of the array is 2 times ours",
                "2 | 0 4 6.00000001 10 | 0 2 3 5 | every number of the array is 2 times ours",
                "2 | 0 4 6.0000001 10 | 0 2 3 5 | 3 of its 4 numbers differ, by no common factor",
                "1 | 1.00005 2.0001 | 1 2 | every number of the array is 1.00004995 times ours",
                "1 | 1.000005 2.00001 | 1 2 | 2 of its 2 numbers differ, by no common factor",
                "2 | 0 3 2 5 | 0 2 3 5 | the array is ours, transposed",
                "1 | 1 2.000000006 | 1 2 | 1 of its 2 numbers differ, by no common factor",
                "2 | 1 2.000000006 | 1 2 | 1 of its 2 numbers differ, by no common factor",
                "1 | Infinity 2 | 0 0 | 2 of its 2 numbers differ, by no common factor",
                "1 | 3 | 2 | that is 1.50000000 times ours",
                "1 | 2.000001 | 2 | ''",
                "1 | 0 | 2 | ''"
            })
    void patterns(int rows, String theirs, String ours, String pattern) {
        Matrix right = matrix(ours, rows);
        Spread.Expected expected = new Spread.Expected(right, right.map(v -> 1e-9), 1);
        assertEquals(pattern, Difference.pattern(matrix(theirs, rows), expected));
    }

    @ParameterizedTest
    @CsvSource({"3, 1, 0.5, 4", "3, 1, 0, Infinity", "1, 1, 0, 0", "Infinity, 1, 1, 0", "NaN, 1, 1, 0"})
    void aDifferenceIsAsClearAsTheMultipleOfItsBound(double yours, double ours, double allowed, double clarity) {
        assertEquals(clarity, new Difference("start", 1, "w", 0, 0, yours, ours, allowed, "").clarity());
    }
}
