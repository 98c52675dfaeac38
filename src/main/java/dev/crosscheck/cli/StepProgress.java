package dev.crosscheck.cli;

import dev.crosscheck.replay.Replay;
import java.util.Locale;

/** Tells on standard error, every two seconds, how far a replay is. */
final class StepProgress implements Replay.Progress {
    private static final long EVERY_NANOS = 2_000_000_000L;

    private final OutputOptions output;
    private final String side;
    private long lastNanos = System.nanoTime();

    StepProgress(OutputOptions output, String side) {
        this.output = output;
        this.side = side;
    }

    @Override
    public void at(int done, int steps) {
        if (System.nanoTime() - lastNanos >= EVERY_NANOS && output.prints()) {
            lastNanos = System.nanoTime();
            output.warn(String.format(Locale.ROOT, "%s: step %d of %d (%d%%)", side, done, steps, 100L * done / steps));
        }
    }
}
