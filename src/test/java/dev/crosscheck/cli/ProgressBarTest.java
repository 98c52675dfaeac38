package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
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

/** The bar by a clock that only the test moves. */
class ProgressBarTest {
    private static final long SLOWEST_MILLIS = 60_000;

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final Printer err = new Printer(shown, StandardCharsets.UTF_8, false, new OutputQueue("test"));
    private long clock = Long.MAX_VALUE - 5; // nanoTime may overflow

    /** Takes a second per step. */
    @Command(name = "slow")
    private final class Slow implements Runnable {
        @Mixin
        private OutputOptions output;

        private final String title;
        private final int columns;
        private final int steps;

        private Slow(String title, int columns, int steps) {
            this.title = title;
            this.columns = columns;
            this.steps = steps;
        }

        @Override
        public void run() {
            try (ProgressBar bar = new ProgressBar(output, title, steps, columns, () -> clock, clock, 0)) {
                for (int done = 1; done <= steps; done++) {
                    clock += TimeUnit.SECONDS.toNanos(1);
                    bar.message(", loss 0.1234");
                    bar.stepTo(done);
                    err.await(SLOWEST_MILLIS);
                }
            }
        }
    }

    private List<String> drawn(String title, int columns, int steps, String... options) {
        new CommandLine(new Slow(title, columns, steps)).setErr(err).execute(options);
        err.finish();
        return Stream.of(shown.toString(StandardCharsets.UTF_8).split("\r"))
                .filter(line -> !line.isBlank())
                .toList();
    }

    @Test
    void aBarWithTheTimeLeftThatLeavesRoomForCtrlC() {
        List<String> drawn = drawn("Epoch 1/5", 80, 4);
        assertEquals(
                List.of(
                        "Epoch 1/5 [=========                            ]  25%, 3 s left, loss 0.1234",
                        "Epoch 1/5 [==================                   ]  50%, 2 s left, loss 0.1234"),
                drawn.subList(0, 2).stream().map(String::stripTrailing).toList());
        assertTrue(drawn.get(drawn.size() - 1).endsWith("100%, 0 s left, loss 0.1234\n"), drawn.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 80, 200})
    void neverFillsALine(int columns) {
        String longTitle = "Backpropagation 2-3-1 with tanh and the loss of half the squared error, 0.1";
        for (String title : List.of("Epoch 1/5", "Epoch 10/20", longTitle)) {
            shown.reset();
            for (String line : drawn(title, columns, 300)) {
                assertTrue(line.stripTrailing().length() < Math.min(columns, 81) - 2, "no room for ^C: " + line);
                assertTrue(line.length() < Math.min(columns, 81) + 1, line);
                assertTrue(line.contains(" left"), line);
            }
        }
    }

    @Test
    void nothingWithQuiet() {
        assertEquals(List.of(), drawn("Epoch 1/5", 80, 4, "--quiet"));
    }
}
