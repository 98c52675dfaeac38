package dev.crosscheck.train.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.cuda.EmulatedDriver;
import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.PtxGpu;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.FloatMath;
import dev.crosscheck.math.Simd;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.optim.OptimizerSpec.Kind;
import dev.crosscheck.train.byhand.FloatNetwork;
import dev.crosscheck.train.byhand.Images;
import dev.crosscheck.train.byhand.KernelChoice;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The kernels for GPUs, run by the emulator and by the interpreter, against the sparse kernels: not one bit may differ. The emulator runs threads and
 * blocks in random order, on memory that begins as nonsense and ends at a guarded page.
 */
class GpuNetworkIT {
    private static final double RATE = 0.01;

    @BeforeAll
    static void sparseKernelsAreThere() {
        assumeTrue(Simd.isThere(), "the sparse kernels need the Vector API and fused multiplication");
    }

    /**
     * A network and its images; some have more lit pixels than a block has threads.
     *
     * @param scale of the first parameters: if it is large, the outputs are 0 and 1, gradients are tiny or the largest, and half of the ReLUs are shut
     */
    private record Case(int count, int side, int hidden, int classes, int batch, Kind kind, float scale) {
        ImageSet images() {
            ImageSet images = Images.random(count, side, side, classes, 0.2);
            byte[] lit =
                    Images.random(Math.min(20, count), side, side, classes, 0.9).pixels();
            System.arraycopy(lit, 0, images.pixels(), 0, lit.length);
            return images;
        }

        Batches batches() {
            return new Batches(images(), batch);
        }

        Setup setup() {
            return Setups.of(
                            List.of(hidden),
                            Elementwise.RELU,
                            Loss.CATEGORICAL_CROSS_ENTROPY,
                            kind,
                            0,
                            Initialization.HE)
                    .of(side * side, classes);
        }

