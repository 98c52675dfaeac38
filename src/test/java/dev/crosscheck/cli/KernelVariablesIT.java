package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;

/** Variables that have OpenBLAS compute as on another processor. Its kernels for Nehalem run on every one of x86-64. */
@EnabledOnOs(architectures = {"amd64", "x86_64"})
class KernelVariablesIT extends CommandLines {
    @Test
    void doctorNamesThemAndWhatTheyDo() throws IOException, InterruptedException {
        ProcessBuilder doctor = Launcher.process("doctor");
        doctor.environment().putAll(Map.of("OPENBLAS_CORETYPE", "Nehalem", "OPENBLAS_L2_SIZE", "524288"));
        String said = printed(0, doctor).replaceAll("\\s+", " ");
        for (String part : List.of(
                "kernel Nehalem",
                "OPENBLAS_CORETYPE=Nehalem: OpenBLAS computes for that, not for this processor",
                "OPENBLAS_L2_SIZE=524288: OpenBLAS computes for that")) {
            assertTrue(said.contains(part), said);
        }
    }
}
