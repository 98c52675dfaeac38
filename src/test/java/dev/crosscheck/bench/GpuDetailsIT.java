package dev.crosscheck.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.cuda.EmulatedDriver;
import dev.crosscheck.cuda.Gpu;
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
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bench --device cuda} says of a GPU by itself. */
class GpuDetailsIT {
    @TempDir
    private Path folder;

    @Test
    void theGpuIsChecked() throws IOException {
        assumeTrue(Simd.isThere(), "the sparse kernels need the Vector API and fused multiplication");
        ImageSet images = IdxBytes.mnist().train().first(80);
        OptimizerSpec adam = OptimizerSpec.Kind.ADAM.byDefault();
        TrainingConfig config = TrainingConfig.of(new Setup(NetworkSpec.digits(8), new TrainingSpec(adam, 16, 1, 1)));
        EmulatedDriver driver = EmulatedDriver.right();
        GpuDetails measured;
        try (Gpu gpu = driver.gpu()) {
            measured = GpuDetails.of(gpu, "12.4", config, images);
        }
        assertEquals(GpuDetails.SAME, measured.check());
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
