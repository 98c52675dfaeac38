package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.cuda.EmulatedDriver;
import dev.crosscheck.cuda.StandInProbe;
import dev.crosscheck.math.Simd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code verify --device cuda}, with a stand-in for the driver. */
class GpuVerificationIT {
    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    private static String data;

    @BeforeAll
    static void writeData() {
        assumeTrue(Simd.isThere(), "the sparse kernels need the Vector API and fused multiplication");
        data = SmallDigits.write(shared.resolve("data"), 100, 10);
    }

    private Cli verify(EmulatedDriver driver, String options) {
        CommandLine program = CrosscheckCommand.parser();
        VerifyCommand verify = program.getSubcommands().get("verify").getCommand();
        verify.use(new StandInProbe(driver));
        String line = "verify --data " + data + " --out " + folder.resolve("report") + " " + options;
        return Cli.run(program, line.split(" "));
    }

    @Test
    void theGpuGivesTheCpusBits() throws IOException {
        EmulatedDriver driver = EmulatedDriver.right();
        Cli result = verify(driver, "--device cuda");
        assertEquals(0, result.code(), result.err());
        assertTrue(
                result.sentences().startsWith("GPU kernels, on NVIDIA H100 (compute capability 9.0), against CPU"),
                result.out());
        assertTrue(result.out().contains("2 steps of 64 images with 256 hidden units"), result.out());
        JsonNode json = new ObjectMapper()
                .readTree(folder.resolve("report/comparison.json").toFile());
        assertEquals(
                "NVIDIA H100 (compute capability 9.0)",
                json.path("environment").path("GPU").asText());
        assertEquals(Map.of(), driver.open());
    }

    @Test
    void aGpuThatComputesWronglyIsADisagreement() {
        Cli result = verify(EmulatedDriver.right().skipping(20), "--device cuda");
        assertEquals(3, result.code(), result.err());
        assertTrue(result.out().contains("1 check with "), result.out());
        assertTrue(result.out().contains("FAIL"), result.out());
    }

    @Test
    void aGpuThatCannotBeUsedIsAFailureWithItsReason() {
        EmulatedDriver driver = EmulatedDriver.right();
        driver.failing("cuLaunchKernel", 7, 700);
        Cli lost = verify(driver, "--device cuda");
        assertEquals(1, lost.code(), lost.out());
        assertTrue(
                lost.err()
                        .contains(
                                "--device cuda cannot run: cuLaunchKernel on GPU 0, NVIDIA H100, compute capability 9.0"
                                        + " failed with CUDA_ERROR_NUMBER_700 (700): in the driver's words.\n"),
                lost.err());
        assertEquals(Map.of(), driver.open());
        Cli none = verify(EmulatedDriver.idle(12_040), "--device cuda");
        assertEquals(1, none.code());
        assertEquals(
                "--device cuda cannot run: the NVIDIA driver shows no GPU.",
                none.err().lines().findFirst().orElseThrow());
        assertFalse(Files.exists(folder.resolve("report/comparison.json")));
    }
}
