package dev.crosscheck.byhand;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** Threads that do the same work at the same time, each on its own part: the calling one and helpers that wait in between. */
final class Team implements AutoCloseable {
    private final int members;
    private final Barrier barrier;
    private final List<Thread> helpers = new ArrayList<>();
    // Two slots in turn: the caller may already leave the next piece while a helper has yet to read this one.
    private final IntConsumer[] work = new IntConsumer[2];
    private int pieces;

    /** @param members threads, the calling one included; at least 1 */
    Team(int members) {
        this.members = members;
        this.barrier = new Barrier(members);
        for (int member = 1; member < members; member++) {
            helpers.add(start(member));
        }
    }

    private Thread start(int member) {
        Thread helper = new Thread(() -> help(member), "by-hand-" + member);
        helper.setDaemon(true);
        helper.start();
        return helper;
    }

    private void help(int member) {
        try {
            for (int piece = 0; ; piece++) {
                barrier.await();
                IntConsumer mine = work[piece % 2];
                if (mine == null) {
                    return;
                }
                mine.accept(member);
            }
        } catch (Throwable e) {
            barrier.fail(e);
        }
    }

    private static void join(Thread helper) {
        try {
            helper.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return how many threads */
    int members() {
        return members;
    }

    /**
     * Has every member do a piece of work, once all have done the piece before. Returns when the calling thread, member 0,
     * is done; the others may still be at it.
     *
     * @param next is called with each member's number
     */
    void run(IntConsumer next) {
        try {
            leave(next);
            next.accept(0);
        } catch (RuntimeException | Error e) {
            barrier.fail(e);
            throw e;
        }
    }

    private void leave(IntConsumer next) {
        work[pieces % 2] = next;
        pieces = (pieces + 1) % 2;
        barrier.await();
    }

    /** Within a piece of work: waits for the other members. */
    void meet() {
        barrier.await();
    }

    /** Waits until every member has done its work. */
    void settle() {
        run(member -> {});
    }

    @Override
    public void close() {
        try {
            leave(null);
        } catch (IllegalStateException e) {
            // A member failed before, which its caller was told: the helpers have ended, or end now.
        }
        helpers.forEach(Team::join);
    }
}
