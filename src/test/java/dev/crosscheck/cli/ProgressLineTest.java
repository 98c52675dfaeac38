package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    /** From two seconds on a line in each tenth, with the time left, but none at the end and none where nothing is printed for people. */
    @ParameterizedTest
    @CsvSource({
        "4, -v, first: 3 of 4 (75%) 1 s; second: 3 of 4 (75%) 1 s",
        "2000, -v, 'first: 3 of 2,000 (0%) 34 min; first: 200 of 2,000 (10%) 30 min; first: 400 of 2,000 (20%) 27 min'",
        "3, -v, ''",
        "200, -v, first: 3 of 200 (1%) 4 min; first: 20 of 200 (10%) 3 min; first: 40 of 200 (20%) 3 min",
        "100, --quiet, ''",
        "100, --json=-, ''"
    })
    void progressIsToldWhereItTakesLong(int steps, String option, String expected) {
        Conversions.register(new CommandLine(new Slow(steps)))
                .setOut(new Printer(out, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true))
                .execute(option);
        assertEquals("", out.toString(StandardCharsets.UTF_8), "results only go to standard output");
        String told = err.toString().lines().limit(3).collect(Collectors.joining("; "));
        assertEquals(expected, told.replace(", about", "").replace(" left", ""));
    }
}
