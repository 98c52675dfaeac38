package dev.crosscheck.layers;

import dev.crosscheck.train.byhand.Team;
import java.util.function.IntConsumer;

/**
 * The threads that run these layers in parallel: one {@link Team} for the whole process, which starts with the first work and lasts until
 * {@link #rest}. A work item must compute the same on every thread; then the number of threads does not change the result.
 */
public final class LayerThreads {
    private static volatile int threads = Runtime.getRuntime().availableProcessors();
    private static Team team;

    private LayerThreads() {}

    /** @return the largest number of threads, including the calling one */
    public static int threads() {
        return threads;
    }

    /**
     * Sets the number of threads for the whole process; the default is the number of cores.
     *
     * @param count including the calling thread, at least 1
     * @throws IllegalArgumentException if it is less than 1
     */
    public static void use(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("threads: expected at least 1, found " + count);
        }
        threads = count;
    }

    /**
     * Runs all items of some work and returns when the last is done. Concurrent callers wait for one another; a work item must not call it.
     *
     * @param pieces number of items; neighbouring items run on the same thread, in each call on the same one
     * @param phases each is called once with each number from 0, when all calls of the phase before have returned
     * @throws RuntimeException what an item threw on the calling thread, or an {@link IllegalStateException} whose cause is what an item
     *     threw on another
     */
    public static synchronized void share(int pieces, IntConsumer... phases) {
        int members = Math.min(threads, pieces);
        if (members <= 1) {
            for (IntConsumer phase : phases) {
                run(phase, 0, pieces);
            }
            return;
        }
        if (team != null && team.members() < members) {
            rest();
        }
        if (team == null) {
            team = new Team(threads);
        }
        try {
            Team all = team;
            all.run(members, member -> {
                for (int k = 0; k < phases.length; k++) {
                    if (k > 0) {
                        all.meet();
                    }
                    run(phases[k], first(pieces, member, members), first(pieces, member + 1, members));
                }
            });
            team.settle();
        } catch (RuntimeException | Error e) {
            rest(); // after a failure a team can only be closed
            throw e;
        }
    }

    private static void run(IntConsumer phase, int from, int to) {
        for (int i = from; i < to; i++) {
            phase.accept(i);
        }
    }

    private static int first(int pieces, int member, int members) {
        return (int) ((long) pieces * member / members);
    }

    /** Ends the threads; the next call of {@link #share} starts new ones. */
    public static synchronized void rest() {
        if (team != null) {
            team.close();
            team = null;
        }
    }
}
