package dev.crosscheck.train.byhand;

import java.util.Arrays;

/**
 * Chooses how many members of a {@link Team} to use, by how long steps take: all of them while each has a core to itself, fewer while
 * another process wants one, since a step takes as long as its slowest member.
 *
 * <pre>{@code
 * long start = System.nanoTime();
 * team.run(size.members(), work);
 * size.took(System.nanoTime() - start);
 * }</pre>
 *
 * <p>Steps are timed in windows. One size is in use; now and then another is tried for a window, and kept if it is clearly
 * faster. A size that becomes clearly slower than another has been is left at once. The work must give the same result with any
 * number of members.
 *
 * <p>For use by one thread.
 */
public class TeamSize {
    /** In ns: several of the time slices in which a scheduler runs two processes on one core. */
    private static final long WINDOW = 25_000_000;

    private static final int STEPS = 4; // in a window, at least
    private static final double CLEARLY = 0.95;

    /** In windows, from a change of size to the first trial; the wait doubles from trial to trial. */
    private static final int FIRST_WAIT = 2;

    /** In windows, the longest wait between trials: they then take about a twentieth of the time. */
    private static final int LAST_WAIT = 20;

    private final int most;
    private final double[] pace; // by size: ns per step; infinite until measured
    private int settled;
    private int used; // in a trial not the settled size
    private int tried;
    private int wait = FIRST_WAIT;
    private int windows; // with the settled size, since it was chosen or since the last trial
    private int steps;
    private long nanos;

    /**
     * Starts with all members.
     *
     * @param most members that may be used, at least 1
     */
    public TeamSize(int most) {
        this.most = most;
        this.pace = new double[most + 1];
        Arrays.fill(pace, Double.POSITIVE_INFINITY);
        this.settled = most;
        this.used = most;
        this.tried = most;
    }

    /** @return the most members that may be used */
    public final int most() {
        return most;
    }

    /** @return how many members to use for the next step, from 1 to the most */
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

    /** A trial counts as measured; of several windows with the settled size, a single bad one should change nothing. */
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
