package dev.crosscheck.cli;

import dev.crosscheck.Text;
import dev.crosscheck.data.PictureOptions;
import dev.crosscheck.proof.compare.ProgressListener;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Says on standard error how far a task is and what time is left: after two seconds, then every five. Nothing is said if nothing is printed for
 * people.
 */
final class ProgressLine implements ProgressListener {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long FIRST = 2 * SECOND;
    private static final long EVERY = 5 * SECOND;
    private static final long MOST_SECONDS = 100;
    private static final double SECONDS_PER_MINUTE = 60;

    private final OutputOptions output;
    private final LongSupplier nanoTime;
    private String title = "";
    private long start;
    private long doneAtStart;
    private long next;

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
        long time = nanoTime.getAsLong();
        if (!what.equals(title)) {
            title = what;
            start = time;
            doneAtStart = done;
            next = time + FIRST;
        }
        if (time - next >= 0 && done < steps) {
            next = time + EVERY;
            String left = done > doneAtStart ? "about " + timeLeft(time, done, steps) + " left" : "just begun";
            output.note(Text.of("%s: %d of %d (%d%%), %s", what, done, steps, 100 * done / steps, left));
        }
        if (done >= steps) {
            title = "";
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
