package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Progress by a clock that only the test moves: lines where there is no terminal, a line that is redrawn on one. */
class ProgressLineTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();
    private long clock = Long.MAX_VALUE - 5; // nanoTime may overflow

    /** A command with several tasks of a second a step. */
    @Command(name = "slow")
    private final class Slow implements Runnable {
        @Mixin
        private OutputOptions output;

        private final boolean drawing;
        private final int steps;
        private final List<String> tasks;

        private Slow(boolean drawing, int steps, List<String> tasks) {
            this.drawing = drawing;
            this.steps = steps;
            this.tasks = tasks;
        }

        @Override
        public void run() {
            long first = drawing ? 0 : TimeUnit.SECONDS.toNanos(2);
            try (ProgressLine progress = new ProgressLine(output, drawing, first, () -> clock)) {
                progress.message(drawing ? ", loss 0.1234" : "");
                for (String what : tasks) {
                    for (int done = 1; done <= steps; done++) {
                        clock += TimeUnit.SECONDS.toNanos(1);
                        progress.at(what, done, steps);
                    }
                }
            }
        }
    }

    private void run(Slow slow, String... options) {
        new CommandLine(slow)
                .setOut(new Printer(out, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true))
                .execute(options);
    }

    private String lines(int steps, String... options) {
        run(new Slow(false, steps, List.of("first", "second")), options);
        assertEquals("", out.toString(StandardCharsets.UTF_8), "results only go to standard output");
        return err.toString();
    }

    private List<String> drawn(String title, int steps, String... options) {
        out.reset();
        run(new Slow(true, steps, List.of(title)), options);
        assertEquals("", err.toString());
        return Stream.of(out.toString(StandardCharsets.UTF_8).split("\r"))
                .filter(line -> !line.isBlank())
                .toList();
    }

    @Test
    void aLineAfterTwoSecondsAndThenEveryFiveWithTheTimeLeft() {
        assertEquals("""
                first: 3 of 9 (33%), about 6 s left
                first: 8 of 9 (88%), about 1 s left
                second: 3 of 9 (33%), about 6 s left
                second: 8 of 9 (88%), about 1 s left
                """, lines(9));
    }

    @Test
    void nothingOfATaskOfLessThanTwoSeconds() {
        assertEquals("", lines(2));
        assertEquals("", lines(3), "nothing is left to wait for at the last step");
    }

    @Test
    void aLongTimeLeftIsInMinutes() {
        assertEquals(
                "first: 3 of 200 (1%), about 4 min left",
                lines(200).lines().findFirst().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--quiet", "--json=-"})
    void nothingWhereNothingIsPrintedForPeople(String option) {
        assertEquals("", lines(100, option));
        assertEquals(List.of(), drawn("Epoch 1/5", 4, option));
    }

    @Test
    void aLineIsRedrawnAndItsEndStays() {
        List<String> drawn = drawn("Epoch 1/5", 4);
        assertEquals(
                List.of(
                        "Epoch 1/5: 1 of 4 (25%), just begun, loss 0.1234",
                        "Epoch 1/5: 2 of 4 (50%), about 2 s left, loss 0.1234"),
                drawn.subList(0, 2).stream().map(String::stripTrailing).toList());
        assertTrue(
                drawn.get(drawn.size() - 1).endsWith("4 of 4 (100%), about 0 s left, loss 0.1234\n"), drawn.toString());
    }

    @Test
    void aDrawnLineIsShorterThanTheTerminals() {
        for (String line : drawn("Backpropagation 2-3-1 with tanh and the loss of half the squared error, 0.1", 300)) {
            assertTrue(line.stripTrailing().length() < 78, "no room for ^C: " + line);
            assertTrue(line.contains(" left") || line.contains("just begun"), line);
        }
    }
}
