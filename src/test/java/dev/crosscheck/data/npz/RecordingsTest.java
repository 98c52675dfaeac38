package dev.crosscheck.data.npz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.ProjectFolder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The recorded runs hold what src/reference/README.md says. */
class RecordingsTest {

    @Test
    void perceptron() {
        NpzFile run = recording("perceptron-and.npz");
        checkStates(run, 20, 20, Map.of("w", new int[] {2}, "b", new int[] {1}), "float64");
        assertEquals(0.1, run.array("lr").requireShape().doubles()[0]);
        run.array("order").requireShape(20).longs();
        double[] losses = run.array("losses").doubles();
        assertEquals(0, losses[16] + losses[17] + losses[18] + losses[19]);
    }

    @Test
    void xor() {
        NpzFile run = recording("xor.npz");
        Map<String, int[]> parameters = Map.of(
                "fc1.weight", new int[] {3, 2},
                "fc1.bias", new int[] {3},
                "fc2.weight", new int[] {1, 3},
                "fc2.bias", new int[] {1});
        checkStates(run, 40_000, 40_000, parameters, "float64");
        assertEquals("2-3-1 tanh half-squared-error sgd lr:0.1 batch:1", setup(run));
        long[] order = run.array("order").requireShape(10_000, 4).longs();
        assertArrayEquals(LongStream.range(0, 40_000).map(i -> i % 4).toArray(), order);
        double[] losses = run.array("losses").doubles();
        assertTrue(losses[39_999] < 1e-20, "XOR is learned");
    }

    @Test
    void digits() {
        NpzFile run = recording("digits.npz");
        Map<String, int[]> parameters = Map.of(
                "fc1.weight", new int[] {32, 784},
                "fc1.bias", new int[] {32},
                "fc2.weight", new int[] {10, 32},
                "fc2.bias", new int[] {10});
        checkStates(run, 938, 8, parameters, "float32");
        parameters.forEach((name, shape) -> {
            run.array("state.m." + name).requireFinite();
            run.array("state.v." + name).requireFinite();
        });
        assertEquals("784-32-10 relu cross-entropy adam epsilon:corrected lr:0.001 batch:64", setup(run));
        long[] order = run.array("order").requireShape(1, 60_000).longs();
        assertArrayEquals(
                LongStream.range(0, 60_000).toArray(),
                Arrays.stream(order).sorted().toArray(),
                "each image once");
        assertEquals(9404, run.array("test_correct").requireShape().longs()[0]);
        assertEquals(0.2, run.array("test_loss").requireShape().doubles()[0], 0.001);
    }

    private static String setup(NpzFile run) {
        StringBuilder line = new StringBuilder();
        Arrays.stream(run.array("setup").longs()).forEach(code -> line.append((char) code));
        return line.toString();
    }

    private static void checkStates(NpzFile run, int steps, int kept, Map<String, int[]> parameters, String type) {
        run.array("losses").requireShape(steps).requireFinite();
        long[] at = run.array("state.steps").requireShape(kept).longs();
        assertEquals(steps, at[kept - 1], "the last state is kept");
        parameters.forEach((name, shape) -> {
            assertEquals(
                    type, run.array(name).requireShape(shape).requireFinite().typeName());
            int[] stacked = new int[shape.length + 1];
            stacked[0] = kept;
            System.arraycopy(shape, 0, stacked, 1, shape.length);
            assertEquals(
                    type,
                    run.array("state." + name)
                            .requireShape(stacked)
                            .requireFinite()
                            .typeName());
        });
    }

    private static NpzFile recording(String name) {
        Path file = Path.of("src", "reference", "recordings", name);
        return NpzFile.read(ProjectFolder.find(file).orElseThrow());
    }
}
