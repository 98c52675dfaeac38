package dev.crosscheck.train.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.cuda.EmulatedDriver;
import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Simd;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.byhand.Exact;
import dev.crosscheck.train.byhand.FloatNetwork;
import dev.crosscheck.train.byhand.Images;
import dev.crosscheck.train.byhand.KernelChoice;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels for GPUs, run by the emulator, against the sparse kernels: not one bit may differ. */
class GpuNetworkIT {
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
    private static void train(int count, int rows, int columns, int hidden, int classes, int batch, int steps) {
        ImageSet images = Images.random(count, rows, columns, classes, 0.3);
        Batches batches = new Batches(images, batch);
        NetworkState start = Exact.start(Exact.drawn(Exact.network(rows * columns, List.of(hidden), classes), 3));
        Setup setup = Exact.setup(batches, List.of(hidden), classes);
        try (Gpu gpu = EmulatedDriver.right().gpu();
                GpuNetwork onGpu = new GpuNetwork(setup, start, batches, gpu);
                FloatNetwork onCpu = KernelChoice.SPARSE.network(setup, start, batches, 2)) {
            for (int step = 0; step < steps; step++) {
                int[] order = batches.shuffled(1, 1 + step / batches.count());
                int index = step % batches.count();
                assertArrayEquals(onCpu.steps(order, index, RATE), onGpu.steps(order, index, RATE));
                assertSame(onCpu.state(0), onGpu.state(0));
            }
            assertSame(onCpu.probabilities(images), onGpu.probabilities(images), "probability");
        }
    }

    /** Sizes that are no multiples of tiles and slices, a last batch of one, more images than a block takes at a time, and a step of the default network. */
    @ParameterizedTest
    @CsvSource({
        "17, 7, 7, 24, 10, 16, 6",
        "33, 4, 5, 64, 16, 8, 10",
        "20, 1, 1, 1, 2, 20, 5",
        "49, 7, 7, 24, 10, 16, 52",
        "81, 9, 9, 130, 3, 80, 6",
        "64, 28, 28, 256, 10, 64, 1"
    })
    void everyStepIsThatOfTheSparseKernels(
            int count, int rows, int columns, int hidden, int classes, int batch, int steps) {
        train(count, rows, columns, hidden, classes, batch, steps);
    }

    @ParameterizedTest
    @EnumSource(OptimizerSpec.Kind.class)
    void everyOptimizer(OptimizerSpec.Kind kind) {
        ImageSet images = Images.random(20, 4, 5, 10, 0.3);
        Batches batches = new Batches(images, 8);
        OptimizerSpec optimizer = kind.byDefault();
        Setup setup = Setups.of(
                        List.of(9), Elementwise.RELU, Loss.CATEGORICAL_CROSS_ENTROPY, optimizer, 0, Initialization.HE)
                .of(20, 10);
        NetworkState start = NetworkState.drawn(setup);
        try (Gpu gpu = EmulatedDriver.right().gpu();
                GpuNetwork onGpu = new GpuNetwork(setup, start, batches, gpu);
                FloatNetwork onCpu = KernelChoice.SPARSE.network(setup, start, batches, 1)) {
            double[] rates = {0.1, 0.02, 0.05};
            for (int epoch = 1; epoch <= 2; epoch++) {
                int[] order = batches.shuffled(1, epoch);
                assertArrayEquals(onCpu.steps(order, 0, rates), onGpu.steps(order, 0, rates));
                assertSame(onCpu.state(0), onGpu.state(0));
                onGpu.restore(onCpu.state(0));
            }
        }
    }

