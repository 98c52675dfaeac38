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
        checkTracedRun(run, 20, Map.of("w", new int[] {2}, "b", new int[] {1}));
        double[] losses = run.array("losses").doubles();
        assertEquals(0, losses[16] + losses[17] + losses[18] + losses[19]);
    }

    @Test
    void xor() {
        NpzFile run = recording("xor.npz");
        Map<String, int[]> parameters =
                Map.of("W1", new int[] {2, 3}, "b1", new int[] {3}, "W2", new int[] {3, 1}, "b2", new int[] {1});
        checkTracedRun(run, 40_000, parameters);
        double[] losses = run.array("losses").doubles();
        assertTrue(losses[39_999] < 1e-20, "XOR is learned");
    }

    @Test
    void digits() {
        NpzFile run = recording("digits.npz");
        Map<String, int[]> parameters = Map.of(
                "fc1.weight", new int[] {256, 784},
                "fc1.bias", new int[] {256},
                "fc2.weight", new int[] {10, 256},
                "fc2.bias", new int[] {10});
        parameters.forEach((name, shape) -> {
            assertEquals(
                    "float32",
                    run.array(name).requireShape(shape).requireFinite().typeName());
            assertEquals(
                    "float32",
                    run.array("final." + name)
                            .requireShape(shape)
                            .requireFinite()
                            .typeName());
        });
        long[] order = run.array("order").requireShape(60_000).longs();
        assertArrayEquals(
                LongStream.range(0, 60_000).toArray(),
                Arrays.stream(order).sorted().toArray(),
                "each image once");
        assertEquals(64, run.array("batch").requireShape().longs()[0]);
        assertEquals(0.001, run.array("lr").requireShape().doubles()[0]);
        run.array("losses").requireShape(938).requireFinite().floats();
        assertEquals(9611, run.array("test_correct").requireShape().longs()[0]);
        assertEquals(0.127, run.array("test_loss").requireShape().doubles()[0], 0.001);
    }

    private static void checkTracedRun(NpzFile run, int steps, Map<String, int[]> parameters) {
        assertArrayEquals(
                new double[] {0, 0, 0, 1, 1, 0, 1, 1},
                run.array("x").requireShape(4, 2).doubles());
        run.array("t").requireShape(4).requireFinite().doubles();
        assertEquals(0.1, run.array("lr").requireShape().doubles()[0]);
        long[] order = run.array("order").requireShape(steps).longs();
        assertArrayEquals(LongStream.range(0, steps).map(i -> i % 4).toArray(), order);
        run.array("losses").requireShape(steps).requireFinite().doubles();
        assertArrayEquals(
                LongStream.rangeClosed(1, steps).toArray(),
                run.array("trace.steps").longs());
        parameters.forEach((name, shape) -> checkParameter(run, name, shape, steps));
    }

    private static void checkParameter(NpzFile run, String name, int[] shape, int steps) {
        run.array(name).requireShape(shape).requireFinite().doubles();
        int[] traceShape = new int[shape.length + 1];
        traceShape[0] = steps;
        System.arraycopy(shape, 0, traceShape, 1, shape.length);
        double[] trace = run.array("trace." + name)
                .requireShape(traceShape)
                .requireFinite()
                .doubles();
        double[] last = run.array("final." + name).requireShape(shape).doubles();
        assertArrayEquals(last, Arrays.copyOfRange(trace, trace.length - last.length, trace.length));
    }

    private static NpzFile recording(String name) {
        Path file = Path.of("src", "reference", "recordings", name);
        return NpzFile.read(ProjectFolder.find(file).orElseThrow());
    }
}
