package dev.crosscheck.byhand;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Threads that do a piece of work together, each its own part of it: the calling thread, which is member 0, and helpers, which
 * wait between two pieces.
 *
 * <p>One thread at a time may call {@link #run}, {@link #settle} and {@link #close}; it is best to be always the same one. Members
 * wait for one another by spinning for some microseconds and then sleeping. What a member wrote before a meeting, all see after it.
 *
 * <p>If a member throws, so does every other at its next meeting, and each later call of {@link #run} does: the team is of no more
 * use then and is to be closed.
 */
public final class Team implements AutoCloseable {
    private final int members;
    private final Barrier barrier;
    private final List<Thread> helpers = new ArrayList<>();
    // Two slots in turn: the caller may already leave the next piece while a helper has yet to read this one.
    private final IntConsumer[] work = new IntConsumer[2];
    private int pieces;

    /**
     * Starts the helpers, as daemon threads.
     *
     * @param members threads, the calling one included; at least 1
     */
    public Team(int members) {
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

    /** @return threads, the calling one included */
    public int members() {
        return members;
    }

    /**
     * Has every member do its part of a piece of work, once all have done their parts of the piece before. Returns when the calling
     * thread has done its own part; the helpers may still be at theirs. {@link #settle} waits for them.
     *
     * @param next is called once in each member's thread, with its number from 0 to {@link #members} - 1
     * @throws IllegalStateException if a helper failed, in this piece or before; the cause is what it threw
     */
    public void run(IntConsumer next) {
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

    /**
     * Within a piece of work: waits until every member is here. All members must call it equally often.
     *
     * @throws IllegalStateException if another member failed; the cause is what it threw
     */
    public void meet() {
        barrier.await();
    }

    /**
     * Waits until every member has done its work. What the helpers wrote can then be read by the calling thread.
     *
     * @throws IllegalStateException if a helper failed; the cause is what it threw
     */
    public void settle() {
        run(member -> {});
    }

    /** Ends the helpers and waits for their end. A failed team can be closed too. */
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
