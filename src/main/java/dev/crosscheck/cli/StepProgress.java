package dev.crosscheck.cli;

import dev.crosscheck.proof.compare.ProgressListener;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;

/**
 * Tells on standard error how far something is that takes over two seconds, and how much time is left: on a terminal a bar, elsewhere
 * a line every five seconds; nothing where nothing is printed for people.
 */
final class StepProgress implements ProgressListener, AutoCloseable {
    private static final long SECOND = 1_000_000_000L;
    private static final long FIRST = 2 * SECOND;
    private static final long EVERY = 5 * SECOND;
    private static final long MOST_SECONDS = 100;
    private static final double SECONDS_PER_MINUTE = 60;

    private final OutputOptions output;
    private final boolean bars;
    private final LongSupplier nanoTime;
    private String current = "";
    private long start;
    private long doneAtStart;
    private long next;
    private ProgressBar bar;

    StepProgress(OutputOptions output) {
        this(output, ConsoleProgress.onTerminal(), System::nanoTime);
    }

    /**
     * @param bars whether a bar can be drawn
     * @param nanoTime the time in nanoseconds, from any start
     */
    StepProgress(OutputOptions output, boolean bars, LongSupplier nanoTime) {
        this.output = output;
        this.bars = bars;
        this.nanoTime = nanoTime;
    }

    @Override
    public void at(String what, long done, long steps) {
        if (!output.prints()) {
            return;
        }
        long now = nanoTime.getAsLong();
        if (!what.equals(current)) {
            begin(what, done, now);
        }
        if (bar != null) {
            bar.stepTo(done);
        }
        if (done >= steps) {
            close();
        } else if (bar == null && now - next >= 0) {
            tell(done, steps, now);
        }
    }

    private void begin(String what, long done, long now) {
        close();
        current = what;
        start = now;
        doneAtStart = done;
        next = now + FIRST;
    }

    private void tell(long done, long steps, long now) {
        next = now + EVERY;
        if (bars) {
            bar = ConsoleProgress.bar(output, current, steps)
                    .startsFrom(done, Duration.ofNanos(now - start))
                    .build();
        } else {
            output.note(String.format(
                    Locale.ROOT,
                    "%s: %d of %d (%d%%), about %s left",
                    current,
                    done,
                    steps,
                    100 * done / steps,
                    time((double) (now - start) / (done - doneAtStart) * (steps - done) / SECOND)));
        }
    }

    private static String time(double seconds) {
        return seconds < MOST_SECONDS
                ? (long) Math.ceil(seconds) + " s"
                : (long) Math.ceil(seconds / SECONDS_PER_MINUTE) + " min";
    }

    /** Ends a bar that is still shown. */
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
