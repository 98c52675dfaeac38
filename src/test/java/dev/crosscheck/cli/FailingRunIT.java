package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Main;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.nn.Setup;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
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
    private static final String TRAIN = "train --no-check --device cpu --threads 1 --trainer by-hand --epochs 2"
            + " --data {runs}/mnist --hidden 8 --out DIR/run";
    private static final String DEFECT = "This is a bug in the program; --verbose shows where it happened.";

    /** When a line is printed, in the middle of training, something is thrown. */
    private Cli trapped(String line, Runnable sprung, String command) {
        StringWriter err = new StringWriter();
        PrintWriter out = new PrintWriter(new StringWriter() {
            @Override
            public void write(String text, int start, int length) {
                if (text.contains(line)) {
                    sprung.run();
                }
            }
        });
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
        return json("run/run.json");
    }

    private void assertPageHas(String problem) throws IOException {
        String page = Files.readString(folder.resolve("run/run.html"));
        assertTrue(page.contains("<p class=\"summary\">Failed: " + problem), page.substring(0, 5000));
        assertFalse(page.contains("http-equiv=\"refresh\""), "it no longer loads itself");
    }

    private void assertFailed(String problem) throws IOException {
        assertEquals("FAILED", record().path("status").asText());
        assertEquals(problem, record().path("failure").asText());
        assertTrue(record().path("modelSha256").isNull());
        assertPageHas(problem + "</p>");
    }

    static Stream<Arguments> whatIsThrown() {
        OutOfMemoryError memory = new OutOfMemoryError("Java heap space");
        String ended = "Another training thread failed.";
        return Stream.of(
                Arguments.of(memory, "Out of memory: Java heap space", MEMORY),
                Arguments.of(new IllegalStateException(ended, memory), "Out of memory: Java heap space", MEMORY),
                Arguments.of(
                        new IllegalStateException(ended, new ArithmeticException("zero")),
                        "Unexpected error: java.lang.IllegalStateException: " + ended
                                + " Caused by java.lang.ArithmeticException: zero",
                        DEFECT),
                Arguments.of(
                        new IllegalStateException(ended, new CrosscheckException("It failed.", "Mend it.")),
                        "It failed.",
                        "Mend it."),
                Arguments.of(
                        new NoClassDefFoundError("org/Missing"),
                        "Unexpected error: java.lang.NoClassDefFoundError: org/Missing",
                        DEFECT));
    }

    @ParameterizedTest
    @MethodSource("whatIsThrown")
    void whateverIsThrownIsToldInTwoLinesAndRecorded(Throwable thrown, String problem, String remedy)
            throws IOException {
        Cli result = trapped("Test Epoch: 1", thrower(thrown), TRAIN);
        assertEquals(1, result.code());
        assertEquals(problem + "\n" + remedy + "\n", result.err());
        assertFailed(problem);
        assertEquals(1, record().path("epochs").size());
        assertTrue(Files.readString(folder.resolve("run/log.txt")).contains("\tat "), "the log has the stack trace");
    }

    /** The first failure is told first, and what could not be written after it. */
    @ParameterizedTest
    @ValueSource(strings = {"run/run.html", "run/run.json", "results/result.json"})
    void thePageOrTheRecordOrTheResultCannotBeWrittenEither(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectory(folder.resolve("results"));
        Runnable block = () -> {
            try {
                Files.deleteIfExists(file);
                Files.createDirectories(file.resolve("in the way"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            throw new OutOfMemoryError("Java heap space");
        };
        Cli result = trapped("Test Epoch: 1", block, TRAIN + " --json DIR/results/result.json");
        List<String> told = result.err().lines().toList();
        assertEquals(List.of("Out of memory: Java heap space", MEMORY), told.subList(0, 2));
        assertEquals(3, told.size(), result.err());
        assertTrue(told.get(2).startsWith("Also failed: " + file + ": cannot be written"), result.err());
        assertEquals(1, result.code());
        if (!name.endsWith("run.json")) {
            assertEquals("FAILED", record().path("status").asText());
        }
    }

    @Test
    void aResumedRunThatFailsBeforeItsFirstStepSaysSoOnThePageToo() throws IOException {
        Path run = folder.resolve("run");
        new RunFiles(RunFolders.DIGITS.folder()).copyTo(run);
        Files.delete(run.resolve("metrics.csv"));
        Files.createDirectories(run.resolve("metrics.csv/in the way"));
        refused(1, "DIR/run/metrics.csv: cannot be written", "train --resume DIR/run");
        assertEquals("FAILED", record().path("status").asText());
        assertPageHas(run.resolve("metrics.csv") + ": cannot be written");
    }

    @Test
    void aSessionThatEndsBeforeItsNextCheckpointIsRemembered() throws IOException {
        train("--trainer by-hand --epochs 2 --hidden 8 --validation 100 --data {runs}/mnist --out DIR/run");
        String moved = IdxBytes.subset(folder.resolve("moved"), 1000, 300).toString();
        Runnable killed = thrower(new OutOfMemoryError("a death without a checkpoint"));
        String resume = "train --epochs 5 --patience 9 --data DIR/moved --resume DIR/run";
        Cli dead = trapped("Test Epoch: 3", killed, resume);
        assertTrue(dead.err().contains("a death without a checkpoint"), dead.err());
        Files.delete(folder.resolve("run/run.json"));
        Cli result = ok("train --resume DIR/run");
        assertTrue(result.out().contains("Resumed: after 30 steps and 2 finished epochs\n"), result.out());
        assertEquals(5, record().path("epochs").size());
        Setup setup = Setup.parse(record().at("/config/setup").asText());
        assertEquals(9, setup.training().stop().patience());
        assertEquals(moved, record().at("/data/folder").asText());
        assertEquals(1, record().path("resumed").size(), "what came to no checkpoint does not count");
    }

    @Test
    void aProcessThatReallyRunsOutOfMemorySaysSo() throws IOException, InterruptedException {
        String[] line = words(TRAIN.replace("--hidden 8", "--hidden 16384") + " -q");
        String output =
                printed(1, Launcher.java(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1"), Main.class, List.of(line)));
        assertTrue(output.endsWith(MEMORY + System.lineSeparator()), output);
        assertFalse(output.contains("\tat "), output);
        assertFailed(record().path("failure").asText());
        assertTrue(record().path("failure").asText().startsWith("Out of memory"), output);
    }
}
