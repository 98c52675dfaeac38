package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.npz.NpyArray;
import dev.crosscheck.data.npz.NpzBytes;
import dev.crosscheck.math.Shape;
import dev.crosscheck.nn.Parameters;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitialWeightsTest {
    private static final int INPUTS = 3;
    private static final int CLASSES = 2;

    @TempDir
    private Path folder;

    /** 3-4-5-2: (outputs, inputs), all numbers different. */
    private static Map<String, NpyArray> threeLayers() {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        arrays.put("fc1.weight", counted(100, 4, 3));
        arrays.put("fc1.bias", counted(200, 4));
        arrays.put("fc2.weight", counted(300, 5, 4));
        arrays.put("fc2.bias", counted(400, 5));
        arrays.put("fc3.weight", counted(500, 2, 5));
        arrays.put("fc3.bias", counted(600, 2));
        return arrays;
    }

    private static NpyArray counted(int from, int... shape) {
        float[] values = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = from + i;
        }
        return NpzBytes.of(values, shape);
    }

    private Path write(Map<String, NpyArray> arrays) {
        Path file = folder.resolve("start.npz");
        return NpzBytes.write(file, arrays);
    }

    @Test
    void weightsAreTurnedAndLayersKeepTheirOrder() {
        Parameters read = InitialWeights.open(write(threeLayers()))
                .of(Shape.flat(INPUTS), CLASSES, null)
                .parameters();
        assertEquals(3, read.layers());
        assertEquals("(3, 4)", read.weights(1).shape());
        assertEquals("(4, 5)", read.weights(2).shape());
        assertEquals("(5, 2)", read.weights(3).shape());
        assertEquals(100 + 2 * 3 + 1, read.weights(1).get(1, 2), "row 2, column 1 of the file");
        assertEquals(500 + 5 + 4, read.weights(3).get(4, 1), "row 1, column 4 of the file");
        assertArrayEquals(new double[] {400, 401, 402, 403, 404}, read.bias(2).data());
    }

    /** Arrays whose names begin so are left out, or one has another shape, or one of its numbers is another. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            fc         | none    | expected an array fc1.weight, found no arrays.
            fc1.weight | none    | expected an array fc1.weight, found only fc1.bias, fc2
            fc2.bias   | none    | expected an array fc2.bias, found only
            fc2        | none    | array fc3.weight: expected layers without a gap, found no fc2.weight.
            fc4.bias   | 2       | array fc4.bias: expected layers without a gap, found no fc4.weight.
            fc1.weight | 4 2     | array fc1.weight: expected shape (any, 3), found (4, 2).
            fc2.weight | 5 3     | array fc2.weight: expected shape (any, 4), found (5, 3).
            fc3.weight | 3 5     | array fc3.weight: expected shape (2, 5), found (3, 5).
            fc1.bias   | 3       | array fc1.bias: expected shape (4,), found (3,).
            fc1.weight | 12      | array fc1.weight: expected shape
            fc1.weight | 0 3     | array fc1.weight: expected at least one unit, found none.
            fc2.bias   | NaN     | array fc2.bias: expected finite numbers, found NaN in element 1
            fc1.bias   | 1.0E300 | array fc1.bias: expected numbers within float32's range, found 1.0E300.
            """)
    void brokenFiles(String name, String change, String message) {
        Map<String, NpyArray> arrays = threeLayers();
        if (change.equals("none")) {
            arrays.keySet().removeIf(key -> key.startsWith(name));
        } else if (change.matches("[\\d ]+")) {
            arrays.put(
                    name,
                    counted(
                            0,
                            Stream.of(change.split(" "))
                                    .mapToInt(Integer::parseInt)
                                    .toArray()));
        } else {
            double[] values = arrays.get(name).doubles();
            values[1] = Double.parseDouble(change);
            arrays.put(name, NpzBytes.of(values, values.length));
        }
        Path file = write(arrays);
        CrosscheckException e = assertThrows(
                CrosscheckException.class,
                () -> InitialWeights.open(file)
                        .of(Shape.flat(INPUTS), CLASSES, null)
                        .parameters());
        assertTrue(e.getMessage().startsWith(file + ": " + message), e.getMessage());
    }
}
