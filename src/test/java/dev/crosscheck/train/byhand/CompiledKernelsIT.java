package dev.crosscheck.train.byhand;

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
import dev.crosscheck.math.Simd;
import dev.crosscheck.nn.Setup;
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

    /** A network and its images; some have more lit pixels than a block has threads. */
    private record Case(int count, int side, int hidden, int classes, int batch) {
        private static final Case SMALL = new Case(43, 7, 70, 10, 20);
        private static final Case AWKWARD = new Case(132, 21, 257, 10, 66);
        private static final Case SIXTEEN_CLASSES = new Case(65, 5, 1, 16, 64);

        /** Of the default network, some steps more than are done at once. */
        private static final Case DEFAULT = new Case(64 * 34 + 5, 28, 256, 10, 64);

        ImageSet images() {
            ImageSet images = Images.random(count, side, side, classes, 0.2);
            byte[] lit = Images.random(20, side, side, classes, 0.9).pixels();
            System.arraycopy(lit, 0, images.pixels(), 0, lit.length);
            return images;
        }

        Setup setup(Batches batches) {
            return Exact.setup(batches, List.of(hidden), classes);
        }

        NetworkState start(Setup setup) {
            return Exact.start(Exact.drawn(Exact.network(side * side, List.of(hidden), classes), 3));
        }
    }

    @BeforeAll
    static void sparseKernelsAreThere() {
        assumeTrue(Simd.isThere(), "the sparse kernels need the Vector API and fused multiplication");
    }

    /** @return what is found when an epoch is trained with a driver and on the CPU */
    private static String finding(EmulatedDriver driver, Case with) {
        Batches batches = new Batches(with.images(), with.batch());
        Setup setup = with.setup(batches);
        NetworkState start = with.start(setup);
        try (Gpu gpu = driver.gpu();
                GpuNetwork network = new GpuNetwork(setup, start, batches, gpu)) {
            int[] order = batches.shuffled(1, 1);
            NetworkState state = start;
            for (int from = 0; from < batches.count(); from += network.stepsAtOnce()) {
                double[] rates = new double[Math.min(network.stepsAtOnce(), batches.count() - from)];
                Arrays.fill(rates, 0.01);
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
        for (Case some : List.of(Case.SMALL, Case.AWKWARD, Case.SIXTEEN_CLASSES, Case.DEFAULT)) {
            assertEquals(ALL_RIGHT, finding(EmulatedDriver.right(), some), some.toString());
        }
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
            differ                | float q = 0x1.6a23d0p-10f;              | float q = 0x1.6a23d2p-10f;
            """)
    void mistakesAreFound(String found, String from, String to) {
        String source = EmulatedDriver.source();
        String finding = finding(EmulatedDriver.of(source.replace(from, to)), Case.SMALL);
        assertTrue(finding.contains(found), finding);
    }
}
