package dev.crosscheck.train.byhand;

import java.util.Arrays;

/**
 * Chooses how many members of a {@link Team} to use, from how long steps take: all while each member has a core to itself, fewer while
 * other processes compete for cores, since a step takes as long as its slowest member.
 *
 * <pre>{@code
 * long start = System.nanoTime();
 * team.run(size.members(), work);
 * size.took(System.nanoTime() - start);
 * }</pre>
 *
 * <p>Steps are timed in windows. One size is in use; from time to time another is tried for a window and kept if it is clearly faster. A
 * size that becomes clearly slower than another was is replaced at once. The work must give the same result with any number of members.
 *
 * <p>Not thread-safe.
 */
public class TeamSize {
    /** In ns: longer than several time slices of a scheduler that runs two processes on one core. */
    private static final long WINDOW = 25_000_000;

    private static final int STEPS = 4; // the fewest in a window
    private static final double CLEARLY = 0.95;

    /** In windows, from a change of size to the first trial; the wait doubles with each trial. */
    private static final int FIRST_WAIT = 2;

    /** In windows, the longest wait between trials: trials then take about a twentieth of the time. */
    private static final int LAST_WAIT = 20;

    private final int most;
    private final double[] pace; // by size: ns per step; infinite until measured
    private int settled;
    private int used; // differs from the settled size during a trial
    private int tried;
    private int wait = FIRST_WAIT;
    private int windows; // with the settled size, since it was chosen or since the last trial
    private int steps;
    private long nanos;

    /**
     * Starts with all members.
     *
     * @param most the largest number of members to use, at least 1
     */
    public TeamSize(int most) {
        this.most = most;
        this.pace = new double[most + 1];
        Arrays.fill(pace, Double.POSITIVE_INFINITY);
        this.settled = most;
        this.used = most;
        this.tried = most;
    }

    /** @return the largest number of members that may be used */
    public final int most() {
        return most;
    }

    /** @return how many members to use for the next step, from 1 to {@link #most} */
    public int members() {
        return used;
    }

    /**
     * Reports how long a step took.
     *
     * @param nanos with {@link #members}, in ns
     */
    public final void took(long nanos) {
        this.nanos += nanos;
        steps++;
        if (steps >= STEPS && this.nanos >= WINDOW) {
            measured((double) this.nanos / steps);
            steps = 0;
            this.nanos = 0;
            used = next();
        }
    }

    /**
     * Records a window's pace. A trial's is used as measured; for the settled size it is averaged with the pace before, so that a single slow
     * window changes nothing.
     */
    private void measured(double newest) {
        boolean goesOn = used == settled && Double.isFinite(pace[used]);
        pace[used] = goesOn ? (pace[used] + newest) / 2 : newest;
        windows = used == settled ? windows + 1 : 0;
    }

    private int next() {
        int fastest = fastest();
        if (pace[fastest] < CLEARLY * pace[settled]) {
            settled = fastest;
            windows = 0;
            wait = FIRST_WAIT;
        }
        if (windows < wait || most == 1) {
            return settled;
        }
        wait = Math.min(2 * wait, LAST_WAIT);
        do {
            tried = tried == 1 ? most : tried - 1;
        } while (tried == settled);
        return tried;
    }

    private int fastest() {
        int fastest = most;
        for (int size = most - 1; size > 0; size--) {
            fastest = pace[size] < pace[fastest] ? size : fastest;
        }
        return fastest;
    }
}
