package dev.crosscheck.cli;

import dev.crosscheck.proof.compare.ProgressListener;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Shows the progress of a task and the time left in a line: on a terminal it is redrawn in place, otherwise written to standard error every
 * five seconds. Nothing is shown for tasks of less than two seconds, or if nothing is printed for people.
 */
final class ProgressLine implements ProgressListener, AutoCloseable {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long FIRST = 2 * SECOND;
    private static final long EVERY = 5 * SECOND;
    private static final long REDRAWN_EVERY = SECOND / 5; // nobody reads faster
    private static final int LONGEST_LINE = TextTable.WIDTH - 1 - Printer.ECHO; // not wrapped even if ^C follows it
    private static final long MOST_SECONDS = 100;
    private static final double SECONDS_PER_MINUTE = 60;

    private final OutputOptions output;
    private final boolean drawing;
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

    ProgressLine(OutputOptions output) {
        this(output, output.drawsProgress(), FIRST, System::nanoTime);
    }

    /**
     * @param drawing whether a line is redrawn in place
     * @param first nanoseconds of a task before its progress is shown
     * @param nanoTime the time in nanoseconds, from any origin
     */
    ProgressLine(OutputOptions output, boolean drawing, long first, LongSupplier nanoTime) {
        this.output = output;
        this.drawing = drawing;
        this.first = first;
        this.nanoTime = nanoTime;
    }

    /** @return a line for each epoch of training, shown at once; null if none can be redrawn */
    static ProgressLine ofEpochs(OutputOptions output) {
        return output.drawsProgress() ? new ProgressLine(output, true, 0, System::nanoTime) : null;
    }

    /** Shows a text after the time left from now on. */
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
        if (time - next >= 0 && (drawing || !ended)) {
            show(time);
        }
        if (ended) {
            close();
        }
    }

    private void show(long time) {
        next = time + (drawing ? REDRAWN_EVERY : EVERY);
        if (drawing) {
            drawn = true;
            output.drawProgress(line(time));
        } else {
            output.note(line(time));
        }
    }

    private String line(long time) {
        String left = done > doneAtStart ? "about " + timeLeft(time) + " left" : "just begun";
        String state =
                String.format(Locale.ROOT, ": %d of %d (%d%%), %s%s", done, steps, 100 * done / steps, left, message);
        return title.substring(0, Math.min(title.length(), LONGEST_LINE - state.length())) + state;
    }

    /** @return the time that the remaining steps take at the speed so far: {@code 12 s} or {@code 3 min} */
    private String timeLeft(long time) {
        double seconds = (double) (time - start) / (done - doneAtStart) * (steps - done) / SECOND;
        return seconds < MOST_SECONDS
                ? (long) Math.ceil(seconds) + " s"
                : (long) Math.ceil(seconds / SECONDS_PER_MINUTE) + " min";
    }

    /** Ends a line that is still shown; its last state stays on the screen. */
    @Override
    public void close() {
        if (drawn) {
            output.drawProgress("");
            output.print("%s", line(nanoTime.getAsLong()));
            drawn = false;
        }
        title = "";
    }
}
