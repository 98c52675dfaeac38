package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.bench.GpuDetails;
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
                "Clocks before: clocks.sm 345 MHz Clocks after an epoch: clocks.sm 1980 MHz",
                "memcheck: ERROR SUMMARY: 0 errors")) {
            assertTrue(words.contains(part), part + " in " + out);
        }
    }
}
