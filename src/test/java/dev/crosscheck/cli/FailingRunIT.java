package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.nn.Setup;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of {@code train} that end by something thrown. */
class FailingRunIT extends CommandLines {
    private static final String MEMORY =
            "Give Java a larger heap with -Xmx, in JAVA_OPTS for bin/crosscheck or MAVEN_OPTS"
                    + " for mvn; or raise offheap.limit.mib in the profile; or use a smaller --batch or --hidden.";
    private static final String DEFECT = "This is a bug in the program; --verbose shows where it happened.";

    private Path run;

    @BeforeEach
    void name() {
        run = folder.resolve("run");
    }

    /** Takes text until an epoch's line comes, which is printed while training: then something is thrown. */
    private static final class Trap extends Writer {
        private final String line;
        private final Runnable sprung;

        Trap(String line, Runnable sprung) {
            this.line = line;
            this.sprung = sprung;
        }

        @Override
        public void write(char[] text, int start, int length) {
            if (new String(text, start, length).contains(line)) {
                sprung.run();
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private Cli train(Runnable sprung, String more) {
        return trapped(
                "Test Epoch: 1",
                sprung,
                "train --no-check --data {runs}/mnist --epochs 2 --hidden 8 --out " + run + more);
    }

    private Cli trapped(String line, Runnable sprung, String command) {
        StringWriter err = new StringWriter();
        PrintWriter out = new PrintWriter(new Trap(line, sprung));
        int code = CrosscheckCommand.execute(out, new PrintWriter(err, true), words(command));
        return new Cli(code, "", err.toString().replace("\r\n", "\n"));
    }

    private static Runnable thrower(Throwable thrown) {
        return () -> {
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) thrown;
        };
    }

    private JsonNode record() throws IOException {
        return json(run, "run.json");
    }

    private void assertFailed(String problem) throws IOException {
        assertEquals("FAILED", record().path("status").asText());
        assertEquals(problem, record().path("failure").asText());
        assertTrue(record().path("modelSha256").isNull());
        String page = Files.readString(run.resolve("run.html"));
        assertTrue(page.contains("<p class=\"summary\">Failed: " + problem + "</p>"), page.substring(0, 5000));
        assertFalse(page.contains("http-equiv=\"refresh\""), "it no longer loads itself");
    }

    static Stream<Arguments> whatIsThrown() {
        OutOfMemoryError memory = new OutOfMemoryError("Java heap space");
        OutOfMemoryError reading = new OutOfMemoryError("Java heap space");
        reading.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("java.util.Arrays", "copyOf", null, 1),
            new StackTraceElement("dev.crosscheck.data.npz.NpzFile", "read", null, 1)
        });
        return Stream.of(
                Arguments.of(reading, "Out of memory: Java heap space", MEMORY),
                Arguments.of(
                        new IllegalStateException("Another training thread failed.", memory),
                        "Out of memory: Java heap space",
                        MEMORY),
                Arguments.of(
                        new IllegalStateException("Another training thread failed.", new ArithmeticException("zero")),
                        "Unexpected error: java.lang.IllegalStateException: Another training thread failed."
                                + " Caused by java.lang.ArithmeticException: zero",
                        DEFECT),
                Arguments.of(
                        new IllegalStateException("Wrapped.", new CrosscheckException("It failed.", "Mend it.")),
                        "It failed.",
                        "Mend it."),
                Arguments.of(
                        new NoClassDefFoundError("org/Missing"),
                        "Unexpected error: java.lang.NoClassDefFoundError: org/Missing",
                        DEFECT),
                Arguments.of(new CrosscheckException("It failed.", "Mend it."), "It failed.", "Mend it."));
    }

