package dev.crosscheck.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.cuda.CudaDevice;
import dev.crosscheck.cuda.CudaMeter;
import dev.crosscheck.cuda.InterpretedDriver;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Simd;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.Mismatch;
import dev.crosscheck.train.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bench --device cuda} measures of a GPU, with a stand-in for the driver whose clock always shows 250 ms. */
class GpuDetailsIT {
    private static final int BATCHES = 5;
    private static final int IMAGES = 16 * BATCHES;
    private static final int PIXELS = 784;

    @TempDir
    private Path folder;

    @Test
    void everyKernelIsMeasuredAndEveryCallCounted() throws IOException {
        assumeTrue(Simd.isThere(), "the sparse kernels need the Vector API and fused multiplication");
        ImageSet images = IdxBytes.mnist().train().first(IMAGES);
        OptimizerSpec adam = OptimizerSpec.Kind.ADAM.byDefault();
        TrainingConfig config =
                TrainingConfig.of(new Setup(NetworkSpec.digits(8), new TrainingSpec(adam, IMAGES / BATCHES, 1, 1)));
        InterpretedDriver driver = new InterpretedDriver();
        CudaDevice device = new CudaDevice(0, "NVIDIA H100", 9, 0);
        GpuDetails measured = GpuDetails.measure(new CudaMeter(driver), device, "12.4", config, images);

        assertEquals(GpuDetails.SAME, measured.check());
        assertEquals(List.of("ptxas info    : Used 40 registers"), measured.translator());
        assertEquals(
                Set.of("forward", "backward", "first_weights"),
                measured.kernels().keySet());
        measured.kernels().forEach((name, kernel) -> {
            assertEquals(new Standing.Spread(BATCHES, 0.25, 0.25, 0.25), kernel.seconds(), name);
            assertEquals(new CudaMeter.Kernel(40, 30, 10, 60), kernel.code(), name);
        });
        assertEquals(0.25, measured.epochSeconds());
        assertTrue(measured.startBytesToGpu() > IMAGES * PIXELS, "the images are copied");
        assertTrue(measured.epochBytesToGpu() >= 4L * IMAGES, "the order of the images");
        assertEquals(4L * IMAGES, measured.epochBytesToHost(), "a loss for each");
        assertTrue(measured.epochCalls().size() < measured.startCalls().size(), "nothing is allocated or translated");
        assertEquals(Map.of(), driver.open());

        Path file = folder.resolve("gpu.json");
        Json.write(file, measured.with(Map.of("memcheck", "ERROR SUMMARY: 0 errors")));
        GpuDetails read;
        try {
            read = Json.read(Files.readAllBytes(file), GpuDetails.class);
        } catch (Mismatch e) {
            throw new AssertionError(e);
        }
        assertEquals(measured.with(Map.of("memcheck", "ERROR SUMMARY: 0 errors")), read);
    }

    @Test
    void theSanitizersLastSummaryCounts() throws IOException {
        Path said = folder.resolve("racecheck.txt");
        Files.writeString(
                said,
                "========= COMPUTE-SANITIZER\n========= RACECHECK SUMMARY: 2 hazards displayed (2 errors, 0 warnings)\n");
        assertEquals(
                Optional.of("RACECHECK SUMMARY: 2 hazards displayed (2 errors, 0 warnings)"), Sanitizer.summary(said));
        assertEquals(Optional.empty(), Sanitizer.summary(folder.resolve("none.txt")));
    }
}
