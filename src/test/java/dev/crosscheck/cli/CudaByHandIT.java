package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.cuda.CudaDevice;
import dev.crosscheck.cuda.EmulatedDriver;
import dev.crosscheck.cuda.StandInProbe;
import dev.crosscheck.device.CudaProbe;
import dev.crosscheck.math.Simd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Whole runs on CUDA by hand, with a stand-in for the driver: what a user sees, also where the GPU is of no use. */
class CudaByHandIT extends CommandLines {
    private static final String BY_HAND = "--trainer by-hand --threads 1 --no-check --hidden 8 --batch 40 ";
    private static final String NVIDIA = "NVIDIA H100 (compute capability 9.0)";
    private static final String PROVED =
            "Device: cuda by hand, " + NVIDIA + ", whose first steps gave the CPU's bits; ";
    private static final String KERNELS = "Trainer: by hand, CUDA kernels with the sums of the sparse ones";
    private static final String NAME = "GPU 0, NVIDIA H100, compute capability 9.0";

    /** Launches of the self-check: sums of W1, three steps of three, probabilities, and the sums again. */
    private static final int CHECK = 1 + 3 * 3 + 1 + 1;

    private static final String OPTIONS = "--epochs 2 --validation 30 --patience 2 --checkpoint-every 2steps --device ";

    @TempDir
    private static Path shared;

    private static String data;

    @BeforeAll
    static void writeData() {
        assumeTrue(Simd.isThere(), "the sparse kernels need the Vector API and fused multiplication");
        data = SmallDigits.write(shared.resolve("data"), 120, 20);
        fine(Cli.run(
                ("train " + BY_HAND + OPTIONS + "cpu --data " + data + " --out " + shared.resolve("cpu")).split(" ")));
    }

    private Cli train(CudaProbe probe, String line) {
        CommandLine program = CrosscheckCommand.parser();
        TrainCommand train = program.getSubcommands().get("train").getCommand();
        train.use(probe);
        return Cli.run(program, words("train " + line));
    }

    private Cli byHand(CudaProbe probe, String run, String options) {
        return train(probe, BY_HAND + "--data " + data + " --out DIR/" + run + " " + options);
    }

    private static Cli fine(Cli result) {
        assertEquals(0, result.code(), result.err());
        return result;
    }

    /** All figures but those of time are those of the run on the CPU. */
    private void assertAsOnTheCpu(String run) throws IOException {
        assertEquals(new RunFiles(shared.resolve("cpu")).end(), new RunFiles(folder.resolve(run)).end());
    }

    private static String line(Cli result, String start) {
        return result.sentences()
                .lines()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow(() -> new AssertionError(result.out() + result.err()));
    }

    private static void assertStarts(String start, String text) {
        assertTrue(text.startsWith(start), text);
    }

    /** On the first of two GPUs, from the start, where it decides for training by hand, or from the second epoch on. */
    @Test
    void aRunOnAGpuIsTheCpusBitForBit() throws IOException {
        EmulatedDriver driver =
                EmulatedDriver.with(new CudaDevice(0, "First", 8, 9), new CudaDevice(1, "Second", 9, 0));
        StandInProbe machine = new StandInProbe(driver);
        String auto = BY_HAND.replace("--trainer by-hand ", "") + OPTIONS + "auto --data " + data;
        Cli onGpu = fine(train(machine, auto + " --out DIR/gpu"));
        assertAsOnTheCpu("gpu");
        String first = PROVED.replace(NVIDIA, "First (compute capability 8.9)");
        assertStarts(first + "ND4J's CUDA cannot run: this build has no CUDA backend", line(onGpu, "Device: "));
        assertEquals(KERNELS, line(onGpu, "Trainer: "));
        assertEquals("CUDA_BY_HAND", json("gpu/run.json").at("/device/device").asText());
        fine(byHand(machine, "run", OPTIONS.replace("epochs 2", "epochs 1") + "cpu"));
        Cli resumed = fine(train(machine, "--resume DIR/run --epochs 2 --device cuda"));
        assertFalse(resumed.err().contains("last digits"), resumed.err());
        assertStarts(first + "the driver translates its kernels", line(resumed, "Device: "));
        assertAsOnTheCpu("run");
        assertEquals(Map.of(), driver.open());
    }

    /** By default the CPU is taken, and the reason said; where the GPU was asked for that is an error before anything is written. */
    @Test
    void whereTheGpuIsOfNoUseThatIsSaid() {
        String pattern =
                "The GPU computes other numbers than the CPU: after step 3, \\d+ of 490 parameters differ, the first being .*";
        StandInProbe machine = new StandInProbe(EmulatedDriver.right().skipping(5));
        Cli result = fine(byHand(machine, "run", "--epochs 1 --device auto"));
        String device = line(result, "Device: ");
        assertTrue(device.matches("Device: cpu, because " + pattern), device);
        assertTrue(line(result, "Trainer: ").endsWith(", sparse kernels"), result.out());
        assertEquals(Map.of(), machine.driverInUse().open());
        machine = new StandInProbe(EmulatedDriver.right().skipping(5));
        Cli asked = byHand(machine, "asked", "--epochs 1 --device cuda");
        assertEquals(1, asked.code(), asked.out());
        assertTrue(asked.err().matches("--device cuda cannot run: " + pattern + "\n.*\n"), asked.err());
        assertFalse(Files.exists(folder.resolve("asked")));
        assertEquals(Map.of(), machine.driverInUse().open());
    }

    /** Epochs have three steps of three launches; a test of the network is one more, and there are two. */
    @Test
    void aGpuThatFailsEndsTheRunWhichCheckpointsContinueOnTheCpu() throws IOException {
        EmulatedDriver driver = EmulatedDriver.right();
        int launches = CHECK + 11 + 7;
        driver.failing("cuLaunchKernel", launches, 719).failing("cuMemFree_v2", launches, 719);
        Cli lost = byHand(new StandInProbe(driver), "run", OPTIONS + "cuda");
        assertEquals(1, lost.code(), lost.out());
        String failed = "cuLaunchKernel on " + NAME
                + " failed with CUDA_ERROR_NUMBER_719 (719): in the driver's words.\ndocs/internals/cuda.md has";
        assertTrue(lost.err().contains(failed), lost.err());
        assertEquals("FAILED", json("run/run.json").path("status").asText());
        assertEquals(1, json("run/run.json").path("epochs").size());
        assertEquals(Map.of(), driver.open());
        Cli resumed = fine(train(null, "--resume DIR/run --device cpu"));
        assertFalse(resumed.err().contains("last digits"), resumed.err());
        assertAsOnTheCpu("run");
    }
}