    @ParameterizedTest
    @MethodSource("whatIsThrown")
    void whateverIsThrownIsToldInTwoLinesAndRecorded(Throwable thrown, String problem, String remedy)
            throws IOException {
        Cli result = train(thrower(thrown), "");
        assertEquals(1, result.code());
        assertEquals(problem + "\n" + remedy + "\n", result.err());
        assertFailed(problem);
        assertEquals(1, record().path("epochs").size());
        assertTrue(Files.readString(run.resolve("log.txt")).contains("\tat "), "the log has the stack trace");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run.html", "run.json", "results"})
    void theFirstFailureIsToldWhenThePageOrTheRecordOrTheResultCannotBeWritten(String blocked) throws IOException {
        Path json = Files.createDirectory(folder.resolve("results")).resolve("result.json");
        Runnable block = () -> {
            try {
                Path file = blocked.equals("results") ? json.getParent() : run.resolve(blocked);
                Files.deleteIfExists(file);
                if (!blocked.equals("results")) {
                    Files.createDirectories(file.resolve("in the way"));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            throw new OutOfMemoryError("Java heap space");
        };
        Cli result = train(block, " --json " + json);
        List<String> told = result.err().lines().toList();
        assertEquals(List.of("Out of memory: Java heap space", MEMORY), told.subList(0, 2), blocked);
        Path unwritten = blocked.equals("results") ? json : run.resolve(blocked);
        assertEquals(3, told.size(), result.err());
        assertTrue(told.get(2).startsWith("Also failed: " + unwritten + ": cannot be written"), result.err());
        assertEquals(1, result.code());
        if (!blocked.equals("run.json")) {
            assertEquals("FAILED", record().path("status").asText());
        } else {
            String page = Files.readString(run.resolve("run.html"));
            assertTrue(page.contains("<p class=\"summary\">Failed: Out of memory: Java heap space</p>"), page);
        }
    }

    @Test
    void aResumedRunThatFailsBeforeItsFirstStepSaysSoOnThePageToo() throws IOException {
        run = RunFolders.DL4J.copy(folder);
        Path metrics = run.resolve("metrics.csv");
        Files.delete(metrics);
        Files.createDirectories(metrics.resolve("in the way"));
        Cli result = ended(1, "train --epochs 3 --resume " + run);
        assertTrue(result.err().startsWith(metrics + ": cannot be written"), result.err());
        assertEquals("FAILED", record().path("status").asText());
        String page = Files.readString(run.resolve("run.html"));
        assertTrue(page.contains("<p class=\"summary\">Failed: " + metrics + ": cannot be written"), page);
    }

    @Test
    void aSessionThatEndsBeforeItsNextCheckpointIsRemembered() throws IOException {
        train("--trainer by-hand --epochs 2 --hidden 8 --validation 100 --data {runs}/mnist --out " + run);
        String moved = IdxBytes.subset(folder.resolve("moved"), 1000, 300).toString();
        Runnable killed = thrower(new OutOfMemoryError("a death without a checkpoint"));
        Cli dead =
                trapped("Test Epoch: 3", killed, "train --epochs 5 --patience 9 --data " + moved + " --resume " + run);
        assertTrue(dead.err().contains("a death without a checkpoint"), dead.err());
        Files.delete(run.resolve("run.json"));
        Cli result = ok("train --resume " + run);
        assertTrue(result.out().contains("Resumed: after 30 steps and 2 finished epochs\n"), result.out());
        assertEquals(5, record().path("epochs").size());
        Setup setup = Setup.parse(record().at("/config/setup").asText());
        assertEquals(9, setup.training().stop().patience());
        assertEquals(moved, record().at("/data/folder").asText());
        assertEquals(1, record().path("resumed").size(), "what came to no checkpoint does not count");
    }

    @Test
    void aProcessThatReallyRunsOutOfMemorySaysSo() throws IOException, InterruptedException {
        String[] line = words(
                "train -q --no-check --hidden 16384 --device cpu --trainer by-hand --data {runs}/mnist --out " + run);
        Process process = Launcher.java(List.of("-Xmx64m"), List.of(line))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(1, process.waitFor(), output);
        assertTrue(output.endsWith(MEMORY + System.lineSeparator()), output);
        assertFalse(output.contains("\tat "), output);
        assertFailed(record().path("failure").asText());
        assertTrue(record().path("failure").asText().startsWith("Out of memory"), output);
    }
}
