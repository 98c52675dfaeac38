package dev.crosscheck.train.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.Soak;
import dev.crosscheck.cuda.EmulatedDriver;
import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.GpuException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.FloatMath;
import dev.crosscheck.math.Simd;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.byhand.Images;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Faults planted in the kernels' source, and that none is found in the right one. The emulator runs threads and blocks in random order, on
 * memory that begins as nonsense and ends at a guarded page.
 */
class CompiledKernelsIT {
    private static final String BARRIER = "__syncthreads();";
    private static final String ALL_RIGHT = "no difference";

    /**
     * A network and its images; some have more lit pixels than a block has threads.
     *
     * @param scale of the first parameters: if it is large, the outputs are 0 and 1, gradients are tiny or the largest, and half of the ReLUs are shut
     */
    private record Case(int count, int side, int hidden, int classes, int batch, OptimizerSpec.Kind kind, float scale) {
        private static final Case SMALL = new Case(43, 7, 70, 10, 20, OptimizerSpec.Kind.ADAM, 1);
        private static final Case AWKWARD = new Case(132, 21, 257, 10, 66, OptimizerSpec.Kind.ADAM, 1);

        /** Some more steps of the default network than are done at once. */
        private static final Case DEFAULT = new Case(64 * 33 + 5, 28, 256, 10, 64, OptimizerSpec.Kind.ADAM, 1);

        private static final List<Case> ALL = List.of(
                SMALL,
                new Case(43, 7, 70, 10, 20, OptimizerSpec.Kind.ADAMW, 1),
                new Case(43, 7, 70, 10, 20, OptimizerSpec.Kind.MOMENTUM, 1),
                new Case(43, 7, 70, 10, 20, OptimizerSpec.Kind.SGD, 1),
                new Case(43, 7, 70, 10, 20, OptimizerSpec.Kind.ADAM, 9),
                new Case(43, 7, 70, 10, 20, OptimizerSpec.Kind.ADAM, 30),
                new Case(2, 1, 1, 2, 1, OptimizerSpec.Kind.ADAM, 1),
                new Case(65, 5, 1, 16, 64, OptimizerSpec.Kind.ADAM, 1),
                new Case(40, 18, 1024, 3, 33, OptimizerSpec.Kind.MOMENTUM, 1),
                AWKWARD,
                DEFAULT);

        ImageSet images() {
            ImageSet images = Images.random(count, side, side, classes, 0.2);
            byte[] lit =
                    Images.random(Math.min(20, count), side, side, classes, 0.9).pixels();
            System.arraycopy(lit, 0, images.pixels(), 0, lit.length);
            return images;
        }

        Setup setup() {
            return Setups.of(
                            List.of(hidden),
                            Elementwise.RELU,
                            Loss.CATEGORICAL_CROSS_ENTROPY,
                            kind.byDefault(),
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
    }

    @BeforeAll
    static void sparseKernelsAreThere() {
        assumeTrue(Simd.isThere(), "the sparse kernels need the Vector API and fused multiplication");
    }

    /** @return what is found when an epoch is trained with a driver and on the CPU */
    private static String finding(EmulatedDriver driver, Case with) {
        Batches batches = new Batches(with.images(), with.batch());
        Setup setup = with.setup();
        NetworkState start = with.start();
        try (Gpu gpu = driver.gpu();
                GpuNetwork network = new GpuNetwork(setup, start, batches, gpu)) {
            int[] order = batches.shuffled(1, 1);
            NetworkState state = start;
            for (int from = 0; from < batches.count(); from += network.stepsAtOnce()) {
                double[] rates = new double[Math.min(network.stepsAtOnce(), batches.count() - from)];
                Arrays.setAll(rates, i -> 0.01 / (1 + i % 3));
                Optional<String> difference =
                        new GpuProof(setup, state, batches).difference(network, order, from, rates);
                if (difference.isPresent()) {
                    return difference.get();
                }
                state = network.state(0);
            }
            return ALL_RIGHT;
        } catch (GpuException e) {
            return e.getMessage();
        }
    }

    @Test
    void theBitsAreTheCpus() {
        for (Case some : Case.ALL) {
            assertEquals(ALL_RIGHT, finding(EmulatedDriver.right(), some), some.toString());
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

    /** @return every fifth barrier; all with {@code -Psoak} */
    static List<Integer> barriers() {
        int count = EmulatedDriver.source().split(Pattern.quote(BARRIER), -1).length - 1;
        return Soak.oneOf(5, IntStream.range(0, count).boxed().toList());
    }

    @ParameterizedTest
    @MethodSource("barriers")
    void eachBarrierIsNeeded(int which) {
        String source = EmulatedDriver.source();
        int at = -1;
        for (int i = 0; i <= which; i++) {
            at = source.indexOf(BARRIER, at + 1);
        }
        EmulatedDriver without = EmulatedDriver.of(source.substring(0, at) + source.substring(at + BARRIER.length()));
        assertNotEquals(ALL_RIGHT, finding(without, Case.AWKWARD));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CUDA_ERROR_NUMBER_700 | int rows = min(ROWS, n - start);        | int rows = ROWS;
            CUDA_ERROR_NUMBER_700 | int lane = threadIdx.x % TILE_UNITS;    | int lane = threadIdx.x;
            CUDA_ERROR_NUMBER_719 | if (threadIdx.x < count) {              | if (threadIdx.x < count) { __syncthreads();
            CUDA_ERROR_NUMBER_700 | __shared__ int2 lit[THREADS];           | __shared__ int2 lit[ROWS];
            parameters differ     | theta = __fsub_rn(theta, __fmul_rn(by.rate, m)); | theta = __fsub_rn(theta, m);
            moments differ        | v = __fsub_rn(__fadd_rn(v, rounding), rounding); | ;
            differ                | int first = starts[image];              | int first = starts[image] + 1;
            """)
    void mistakesAreFound(String found, String from, String to) {
        String source = EmulatedDriver.source();
        EmulatedDriver mistaken = EmulatedDriver.of(source.replace(from, to));
        String finding = Case.ALL.stream()
                .map(some -> finding(mistaken, some))
                .filter(result -> !result.equals(ALL_RIGHT))
                .findFirst()
                .orElse(ALL_RIGHT);
        assertTrue(finding.contains(found), finding);
    }
}
