package dev.crosscheck.byhand;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How many members of a {@link Team} to use, by how long steps take: all of them while each has a core, fewer while another
 * process wants one, since a step takes as long as its slowest member.
 *
 * <pre>{@code
 * long start = System.nanoTime();
 * team.run(size.members(), work);
 * size.took(System.nanoTime() - start);
 * }</pre>
 *
 * <p>Steps are timed in windows. Between trials one size is in use; now and then another is tried for a window, and stays if it
 * is clearly faster. A size that becomes clearly slower than another was is left at once. The sizes are the most, half of it, and
 * so on down to 1. The work must give the same result with any of them.
 *
 * <p>For one thread at a time.
 */
public class TeamSize {
    /** Long enough, in ns, to hold several of the turns that a scheduler gives to two processes on one core. */
    private static final long WINDOW = 25_000_000;

    private static final int STEPS = 4; // in a window, at least
    private static final double CLEARLY = 0.95;
    private static final int WINDOWS = 20; // between two trials, in the long run
    private static final int FIRST_WINDOWS =
            2; // while code is still being compiled, what was measured soon is out of date

    private final int[] sizes;
    private final double[] pace; // by size: ns per step in its newest window; infinite if there was none
    private int used;
    private int settled;
    private int tried;
    private int wait = FIRST_WINDOWS;
    private int windows;
    private int steps;
    private long nanos;

    /** @param most members that may be used, at least 1 */
    public TeamSize(int most) {
        this.sizes = IntStream.iterate(most, size -> size > 0, size -> size / 2).toArray();
        this.pace = new double[sizes.length];
        Arrays.fill(pace, Double.POSITIVE_INFINITY);
    }

    /** @return the most members that may be used */
    public final int most() {
        return sizes[0];
    }

    /** @return how many members to use for the next step, from 1 to the most */
    public int members() {
        return sizes[used];
    }

    /**
     * Tells how long a step took.
     *
     * @param nanos with {@link #members}, in ns
     */
    public void took(long nanos) {
        this.nanos += nanos;
        steps++;
        if (steps >= STEPS && this.nanos >= WINDOW) {
            pace[used] = (double) this.nanos / steps;
            steps = 0;
            this.nanos = 0;
            used = next();
        }
    }

    private int next() {
        int fastest = fastest();
        if (pace[fastest] < CLEARLY * pace[settled]) {
            settled = fastest;
        }
        boolean wasTrial = used != settled;
        windows = wasTrial ? 0 : windows + 1;
        if (windows < wait || sizes.length == 1) {
            return settled;
        }
        windows = 0;
        wait = Math.min(2 * wait, WINDOWS);
        do {
            tried = (tried + 1) % sizes.length;
        } while (tried == settled);
        return tried;
    }

    private int fastest() {
        int fastest = 0;
        for (int i = 1; i < pace.length; i++) {
            fastest = pace[i] < pace[fastest] ? i : fastest;
        }
        return fastest;
    }
}
