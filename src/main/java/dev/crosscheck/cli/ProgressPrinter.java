package dev.crosscheck.cli;

import dev.crosscheck.proof.compare.ProgressListener;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Reports on standard error how far a task of over two seconds has got, and how much time is left: with a bar on a terminal, elsewhere
 * with a line every five seconds; not at all where nothing is printed for people.
 */
final class ProgressPrinter implements ProgressListener, AutoCloseable {
    private static final long SECOND = 1_000_000_000L;
    private static final long FIRST = 2 * SECOND;
    private static final long EVERY = 5 * SECOND;

    private final OutputOptions output;
    private final boolean bars;
    private final LongSupplier nanoTime;
    private String current = "";
    private long start;
    private long doneAtStart;
    private long next;
    private ProgressBar bar;

    ProgressPrinter(OutputOptions output) {
        this(output, output.drawsProgress(), System::nanoTime);
    }

    /**
     * @param bars whether a bar can be drawn
     * @param nanoTime the time in nanoseconds, from any start
     */
    ProgressPrinter(OutputOptions output, boolean bars, LongSupplier nanoTime) {
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
            show(done, steps, now);
        }
    }

    private void begin(String what, long done, long now) {
        close();
        current = what;
        start = now;
        doneAtStart = done;
        next = now + FIRST;
    }

    private void show(long done, long steps, long now) {
        next = now + EVERY;
        if (bars) {
            bar = new ProgressBar(output, current, steps, Terminal.columns(), nanoTime, start, doneAtStart);
            bar.stepTo(done);
        } else {
            output.note(String.format(
                    Locale.ROOT,
                    "%s: %d of %d (%d%%), about %s left",
                    current,
                    done,
                    steps,
                    100 * done / steps,
                    ProgressBar.timeLeft(now - start, done - doneAtStart, steps - done)));
        }
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
