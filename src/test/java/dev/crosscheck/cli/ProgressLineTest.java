package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Progress by a clock that only the test moves. */
class ProgressLineTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();
    private long clock = Long.MAX_VALUE - 5; // nanoTime may overflow

    /** A command with two tasks of a second a step. */
    @Command(name = "slow")
    private final class Slow implements Runnable {
        @Mixin
        private OutputOptions output;

        private final int steps;

        private Slow(int steps) {
            this.steps = steps;
        }

        @Override
        public void run() {
            ProgressLine progress = new ProgressLine(output, () -> clock);
            for (String what : List.of("first", "second")) {
                for (int done = 1; done <= steps; done++) {
                    clock += TimeUnit.SECONDS.toNanos(1);
                    progress.at(what, done, steps);
                }
            }
        }
    }

    private String lines(int steps, String... options) {
        new CommandLine(new Slow(steps))
                .setOut(new Printer(out, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true))
                .execute(options);
        assertEquals("", out.toString(StandardCharsets.UTF_8), "results only go to standard output");
        return err.toString();
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
    }
}
