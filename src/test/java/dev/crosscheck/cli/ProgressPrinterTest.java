package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Progress away from a terminal, by a clock that only the test moves. */
class ProgressPrinterTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private long clock = Long.MAX_VALUE - 5; // nanoTime may overflow

    /** A command that takes a second a step. */
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
            try (ProgressPrinter progress = new ProgressPrinter(output, false, () -> clock)) {
                for (String what : new String[] {"first", "second"}) {
                    for (int done = 1; done <= steps; done++) {
                        clock += TimeUnit.SECONDS.toNanos(1);
                        progress.at(what, done, steps);
                    }
                }
            }
        }
    }

    private String told(int steps, String... options) {
        new CommandLine(new Slow(steps))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(options);
        assertEquals("", out.toString(), "results only go to standard output");
        return err.toString();
    }

    @Test
    void aLineAfterTwoSecondsAndThenEveryFiveWithTheTimeLeft() {
        assertEquals("""
                first: 3 of 9 (33%), about 6 s left
                first: 8 of 9 (88%), about 1 s left
                second: 3 of 9 (33%), about 6 s left
                second: 8 of 9 (88%), about 1 s left
                """, told(9));
    }

    @Test
    void whatTakesLessThanTwoSecondsIsNotTold() {
        assertEquals("", told(2));
        assertEquals("", told(3), "nothing is left to wait for at the last step");
    }

    @Test
    void aLongTimeLeftIsInMinutes() {
        assertEquals(
                "first: 3 of 200 (1%), about 4 min left",
                told(200).lines().findFirst().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--quiet", "--json=-"})
    void nothingWhereNothingIsPrintedForPeople(String option) {
        assertEquals("", told(100, option));
    }
}
