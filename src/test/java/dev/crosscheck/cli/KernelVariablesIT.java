package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.io.TempDir;

/** Variables that have OpenBLAS compute as on another processor. Its kernels for Nehalem run on every one of x86-64. */
@EnabledOnOs(architectures = {"amd64", "x86_64"})
class KernelVariablesIT {
    @TempDir
    private Path folder;

    private String run(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = Launcher.process(arguments).redirectErrorStream(true);
        builder.environment().put("OPENBLAS_CORETYPE", "Nehalem");
        builder.environment().put("OPENBLAS_L2_SIZE", "524288");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    @Test
    void doctorNamesThemAndWhatTheyDo() throws IOException, InterruptedException {
        String said = run("doctor").replaceAll("\\s+", " ");
        assertTrue(said.contains("kernel Nehalem"), said);
        assertTrue(
                said.contains("OPENBLAS_CORETYPE=Nehalem: OpenBLAS computes for that, not for this processor"), said);
        assertTrue(said.contains("OPENBLAS_L2_SIZE=524288: OpenBLAS computes for that"), said);
    }
}
