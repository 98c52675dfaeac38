package dev.crosscheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ci")
class SkippedTestsIT {

    /** Surefire knows skipTests by itself, Failsafe only skipITs. */
    @Test
    void skipTestsSkipsTheSlowOnesToo() throws IOException, InterruptedException {
        String home = System.getProperty("maven.home");
        assumeTrue(home != null, "not started by Maven");
        Process maven = new ProcessBuilder(
                        Path.of(home, "bin", File.separatorChar == '\\' ? "mvn.cmd" : "mvn")
                                .toString(),
                        "-B",
                        "-o",
                        "-Dmaven.repo.local=" + System.getProperty("maven.repo.local"),
                        "-DskipTests",
                        // In case they are not skipped:
                        "-Dtest=NoSuchTest",
                        "-Dit.test=NoSuchIT",
                        "surefire:test",
                        "failsafe:integration-test@slow-tests",
                        "failsafe:verify@slow-tests")
                .redirectErrorStream(true)
                .start();
        String said = new String(maven.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, maven.waitFor(), said);
        assertEquals(
                3,
                said.lines().filter(line -> line.contains("Tests are skipped.")).count(),
                said);
    }
}