    /** The losses of several steps come back together, also of a last batch that is smaller than the others. */
    @Test
    void stepsAtOnceAreTheSameAsOneByOne() {
        ImageSet images = Images.random(35, 4, 5, 10, 0.3);
        Batches batches = new Batches(images, 8);
        NetworkState start = Exact.start(Exact.drawn(Exact.network(20, List.of(9), 10), 2));
        Setup setup = Exact.setup(batches, List.of(9), 10);
        try (Gpu gpu = EmulatedDriver.right().gpu();
                GpuNetwork onGpu = new GpuNetwork(setup, start, batches, gpu);
                FloatNetwork onCpu = KernelChoice.SPARSE.network(setup, start, batches, 1)) {
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

    /** Trains for some epochs with batches of two images, several steps at once, through the driver's functions. */
    private static void trainSeveralAtOnce(EmulatedDriver driver, int count, int epochs) {
        ImageSet images = Images.random(count, 2, 3, 4, 0.3);
        Batches batches = new Batches(images, 2);
        NetworkState start = Exact.start(Exact.drawn(Exact.network(6, List.of(5), 4), 2));
        Setup setup = Exact.setup(batches, List.of(5), 4);
        Gpu gpu = driver.gpu();
        try (GpuNetwork onGpu = new GpuNetwork(setup, start, batches, gpu);
                FloatNetwork onCpu = KernelChoice.SPARSE.network(setup, start, batches, 1)) {
            for (int epoch = 1; epoch <= epochs; epoch++) {
                int[] order = batches.shuffled(1, epoch);
                for (int from = 0; from < batches.count(); from += onGpu.stepsAtOnce()) {
                    int first = from;
                    double[] rates = new double[Math.min(onGpu.stepsAtOnce(), batches.count() - from)];
                    Arrays.setAll(rates, i -> RATE / (1 + first + i));
                    assertArrayEquals(onCpu.steps(order, from, rates), onGpu.steps(order, from, rates));
                }
                assertSame(onCpu.state(0), onGpu.state(0));
            }
        }
        assertEquals(Map.of("cuCtxCreate_v2", 1, "cuStreamCreate", 1), driver.open());
        gpu.close();
        assertEquals(Map.of(), driver.open());
    }

    /** The last of 96 batches is smaller than the others, so that the last 32 steps of an epoch are launched one by one. */
    @Test
    void launchesAreRecordedOnceAndRepeated() {
        EmulatedDriver driver = EmulatedDriver.right();
        trainSeveralAtOnce(driver, 191, 2);
        assertEquals(1, driver.calls().get("cuStreamBeginCapture_v2"));
        assertEquals(2 * 2, driver.calls().get("cuGraphLaunch"));
        int columnSums = 1;
        assertEquals(columnSums + 3 * 32 + 2 * 3 * 32, driver.calls().get("cuLaunchKernel"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cuStreamBeginCapture_v2", "cuStreamEndCapture", "cuGraphInstantiateWithFlags"})
    void whereTheyCannotBeRecordedTheyAreLaunchedOneByOne(String function) {
        EmulatedDriver driver = EmulatedDriver.right();
        driver.failing(function, 801);
        trainSeveralAtOnce(driver, 64, 1);
        assertEquals(1, driver.calls().get(function));
        assertEquals(null, driver.calls().get("cuGraphLaunch"));
    }

    /** At an epoch's end several ask for it: for the largest parameter, the best epoch, a checkpoint. */
    @Test
    void theStateIsCopiedToTheHostOnce() {
        ImageSet images = Images.random(8, 2, 3, 4, 0.3);
        Batches batches = new Batches(images, 4);
        NetworkState start = Exact.start(Exact.drawn(Exact.network(6, List.of(5), 4), 2));
        Setup setup = Exact.setup(batches, List.of(5), 4);
        EmulatedDriver driver = EmulatedDriver.right();
        try (Gpu gpu = driver.gpu();
                GpuNetwork network = new GpuNetwork(setup, start, batches, gpu)) {
            network.steps(batches.inOrder(), 0, RATE);
            NetworkState first = network.state(1);
            int copies = driver.calls().get("cuMemcpyDtoH_v2");
            NetworkState again = network.state(2);
            assertEquals(copies, driver.calls().get("cuMemcpyDtoH_v2"));
            assertSame(first, again);
            assertEquals(2, again.epochs());
            network.steps(batches.inOrder(), 1, RATE);
            assertNotEquals(first.parameters()[0], network.state(1).parameters()[0]);
            network.restore(start);
            assertSame(start, network.state(0));
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
