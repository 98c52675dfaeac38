package dev.crosscheck.cli;

import dev.crosscheck.data.PictureOptions;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.text.Text;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Says on standard error how far a task is and what time is left, from two seconds on: on a terminal in one line that is written again, else once in
 * each tenth of the task. Nothing is said if nothing is printed for people.
 */
final class ProgressLine implements ProgressListener {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long FIRST = 2 * SECOND;
    private static final long EVERY = SECOND / 5;
    private static final int PARTS = 10;
    private static final long MOST_SECONDS = 100;
    private static final double SECONDS_PER_MINUTE = 60;

    private final OutputOptions output;
    private final LongSupplier nanoTime;
    private String title = "";
    private long start;
    private long doneAtStart;
    private long next;
    private long tenth;

    ProgressLine(OutputOptions output) {
        this(output, System::nanoTime);
    }

    /** @param nanoTime the time in nanoseconds, from any origin */
    ProgressLine(OutputOptions output, LongSupplier nanoTime) {
        this.output = output;
        this.nanoTime = nanoTime;
    }

    /** @return options of reading pictures that say how far it is */
    static PictureOptions of(PictureOptions pictures, OutputOptions output) {
        ProgressLine progress = new ProgressLine(output);
        return pictures.with((read, of) -> progress.at("Pictures read", read, of));
    }

    @Override
    public void at(String what, long done, long steps) {
        at(what, done, steps, "");
    }

    /** @param more what is said after the numbers */
    void at(String what, long done, long steps, String more) {
        long time = nanoTime.getAsLong();
        if (!what.equals(title)) {
            title = what;
            start = time;
            doneAtStart = done;
            next = time + FIRST;
            tenth = -1;
        }
        if (done >= steps) {
            title = "";
            output.status("");
        } else if (time - next >= 0 && (output.isOnTerminal() || PARTS * done / steps > tenth)) {
            next = time + EVERY;
            tenth = PARTS * done / steps;
            String left = done > doneAtStart ? "about " + timeLeft(time, done, steps) + " left" : "just begun";
            String line = Text.of("%s: %,d of %,d (%d%%), %s%s", what, done, steps, 100 * done / steps, left, more);
            if (output.isOnTerminal()) {
                output.status(line);
            } else {
                output.note(line);
            }
        }
    }

    /** @return the time that the remaining steps take at the speed so far: {@code 12 s} or {@code 3 min} */
    private String timeLeft(long time, long done, long steps) {
        double seconds = (double) (time - start) / (done - doneAtStart) * (steps - done) / SECOND;
        return seconds < MOST_SECONDS
                ? (long) Math.ceil(seconds) + " s"
                : (long) Math.ceil(seconds / SECONDS_PER_MINUTE) + " min";
    }
}