        NetworkState start() {
            float[] parameters = NetworkState.drawn(setup()).parameters();
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] *= scale;
            }
            return new NetworkState(parameters, new float[kind.state() * parameters.length], 0, 0);
        }

        GpuNetwork on(Gpu gpu) {
            return new GpuNetwork(setup(), start(), batches(), gpu);
        }

        FloatNetwork onCpu() {
            return KernelChoice.SPARSE.network(setup(), start(), batches(), 1);
        }
    }

    /** Sizes that are no multiples of tiles and slices, a last batch of one, more images than a block takes at a time, every optimizer. */
    static final List<Case> CASES = List.of(
            new Case(43, 7, 70, 10, 20, Kind.ADAM, 1),
            new Case(43, 7, 70, 10, 20, Kind.ADAMW, 1),
            new Case(43, 7, 70, 10, 20, Kind.MOMENTUM, 1),
            new Case(43, 7, 70, 10, 20, Kind.SGD, 1),
            new Case(43, 7, 70, 10, 20, Kind.ADAM, 9),
            new Case(43, 7, 70, 10, 20, Kind.ADAM, 30),
            new Case(2, 1, 1, 2, 1, Kind.ADAM, 1),
            new Case(65, 5, 1, 16, 64, Kind.ADAM, 1),
            new Case(49, 7, 24, 10, 16, Kind.ADAM, 1),
            new Case(81, 9, 130, 3, 80, Kind.ADAM, 1),
            new Case(40, 18, 1024, 3, 33, Kind.MOMENTUM, 1),
            new Case(132, 21, 257, 10, 66, Kind.ADAM, 1),
            new Case(64 * 2 + 5, 28, 256, 10, 64, Kind.ADAM, 1), // the default network
            new Case(4 * 33 + 1, 7, 70, 10, 4, Kind.ADAM, 1)); // more steps than are done at once

    @ParameterizedTest
    @FieldSource("CASES")
    void theKernelsGiveTheCpusBits(Case some) {
        Batches batches = some.batches();
        NetworkState state = some.start();
        try (Gpu gpu = EmulatedDriver.right().gpu();
                GpuNetwork network = some.on(gpu)) {
            int[] order = batches.shuffled(1, 1);
            for (int from = 0; from < batches.count(); from += network.stepsAtOnce()) {
                double[] rates = new double[Math.min(network.stepsAtOnce(), batches.count() - from)];
                Arrays.setAll(rates, i -> RATE / (1 + i % 3));
                assertEquals(
                        Optional.empty(),
                        new GpuProof(some.setup(), state, batches).difference(network, order, from, rates));
                state = network.state(0);
            }
        }
    }

    /** Two steps of a network with a slice and a bit, the second of fewer images. */
    @ParameterizedTest
    @EnumSource
    void theShippedTextGivesTheCpusBits(Kind kind) {
        Case some = new Case(5, 17, 70, 10, 4, kind, 1);
        Batches batches = some.batches();
        try (Gpu gpu = new PtxGpu();
                GpuNetwork network = some.on(gpu)) {
            assertEquals(
                    Optional.empty(),
                    new GpuProof(some.setup(), some.start(), batches)
                            .difference(network, batches.shuffled(1, 1), 0, 0.01, 0.02));
        }
    }

    /** A training has few arguments, and a constant that is wrong in its last place changes the values of few. */
    @Test
    void exponentialAndLogarithmAreThoseOfJava() {
        EmulatedDriver driver = EmulatedDriver.right();
        float[] negative = exponents();
        float[] aboveOne = floats(1, 1 << 24);
        float[] powers = driver.values("exponentials", negative);
        float[] logarithms = driver.values("logarithms", aboveOne);
        for (int i = 0; i < negative.length; i++) {
            assertEquals(FloatMath.exp(negative[i]), powers[i], () -> "e^x");
            assertEquals(FloatMath.log(aboveOne[i]), logarithms[i], () -> "ln x");
        }
    }

    /**
     * Half of them are next to odd multiples of ln 2 / 2, where x / ln 2 is rounded to another integer, and the polynomial's last coefficients
     * count most.
     */
    private static float[] exponents() {
        final int near = 1 << 14;
        float[] exponents = floats(-0f, -104f);
        for (int i = 0; i < exponents.length / 2; i++) {
            float middle = (float) -((i / near + 0.5) * Math.log(2));
            exponents[2 * i] = Float.intBitsToFloat(Float.floatToRawIntBits(middle) + i % near - near / 2);
        }
        return exponents;
    }

    /** @return four million floats, all bits of which change */
    private static float[] floats(float from, float to) {
        float[] floats = new float[1 << 22];
        int first = Float.floatToRawIntBits(from);
        double step = (Float.floatToRawIntBits(to) - first) / (double) floats.length;
        for (int i = 0; i < floats.length; i++) {
            floats[i] = Float.intBitsToFloat(first + (int) (i * step));
        }
        return floats;
    }

    /** Bits, so that NaN and the two zeros are told apart. */
    private static void assertSame(NetworkState expected, NetworkState actual) {
        assertArrayEquals(bits(expected.parameters()), bits(actual.parameters()), "parameters");
        assertArrayEquals(bits(expected.moments()), bits(actual.moments()), "moments");
        assertEquals(expected.steps(), actual.steps());
    }

    private static int[] bits(float... values) {
        return IntStream.range(0, values.length)
                .map(i -> Float.floatToRawIntBits(values[i]))
                .toArray();
    }

    /** The losses of several steps come back together, also of a last batch that is smaller than the others; a network goes on from a state. */
    @ParameterizedTest
    @EnumSource
    void stepsAtOnceAreTheSameAsOneByOne(Kind kind) {
        Case some = new Case(35, 4, 9, 10, 8, kind, 1);
        try (Gpu gpu = EmulatedDriver.right().gpu();
                GpuNetwork onGpu = some.on(gpu);
                FloatNetwork onCpu = some.onCpu()) {
            int[] order = some.batches().shuffled(1, 1);
            double[] rates = {0.01, 0.02, 0.01, 0.005, 0.01};
            assertArrayEquals(onCpu.steps(order, 0, rates), onGpu.steps(order, 0, rates));
            int[] next = some.batches().shuffled(1, 2);
            assertArrayEquals(onCpu.steps(next, 4, 0.01), onGpu.steps(next, 4, 0.01));
            assertSame(onCpu.state(0), onGpu.state(0));
            NetworkState state = onCpu.state(0);
            onGpu.restore(some.start());
            assertSame(some.start(), onGpu.state(0));
            onGpu.restore(state);
            assertArrayEquals(onCpu.steps(next, 0, 0.01), onGpu.steps(next, 0, 0.01), "on from a state");
            assertSame(onCpu.state(0), onGpu.state(0));
        }
    }

    /** Trains for some epochs with batches of two images, several steps at once, through the driver's functions. */
    private static void trainSeveralAtOnce(EmulatedDriver driver, int count, int epochs) {
        Case some = new Case(count, 3, 5, 4, 2, Kind.ADAM, 1);
        Batches batches = some.batches();
        Gpu gpu = driver.gpu();
        try (GpuNetwork onGpu = some.on(gpu);
                FloatNetwork onCpu = some.onCpu()) {
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

    private static Optional<String> proof(EmulatedDriver driver) {
        try (Gpu gpu = driver.gpu()) {
            return GpuProof.onSamples(gpu);
        }
    }

    /** Two steps are done in one call, whose copies are: losses, parameters, m, v, probabilities. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 | 0  | the loss of step 1 is
            1 | 0  | after step 2, 1 of 101770 parameters differ, the first being
            1 | 31 | after step 2, 1 of 101770 parameters differ, the first being
            2 | 0  | after step 2, 1 of 203540 Adam's moments differ, the first being
            3 | 31 | after step 2, 1 of 203540 Adam's moments differ, the first being
            4 | 0  | after step 2, 1 of 210 probabilities differ, the first being
            """)
    void oneBitIsEnoughForTheProof(int copy, int bit, String said) {
        String found = proof(EmulatedDriver.right().flipping(copy, bit)).orElseThrow();
        assertTrue(found.startsWith(said), found);
        assertTrue(found.endsWith(" (batches of 16, 784-128-10)"), found);
    }

    /** Of the sums of W1, a step's three launches, and probabilities after the second step's; without a fault all is right. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 2, 3, 7})
    void aLaunchThatWritesNothingIsFound(int launch) {
        assertEquals(launch >= 0, proof(EmulatedDriver.right().skipping(launch)).isPresent());
    }
}
