package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.ptx.PtxInterpreter;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Simd;
import dev.crosscheck.nn.Setup;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernels for GPUs, run by the interpreter, against the sparse kernels: not one bit may differ. */
class GpuNetworkTest {
    private static final double RATE = 0.01;

    @BeforeEach
    void sparseKernelsAreThere() {
        assumeTrue(Simd.isThere(), "the sparse kernels need the Vector API and fused multiplication");
    }

    /** Bits, so that NaN and the two zeros are told apart. */
    private static void assertSame(float[] expected, float[] actual, String what) {
        assertEquals(expected.length, actual.length, what);
        for (int i = 0; i < expected.length; i++) {
            int index = i;
            assertEquals(
                    Float.floatToRawIntBits(expected[i]),
                    Float.floatToRawIntBits(actual[i]),
                    () -> what + " " + index + ": " + expected[index] + " and " + actual[index]);
        }
    }

    private static void assertSame(NetworkState expected, NetworkState actual) {
        assertSame(expected.parameters(), actual.parameters(), "parameter");
        assertSame(expected.moments(), actual.moments(), "moment");
        assertEquals(expected.steps(), actual.steps());
    }

    /** Trains on both, and compares all that there is after each step, and the probabilities at the end. */
    static void train(int count, int rows, int columns, int hidden, int classes, int batch, int steps) {
        ImageSet images = Images.random(count, rows, columns, classes, 0.3);
        Batches batches = new Batches(images, batch);
        NetworkState start = Exact.start(Exact.drawn(Exact.network(rows * columns, List.of(hidden), classes), 3));
        Setup setup = Exact.setup(batches, List.of(hidden), classes);
        try (Gpu gpu = new PtxInterpreter();
                GpuNetwork onGpu = new GpuNetwork(setup, start, batches, gpu);
                FloatNetwork onCpu = Kernels.SPARSE.network(setup, start, batches, 2)) {
            for (int step = 0; step < steps; step++) {
                int[] order = batches.shuffled(1, 1 + step / batches.count());
                int index = step % batches.count();
                assertArrayEquals(onCpu.steps(order, index, RATE), onGpu.steps(order, index, RATE));
                assertSame(onCpu.state(0), onGpu.state(0));
            }
            assertSame(onCpu.probabilities(images), onGpu.probabilities(images), "probability");
        }
    }

    /** Sizes that are no multiples of tiles and slices, and a last batch of one. {@link GpuNetworkIT} has larger ones and more steps. */
    @ParameterizedTest
    @CsvSource({"17, 7, 7, 24, 10, 16, 6", "33, 4, 5, 64, 16, 8, 10", "20, 1, 1, 1, 2, 20, 5"})
    void everyStepIsThatOfTheSparseKernels(
            int count, int rows, int columns, int hidden, int classes, int batch, int steps) {
        train(count, rows, columns, hidden, classes, batch, steps);
    }

    /** The losses of several steps come back together, also of a last batch that is smaller than the others. */
    @Test
    void stepsAtOnceAreTheSameAsOneByOne() {
        ImageSet images = Images.random(35, 4, 5, 10, 0.3);
        Batches batches = new Batches(images, 8);
        NetworkState start = Exact.start(Exact.drawn(Exact.network(20, List.of(9), 10), 2));
        Setup setup = Exact.setup(batches, List.of(9), 10);
        try (Gpu gpu = new PtxInterpreter();
                GpuNetwork onGpu = new GpuNetwork(setup, start, batches, gpu);
                FloatNetwork onCpu = Kernels.SPARSE.network(setup, start, batches, 1)) {
            int[] order = batches.shuffled(1, 1);
            double[] rates = {0.01, 0.02, 0.01, 0.005, 0.01};
            assertArrayEquals(onCpu.steps(order, 0, rates), onGpu.steps(order, 0, rates));
            int[] next = batches.shuffled(1, 2);
            assertArrayEquals(onCpu.steps(next, 4, 0.01), onGpu.steps(next, 4, 0.01));
            assertSame(onCpu.state(0), onGpu.state(0));
            NetworkState state = onCpu.state(0);
            onGpu.restore(start);
            onGpu.restore(state);
            assertArrayEquals(onCpu.steps(next, 0, 0.01), onGpu.steps(next, 0, 0.01), "on from a state");
            assertSame(onCpu.state(0), onGpu.state(0));
        }
    }

    @Test
    void whatTheKernelsCannotTrainIsSaid() {
        ImageSet images = Images.random(2, 4, 5, 10, 0.3);
        assertTrue(GpuLayout.obstacle(List.of(8192), images).isEmpty());
        for (List<Integer> hidden : List.of(List.of(8193), List.of(8, 8))) {
            assertTrue(GpuLayout.obstacle(hidden, images).isPresent());
        }
        assertTrue(
                GpuLayout.obstacle(List.of(8), Images.random(2, 4097, 4096, 10, 0))
                        .isPresent(),
                "too many pixels");
    }
}
