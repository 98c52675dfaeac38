package dev.crosscheck.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.run.JavaCommand;
import dev.crosscheck.run.Mismatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A contestant's process, and what it reports. */
class ContestantTest {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final Workload WORK = Contestants.digits(Path.of("data", "mnist"), 128, 1);

    @TempDir
    private Path folder;

    private Reported run(Contestant contestant) {
        return contestant.run(
                WORK, folder.resolve("log.txt"), reported -> reported.requires(1, List.of("first-step", "epoch")));
    }

    private String failure(String... command) {
        return assertThrows(Contestant.Failure.class, () -> run(Contestants.of("broken", command)))
                .getMessage();
    }

    @Test
    void aWorkloadSurvivesTheCommandLine() {
        assertEquals(WORK, Workload.parse(WORK.commandLine().toArray(String[]::new)));
    }

    @Test
    void whatItReportsIsReadAndOtherLinesAreSkipped() throws Mismatch {
        Reported reported = new Reported();
        for (String line : List.of(
                "hello",
                "{\"other\": 1}",
                "{\"event\": \"first-step\"}",
                "{\"event\": \"epoch\", \"seconds\": 2.5}",
                "{\"event\": \"end\", \"note\": \"A, b\", \"peakKib\": 2048, \"rows\": 3, \"right\": 0.5}")) {
            reported.line(line, 1.5);
        }
        reported.requires(1, List.of("first-step", "epoch"));
        assertEquals(List.of(1.5), reported.seconds("first-step"));
        assertEquals(List.of(2.5), reported.seconds("epoch"));
        assertEquals(new Reported.Event("end", null, "A, b", 2048L, 3, 0.5), reported.end());
        assertThrows(Mismatch.class, () -> reported.line("{\"event\": \"epoch\", \"minutes\": 1}", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1e999", "1 1"})
    void timesThatAreMissingOrNoPositiveNumberAreRefused(String seconds) throws Mismatch {
        Reported reported = new Reported();
        for (String each : seconds.isEmpty() ? List.<String>of() : List.of(seconds.split(" "))) {
            String line = "{\"event\": \"epoch\", \"seconds\": " + each + "}";
            if (each.equals("1e999")) {
                assertThrows(Mismatch.class, () -> reported.line(line, 1));
            } else {
                reported.line(line, 1);
            }
        }
        assertThrows(IllegalStateException.class, () -> reported.requires(1, List.of("epoch")));
    }

    @Test
    void aProcessThatFailsIsNamedWithItsLastWords() throws IOException {
        String failure = failure(JAVA, "no.such.Class");
        assertTrue(failure.matches("broken failed: it ended with exit code 1: .*no\\.such\\.Class.*"), failure);
        failure = failure(folder.resolve("none").toString());
        assertTrue(failure.startsWith("broken failed: it cannot be started: "), failure);
        Files.writeString(folder.resolve("log.txt"), "words of another\n");
        failure = failure(JAVA, "--version"); // which writes to standard output
        assertFalse(failure.contains("words of another"), failure);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aProcessThatReportsNonsenseIsNamed() {
        String failure = failure("sh", "-c", "echo '{\"event\": 7x'");
        assertTrue(failure.startsWith("broken failed: "), failure);
    }

    @Test
    void aProcessEndsOnceItsParentIsGone() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                JAVA,
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                JavaCommand.classPath(),
                BenchProcess.class.getName()));
        command.addAll(WORK.with("epochs", 1_000_000)
                .with("way", "dl4j")
                .with("threads", 1)
                .commandLine());
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            process.getOutputStream().close();
            assertTrue(process.waitFor(120, TimeUnit.SECONDS), "it outlives its standard input");
            assertEquals(1, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }
}
