package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs of {@code train} that end by something thrown. */
class FailingRunIT {
    private static final String MEMORY =
            "Give Java a larger heap with -Xmx, in JAVA_OPTS for bin/crosscheck or MAVEN_OPTS"
                    + " for mvn; or raise offheap.limit.mib in the profile; or use a smaller --batch or --hidden.";
    private static final String DEFECT = "This is a bug in the program; --verbose shows where it happened.";

    @TempDir
    private static Path shared;

    private static String data;

    @TempDir
    private Path folder;

    private Path run;

    @BeforeAll
    static void writeData() {
        data = IdxBytes.subset(shared.resolve("data"), 200, 50).toString();
    }

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

    private Cli train(Runnable sprung, String... more) {
        String[] start = {
            "train", "--no-check", "--data", data, "--epochs", "2", "--hidden", "8", "--out", run.toString()
        };
        StringWriter err = new StringWriter();
        int code = CrosscheckCommand.execute(
                new PrintWriter(new Trap("Test Epoch: 1", sprung)),
                new PrintWriter(err, true),
                Stream.of(start, more).flatMap(Stream::of).toArray(String[]::new));
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
        return new ObjectMapper().readTree(run.resolve("run.json").toFile());
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
                Arguments.of(memory, "Out of memory: Java heap space", MEMORY),
                Arguments.of(new OutOfMemoryError(), "Out of memory.", MEMORY),
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
                Arguments.of(new StackOverflowError(), "Unexpected error: java.lang.StackOverflowError", DEFECT),
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
        Cli result = train(thrower(thrown));
        assertEquals(1, result.code());
        assertEquals(problem + "\n" + remedy + "\n", result.err());
        assertFailed(problem);
        assertEquals(1, record().path("epochs").size());
        assertTrue(Files.readString(run.resolve("log.txt")).contains("\tat "), "the log has the stack trace");
    }

    @Test
    void verboseShowsTheTraceOfAnErrorToo() {
        Cli result = train(thrower(new StackOverflowError()), "--verbose");
        assertEquals(1, result.code());
        assertTrue(result.err().contains("\njava.lang.StackOverflowError\n\tat "), result.err());
    }

    @Test
    void theFirstFailureIsToldWhenThePageOrTheRecordOrTheResultCannotBeWritten() throws IOException {
        Path json = Files.createDirectory(folder.resolve("results")).resolve("result.json");
        for (String blocked : List.of("run.html", "run.json", "results")) {
            run = folder.resolve("without-" + blocked);
            Cli result = train(
                    () -> {
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
                    },
                    "--json",
                    json.toString());
            Files.deleteIfExists(json);
            List<String> told = result.err().lines().toList();
            assertEquals(List.of("Out of memory: Java heap space", MEMORY), told.subList(0, 2), blocked);
            String later =
                    "Also failed: " + (blocked.equals("results") ? json : run.resolve(blocked)) + ": cannot be written";
            assertEquals(3, told.size(), result.err());
            assertTrue(told.get(2).startsWith(later), result.err());
            assertEquals(1, result.code());
            if (!blocked.equals("run.json")) {
                assertEquals("FAILED", record().path("status").asText());
            } else {
                String page = Files.readString(run.resolve("run.html"));
                assertTrue(page.contains("<p class=\"summary\">Failed: Out of memory: Java heap space</p>"), page);
            }
        }
    }

    @Test
    void aResumedRunThatFailsBeforeItsFirstStepSaysSoOnThePageToo() throws IOException {
        assertEquals(0, train(() -> {}).code());
        Path metrics = run.resolve("metrics.csv");
        Files.delete(metrics);
        Files.createDirectories(metrics.resolve("in the way"));
        Cli result = Cli.run("train", "--resume", run.toString(), "--epochs", "3");
        assertEquals(1, result.code());
        assertTrue(result.err().startsWith(metrics + ": cannot be written"), result.err());
        assertEquals("FAILED", record().path("status").asText());
        String page = Files.readString(run.resolve("run.html"));
        assertTrue(page.contains("<p class=\"summary\">Failed: " + metrics + ": cannot be written"), page);
    }

    @Test
    void aSessionThatEndsBeforeItsNextCheckpointIsRemembered() throws IOException {
        assertEquals(0, train(() -> {}, "--validation", "50").code());
        String moved = IdxBytes.subset(folder.resolve("moved"), 200, 50).toString();
        Runnable killed = thrower(new OutOfMemoryError("a death without a checkpoint"));
        StringWriter err = new StringWriter();
        String line = "train --epochs 5 --patience 9 --data " + moved + " --resume " + run;
        CrosscheckCommand.execute(
                new PrintWriter(new Trap("Test Epoch: 3", killed)), new PrintWriter(err), line.split(" "));
        assertTrue(err.toString().contains("a death without a checkpoint"), err.toString());
        Files.delete(run.resolve("run.json"));
        Cli result = Cli.run("train", "--resume", run.toString());
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("Resumed: after 6 steps and 2 finished epochs\n"), result.out());
        assertEquals(5, record().path("epochs").size());
        assertEquals(
                9,
                Setup.parse(record().at("/config/setup").asText())
                        .training()
                        .stop()
                        .patience());
        assertEquals(moved, record().path("data").path("folder").asText());
        assertEquals(1, record().path("resumed").size(), "what came to no checkpoint does not count");
    }

    @Test
    void aProcessThatReallyRunsOutOfMemorySaysSo() throws IOException, InterruptedException {
        String line =
                "train -q --no-check --hidden 16384 --device cpu --trainer by-hand --data " + data + " --out " + run;
        Process process = Launcher.java(List.of("-Xmx64m"), List.of(line.split(" ")))
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
