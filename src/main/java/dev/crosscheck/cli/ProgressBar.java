package dev.crosscheck.cli;

import dev.crosscheck.proof.compare.ProgressListener;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Shows the progress of a task and the time left: on a terminal as a bar that is redrawn in place, otherwise as a line on standard error
 * every five seconds. Nothing is shown for tasks of less than two seconds, or if nothing is printed for people.
 */
final class ProgressBar implements ProgressListener, AutoCloseable {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long FIRST = 2 * SECOND;
    private static final long EVERY = 5 * SECOND;
    private static final long REDRAWN_EVERY = SECOND / 5; // nobody reads faster
    private static final int WIDEST = 80;
    private static final int LEAST_CELLS = 6; // a shorter bar is useless
    private static final long MOST_SECONDS = 100;
    private static final double SECONDS_PER_MINUTE = 60;

    private final OutputOptions output;
    private final int columns;
    private final long first;
    private final LongSupplier nanoTime;
    private String title = "";
    private String message = "";
    private long steps;
    private long done;
    private long start;
    private long doneAtStart;
    private long next;
    private boolean drawn;

    ProgressBar(OutputOptions output) {
        this(output, output.drawsProgress() ? Terminal.columns() : 0, FIRST, System::nanoTime);
    }

    /**
     * @param columns columns of the terminal; 0 if there is none, so that no bar is drawn
     * @param first nanoseconds of a task before its progress is shown
     * @param nanoTime the time in nanoseconds, from any origin
     */
    ProgressBar(OutputOptions output, int columns, long first, LongSupplier nanoTime) {
        this.output = output;
        this.columns = columns;
        this.first = first;
        this.nanoTime = nanoTime;
    }

    /** @return a bar for each epoch of training, shown at once; null if no bar can be drawn */
    static ProgressBar ofEpochs(OutputOptions output) {
        return output.drawsProgress() ? new ProgressBar(output, Terminal.columns(), 0, System::nanoTime) : null;
    }

    /** Shows a text after the time left from now on, if there is room. */
    void message(String text) {
        message = text;
    }

    @Override
    public void at(String what, long now, long all) {
        if (!output.prints()) {
            return;
        }
        long time = nanoTime.getAsLong();
        if (!what.equals(title)) {
            close();
            title = what;
            start = time;
            doneAtStart = now;
            next = time + first;
        }
        done = now;
        steps = all;
        boolean ended = done >= steps;
        if (time - next >= 0 && (columns > 0 || !ended)) {
            show(time);
        }
        if (ended) {
            close();
        }
    }

    private void show(long time) {
        if (columns > 0) {
            next = time + REDRAWN_EVERY;
            drawn = true;
            output.drawProgress(bar(time));
        } else {
            next = time + EVERY;
            String line = String.format(
                    Locale.ROOT,
                    "%s: %d of %d (%d%%), about %s left",
                    title,
                    done,
                    steps,
                    100 * done / steps,
                    timeLeft(time));
            output.note(line);
        }
    }

    /** The bar's line, which is shorter than the terminal's, so that it is not wrapped even if {@code ^C} follows it. */
    private String bar(long time) {
        String left = done > doneAtStart ? timeLeft(time) + " left" : "just begun";
        String state = String.format(Locale.ROOT, " %3d%%, %s", 100 * done / steps, left);
        int room = Math.max(0, Math.min(columns, WIDEST) - 1 - Printer.ECHO - state.length());
        String head = title.length() <= room ? title : title.substring(0, room);
        room -= head.length();
        String tail = message.length() <= room ? message : "";
        int cells = room - tail.length() - " []".length();
        if (cells < LEAST_CELLS) {
            return head + state + tail;
        }
        int filled = (int) (cells * done / steps);
        return head + " [" + "=".repeat(filled) + " ".repeat(cells - filled) + "]" + state + tail;
    }

    /** @return the time that the remaining steps take at the speed so far: {@code 12 s} or {@code 3 min} */
    private String timeLeft(long time) {
        double seconds = (double) (time - start) / (done - doneAtStart) * (steps - done) / SECOND;
        return seconds < MOST_SECONDS
                ? (long) Math.ceil(seconds) + " s"
                : (long) Math.ceil(seconds / SECONDS_PER_MINUTE) + " min";
    }

    /** Ends a bar that is still shown; its last state stays on the screen. */
    @Override
    public void close() {
        if (drawn) {
            output.drawProgress("");
            output.print("%s", bar(nanoTime.getAsLong()));
            drawn = false;
        }
        title = "";
    }
}
