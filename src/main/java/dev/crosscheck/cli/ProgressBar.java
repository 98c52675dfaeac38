package dev.crosscheck.cli;

import java.util.Locale;
import java.util.function.LongSupplier;

/** A bar on standard error that is redrawn in place, with the time left. It never fills a line, so that no terminal wraps it. */
final class ProgressBar implements AutoCloseable {
    private static final long SECOND = 1_000_000_000L;
    private static final long REDRAWN_EVERY = SECOND / 5; // faster than that nobody reads
    private static final int WIDEST = 80;
    private static final int LEAST_CELLS = 6; // a shorter bar shows nothing
    private static final long MOST_SECONDS = 100;
    private static final double SECONDS_PER_MINUTE = 60;

    private final OutputOptions output;
    private final String title;
    private final long steps;
    private final LongSupplier nanoTime;
    private final int width;
    private final long start;
    private final long doneAtStart;
    private String message = "";
    private long done;
    private long drawn;

    /**
     * @param columns of the terminal
     * @param nanoTime the time in nanoseconds, from any start
     * @param start when it was at {@code doneAtStart}
     */
    ProgressBar(
            OutputOptions output,
            String title,
            long steps,
            int columns,
            LongSupplier nanoTime,
            long start,
            long doneAtStart) {
        this.output = output;
        this.title = title;
        this.steps = steps;
        this.width = Math.min(columns, WIDEST) - 1 - OutputQueue.ECHO;
        this.nanoTime = nanoTime;
        this.start = start;
        this.doneAtStart = doneAtStart;
        this.drawn = nanoTime.getAsLong() - REDRAWN_EVERY;
    }

    /** @param text shown behind the time left if there is room */
    void message(String text) {
        message = text;
    }

    /** @param now steps done, of all */
    void stepTo(long now) {
        done = now;
        if (nanoTime.getAsLong() - drawn >= REDRAWN_EVERY) {
            draw();
        }
    }

    private void draw() {
        drawn = nanoTime.getAsLong();
        output.drawProgress(line());
    }

    private String line() {
        String state = String.format(Locale.ROOT, " %3d%%, %s", 100 * done / steps, timeLeft());
        int room = Math.max(0, width - state.length());
        String head = title.length() <= room ? title : title.substring(0, room);
        int left = room - head.length();
        String tail = message.length() <= left ? message : "";
        int cells = left - tail.length() - " []".length();
        String bar = "";
        if (cells >= LEAST_CELLS) {
            int filled = (int) (cells * done / steps);
            bar = " [" + "=".repeat(filled) + " ".repeat(cells - filled) + "]";
        }
        return head + bar + state + tail;
    }

    private String timeLeft() {
        return done > doneAtStart ? timeLeft(drawn - start, done - doneAtStart, steps - done) + " left" : "just begun";
    }

    /** @return what the steps left take, at the speed of those done: {@code 12 s} or {@code 3 min} */
    static String timeLeft(long nanos, long done, long left) {
        double seconds = (double) nanos / done * left / SECOND;
        return seconds < MOST_SECONDS
                ? (long) Math.ceil(seconds) + " s"
                : (long) Math.ceil(seconds / SECONDS_PER_MINUTE) + " min";
    }

    /** Draws the last state and ends the line. */
    @Override
    public void close() {
        drawn = nanoTime.getAsLong();
        output.endProgress(line());
    }
}
