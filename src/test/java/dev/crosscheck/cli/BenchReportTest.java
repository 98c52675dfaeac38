package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.bench.GpuDetails;
import dev.crosscheck.bench.Standing.Spread;
import dev.crosscheck.cuda.CudaMeter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchReportTest {
    @Test
    void whatAGpuDoesIsPrintedWhole() {
        GpuDetails gpu = new GpuDetails(
                "NVIDIA H100 (compute capability 9.0)",
                "13.0",
                GpuDetails.SAME,
                0.0421,
                List.of("ptxas info    : Used 40 registers"),
                Map.of("cuMemAlloc_v2", 14),
                47_000_000,
                Map.of("cuLaunchKernel", 2814),
                240_000,
                240_128,
                0.01434,
                2.1e-6,
                Map.of(
                        "forward",
                        new GpuDetails.Kernel(
                                new Spread(300, 6.25e-6, 5.5e-6, 9e-6), new CudaMeter.Kernel(48, 0, 2048, 90))),
                List.of("clocks.sm", "345 MHz"),
                List.of("clocks.sm", "1980 MHz"),
                Map.of("memcheck", "ERROR SUMMARY: 0 errors"));
        CommandLine program = CrosscheckCommand.parser();
        StringWriter out = new StringWriter();
        CommandLine bench = program.getSubcommands().get("bench");
        bench.setOut(new PrintWriter(out));
        BenchCommand command = bench.getCommand();
        new BenchReport(command.output, null).gpu(gpu);
        String words = out.toString().replaceAll("\\s+", " ");
        for (String part : List.of(
                "GPU: NVIDIA H100 (compute capability 9.0), driver for CUDA 13.0: the CPU's bits",
                "kernel launches median us least us registers spilt B shared B code",
                "forward 300 6.3 5.5 48 0 2048 90",
                "An epoch by the GPU's clock: 14.34 ms; no work at all: 2.1 us, a part of each kernel's time.",
                "The driver's calls in an epoch: 2814 cuLaunchKernel. Copied: 240000 bytes to the GPU, 240128 to the host; before"
                        + " it 47000000 to the GPU.",
                "The driver translated the PTX in 0.042 s. ptxas info : Used 40 registers",
                "Clocks before: clocks.sm 345 MHz Clocks after an epoch: clocks.sm 1980 MHz",
                "memcheck: ERROR SUMMARY: 0 errors")) {
            assertTrue(words.contains(part), part + " in " + out);
        }
    }
}
