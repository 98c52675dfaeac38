package dev.crosscheck.train.byhand;

import static dev.crosscheck.train.byhand.AlteredGpu.Launching.RIGHT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.cuda.CudaDevice;
import dev.crosscheck.cuda.CudaGpu;
import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.GpuException;
import dev.crosscheck.cuda.InterpretedDriver;
import dev.crosscheck.data.Batches;
import dev.crosscheck.math.Simd;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.byhand.AlteredGpu.Launching;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mistakes planted in how the kernels are launched, waited for and laid out in memory; {@link KernelFaultsIT} plants them in what the
 * kernels compute. The batches, of 20 images, are no multiple of what a block takes at a time. A real GPU would take each of these
 * mistakes without a word, or only on some days.
 */
class LaunchFaultsTest {
    private static final int COUNT = 43;
    private static final int SIDE = 7;
    private static final List<Integer> HIDDEN = List.of(70);
    private static final int BATCH = 20;
    private static final int CLASSES = 10;
    private static final double[] RATES = {0.01, 0.01, 0.02};

    private static final Batches BATCHES = new Batches(Images.random(COUNT, SIDE, SIDE, CLASSES, 0.3), BATCH);
    private static final Setup SETUP = Exact.setup(BATCHES, HIDDEN, CLASSES);
    private static final NetworkState START = Exact.start(Exact.drawn(Exact.network(SIDE * SIDE, HIDDEN, CLASSES), 3));

    @BeforeAll
    static void sparseKernelsAreThere() {
        assumeTrue(Simd.isThere(), "the sparse kernels need the Vector API and fused multiplication");
    }

    /** @return what finds a mistake: the error, or that the self-check finds other numbers; "nothing" if nothing does */
    private static String finder(InterpretedDriver driver, UnaryOperator<String> text, Launching launching) {
        Gpu real = new CudaGpu(driver, new CudaDevice(0, "NVIDIA H100", 9, 0));
        try (Gpu gpu = new AlteredGpu(real, text, launching);
                GpuNetwork network = new GpuNetwork(SETUP, START, BATCHES, gpu)) {
            return new GpuProof(SETUP, START, BATCHES)
                    .difference(network, BATCHES.shuffled(1, 1), 0, RATES)
                    .map(difference -> "other numbers")
                    .orElse("nothing");
        } catch (GpuException e) {
            return e.error();
        } catch (AssertionError e) {
            return e.getMessage();
        }
    }

    private static String finder(UnaryOperator<String> text, Launching launching) {
        return finder(new InterpretedDriver(), text, launching);
    }

    @Test
    void theRightLaunchesPass() {
        assertEquals("nothing", finder(UnaryOperator.identity(), RIGHT));
    }

    @Test
    void withoutWaitingNothingIsThere() {
        assertNotEquals("nothing", finder(new InterpretedDriver().withoutWaiting(), UnaryOperator.identity(), RIGHT));
    }

    /** One launch of each kernel in turn; the first of forward, backward and first_weights are those of the first step. */
    static List<String> kernels() {
        return List.of("column_sums", "forward", "backward", "first_weights", "probabilities");
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void aForgottenLaunch(String which) {
        assertNotEquals(
                "nothing", finder(UnaryOperator.identity(), (name, kernel, blocks, threads, shared, arguments) -> {
                    if (!name.equals(which)) {
                        kernel.launch(blocks, threads, shared, arguments);
                    }
                }));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void halfTheBlocks(String which) {
        assertNotEquals(
                "nothing",
                finder(
                        UnaryOperator.identity(),
                        (name, kernel, blocks, threads, shared, arguments) ->
                                kernel.launch(name.equals(which) ? blocks / 2 : blocks, threads, shared, arguments)));
    }

    @ParameterizedTest
    @CsvSource({"forward", "probabilities"})
    void sharedMemoryTooSmall(String which) {
        String finder = finder(
                UnaryOperator.identity(),
                (name, kernel, blocks, threads, shared, arguments) ->
                        kernel.launch(blocks, threads, name.equals(which) ? shared - Float.BYTES : shared, arguments));
        assertEquals("CUDA_ERROR_ILLEGAL_ADDRESS", finder);
    }

    /** Two arguments of one type change places: nothing but their use can tell. */
    @ParameterizedTest
    @CsvSource({
        "column_sums, 0, 1",
        "column_sums, 2, 3",
        "forward, 0, 1",
        "forward, 3, 4",
        "forward, 5, 6",
        "forward, 7, 8",
        "forward, 10, 11",
        "forward, 13, 14",
        "backward, 1, 2",
        "backward, 4, 5",
        "backward, 6, 7",
        "backward, 8, 9",
        "backward, 13, 14",
        "first_weights, 5, 6",
        "first_weights, 9, 10",
        "first_weights, 12, 13",
        "first_weights, 19, 20",
        "probabilities, 3, 4"
    })
    void argumentsInAnotherOrder(String which, int one, int other) {
        assertNotEquals(
                "nothing", finder(UnaryOperator.identity(), (name, kernel, blocks, threads, shared, arguments) -> {
                    List<Object> order = Arrays.asList(arguments.clone());
                    if (name.equals(which)) {
                        Collections.swap(order, one, other);
                        assertEquals(
                                arguments[one].getClass(),
                                arguments[other].getClass(),
                                "another type is no test of the order");
                    }
                    kernel.launch(blocks, threads, shared, order.toArray());
                }));
    }

    /** nvcc aligns float4 to 16 bytes only where the source says so: here it does not. */
    @Test
    void alignmentNotAskedFor() {
        String finder = finder(
                ptx -> changed(ptx, ".shared .align 16 .b8 _ZZ13first_weightsE1x", "align 16", "align 4"), RIGHT);
        assertEquals("CUDA_ERROR_MISALIGNED_ADDRESS", finder);
    }

    /** Right for every batch that is a multiple of 64. */
    @ParameterizedTest
    @CsvSource({"backward", "first_weights"})
    void rowsBeyondABatchOf20(String kernel) {
        String finder = finder(
                ptx -> {
                    int from = ptx.indexOf(".entry " + kernel + "(");
                    int to = ptx.indexOf("\n}\n", from);
                    String body = ptx.substring(from, to);
                    String changed = body.replaceAll("min\\.s32 (\t%r\\d+), %r\\d+, 64;", "mov.u32 $1, 64;");
                    assertNotEquals(body, changed, "the place of the mistake is not there");
                    return ptx.substring(0, from) + changed + ptx.substring(to);
                },
                RIGHT);
        assertNotEquals("nothing", finder);
    }

    @Test
    void aBarrierLeftOut() {
        String finder = finder(
                ptx -> {
                    int at = ptx.indexOf("bar.sync", ptx.indexOf(".entry backward("));
                    return ptx.substring(0, at) + ptx.substring(at).replaceFirst("bar\\.sync \t0;", "");
                },
                RIGHT);
        assertEquals("DATA_RACE", finder);
    }

    private static String changed(String ptx, String where, String from, String to) {
        String changed = ptx.replace(where, where.replace(from, to));
        assertNotEquals(ptx, changed, where);
        return changed;
    }
}
