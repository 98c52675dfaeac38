package dev.crosscheck.layers;

import dev.crosscheck.train.byhand.Team;
import java.util.function.IntConsumer;

/**
 * The threads that share the layers' work: one of the engine's teams for the whole process, which starts when there is work and lasts
 * until {@link #rest}. What a piece of work computes must not depend on who computes it; then the number of threads does not change the
 * result.
 */
public final class Workers {
    private static volatile int threads = Runtime.getRuntime().availableProcessors();
    private static Team team;

    private Workers() {}

    /** @return the most threads that share work, the calling one included */
    public static int threads() {
        return threads;
    }

    /**
     * Sets how many threads share work from now on, in the whole process; by default all cores.
     *
     * @param count the calling one included, at least 1
     */
    public static void use(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("threads: expected at least 1, found " + count);
        }
        threads = count;
    }

    /**
     * Does all pieces of some work and returns when the last is done. Several threads may call it at once, and then wait for one another; a
     * piece must not.
     *
     * @param pieces how many there are; neighbours are done by the same thread, in each call by the same one
     * @param work called once with each number from 0
     * @throws RuntimeException what a piece threw in the calling thread, or an {@link IllegalStateException} with what it threw in another
     */
    public static synchronized void share(int pieces, IntConsumer work) {
        int members = Math.min(threads, pieces);
        if (members == 0) {
            return;
        }
        if (team != null && team.members() < members) {
            rest();
        }
        if (team == null) {
            team = new Team(threads);
        }
        try {
            team.run(members, member -> {
                for (int i = first(pieces, member, members); i < first(pieces, member + 1, members); i++) {
                    work.accept(i);
                }
            });
            team.settle();
        } catch (RuntimeException | Error e) {
            rest(); // a failed team can only be closed
            throw e;
        }
    }

    private static int first(int pieces, int member, int members) {
        return (int) ((long) pieces * member / members);
    }

    /** Ends the threads; the next work starts others. */
    public static synchronized void rest() {
        if (team != null) {
            team.close();
            team = null;
        }
    }
}
