package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import dev.crosscheck.Soak;
import dev.crosscheck.cuda.CudaApi;
import dev.crosscheck.cuda.CudaDevice;
import dev.crosscheck.cuda.CudaGpu;
import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.GpuException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Simd;
import dev.crosscheck.nn.Setup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The kernels' source, compiled for the CPU, behind {@code kernels.cpp}: threads and blocks in random order, memory that begins as
 * nonsense and ends at a guarded page, and a driver that does nothing before it must. It shares nothing with the interpreter, neither
 * the PTX nor a line of code, and is fast enough for an epoch.
 */
class CompiledKernelsIT {
    private static final String BARRIER = "__syncthreads();";
    /** RTLD_NOW without RTLD_GLOBAL: each library has the same names, and must find its own. */
    private static final int OPEN_LOCALLY = 2;

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
    }

    @TempDir
    private static Path folder;

    private static Path right;

    @BeforeAll
    static void compile() throws IOException, InterruptedException {
        assumeTrue(Simd.isThere(), "the sparse kernels need the Vector API and fused multiplication");
        assumeTrue(Platform.isLinux(), "the stand-in handles Linux's signals");
        right = compiled("right", source());
    }

    private static String source() throws IOException {
        return Files.readString(Path.of("src", "main", "cuda", "digits.cu"), StandardCharsets.UTF_8);
    }

    /** @return a driver with these kernels; the test is skipped if there is no compiler */
    private static Path compiled(String name, String source) throws IOException, InterruptedException {
        Path kernels = folder.resolve(name + ".cu");
        Path library = folder.resolve("lib" + name + ".so");
        String inCpp = source.replace("extern __shared__ float dynamic[];", "float* dynamic = dynamic_shared;");
        assertNotEquals(source, inCpp);
        Files.writeString(kernels, inCpp);
        for (String compiler : List.of("g++", "clang++")) {
            try {
                Process process = new ProcessBuilder(
                                compiler,
                                "-std=c++17",
                                "-O1",
                                "-march=native",
                                "-ffp-contract=off",
                                "-fwrapv",
                                "-fno-strict-aliasing",
                                "-U_FORTIFY_SOURCE",
                                "-fsanitize=bounds",
                                "-fsanitize-undefined-trap-on-error",
                                "-w",
                                "-shared",
                                "-fPIC",
                                "-Wl,-Bsymbolic",
                                "-DKERNELS=\"" + kernels + "\"",
                                "-o",
                                library.toString(),
                                Path.of("src", "test", "native", "kernels.cpp").toString())
                        .inheritIO()
                        .start();
                assertEquals(0, process.waitFor(), compiler);
                return library;
            } catch (IOException e) {
                continue; // another compiler
            }
        }
        assumeTrue(false, "skipped: neither g++ nor clang++ is on the path");
        return library;
    }

    /** @return what is found when an epoch is trained with a driver and on the CPU */
    private static String finding(Path library, Case with) {
        Batches batches = new Batches(with.images(), with.batch());
        Setup setup = Exact.setup(batches, List.of(with.hidden()), with.classes());
        NetworkState start = Exact.start(
                Exact.drawn(Exact.network(with.side() * with.side(), List.of(with.hidden()), with.classes()), 3));
        CudaApi api = Native.load(library.toString(), CudaApi.class, Map.of(Library.OPTION_OPEN_FLAGS, OPEN_LOCALLY));
        try (Gpu gpu = new CudaGpu(api, new CudaDevice(0, "A CPU", 9, 0));
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
            return e.error();
        }
    }

    @Test
    void theBitsAreTheCpus() {
        for (Case some : List.of(Case.SMALL, Case.AWKWARD, Case.SIXTEEN_CLASSES, Case.DEFAULT)) {
            assertEquals(ALL_RIGHT, finding(right, some), some.toString());
        }
    }

    /** @return every fifth barrier; all with {@code -Psoak} */
    static List<Integer> barriers() throws IOException {
        int count = source().split(Pattern.quote(BARRIER), -1).length - 1;
        return Soak.oneOf(5, IntStream.range(0, count).boxed().toList());
    }

    @ParameterizedTest
    @MethodSource("barriers")
    void eachBarrierIsNeeded(int which) throws IOException, InterruptedException {
        String source = source();
        int at = -1;
        for (int i = 0; i <= which; i++) {
            at = source.indexOf(BARRIER, at + 1);
        }
        Path library = compiled(
                "barrier" + which,
                source.substring(0, at) + source.substring(at).replaceFirst("__syncthreads\\(\\);", ""));
        assertNotEquals(ALL_RIGHT, finding(library, Case.AWKWARD));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CUDA_ERROR_ILLEGAL_ADDRESS | int rows = min(ROWS, n - start);        | int rows = ROWS;
            CUDA_ERROR_ILLEGAL_ADDRESS | int lane = threadIdx.x % TILE_UNITS;    | int lane = threadIdx.x;
            CUDA_ERROR_LAUNCH_FAILED   | if (threadIdx.x < count) {              | if (threadIdx.x < count) { __syncthreads();
            differ                     | float q = 0x1.6a23d0p-10f;              | float q = 0x1.6a23d2p-10f;
            """)
    void mistakesAreFound(String found, String from, String to) throws IOException, InterruptedException {
        String source = source();
        String mistaken = source.replace(from, to);
        assertNotEquals(source, mistaken);
        String finding = finding(compiled("mistake" + from.hashCode(), mistaken), Case.SMALL);
        assertTrue(finding.contains(found), finding);
    }
}
