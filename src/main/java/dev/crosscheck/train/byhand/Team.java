package dev.crosscheck.train.byhand;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Threads that do a piece of work together, each its own part of it: the calling thread, which is member 0, and helpers, which
 * wait between two pieces. A piece may be for fewer members than there are; the other helpers sleep. {@link TeamSize} says how
 * many are worth it.
 *
 * <p>One thread at a time may call {@link #run}, {@link #settle} and {@link #close}; it is best to be always the same one. Members
 * wait for one another by spinning for some microseconds and then sleeping. What a member wrote before a meeting, all see after it.
 *
 * <p>If a member throws, so does every other at its next meeting, and each later call of {@link #run} does: the team is of no more
 * use then and is to be closed. Interrupting the calling thread while it sleeps until the others come counts as such a failure.
 */
public final class Team implements AutoCloseable {
    private final int members;
    private final Barrier barrier = new Barrier(1);
    private final List<Thread> helpers = new ArrayList<>();
    private final AtomicReferenceArray<Piece> calls; // by member: the piece that a sleeping helper is called to
    private Piece last = new Piece(1, null);
    private boolean closed;

    /** Work for some of the members. Each member goes from a piece to the next at its own pace. */
    private static final class Piece {
        private final int size;
        private final IntConsumer work; // none: the helpers are to end
        private Piece next; // set before the meeting that ends this piece, read after it

        Piece(int size, IntConsumer work) {
            this.size = size;
            this.work = work;
        }
    }

    /**
     * Starts the helpers, as daemon threads.
     *
     * @param members the most threads that work together, the calling one included; at least 1
     */
    public Team(int members) {
        this.members = members;
        this.calls = new AtomicReferenceArray<>(members);
        try {
            for (int member = 1; member < members; member++) {
                helpers.add(start(member));
            }
        } catch (Throwable e) {
            endSleepers();
            throw e;
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
            Piece piece = awaitCall(member);
            while (piece.work != null) {
                piece.work.accept(member);
                barrier.await();
                piece = piece.next;
                if (piece.size <= member) {
                    piece = null; // a sleeper would hold on to all pieces that follow this one
                    piece = awaitCall(member);
                }
            }
        } catch (Throwable e) {
            barrier.fail(e);
        }
    }

    private Piece awaitCall(int member) {
        for (int looks = 0; calls.get(member) == null; looks++) {
            if (looks < Barrier.SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
            }
        }
        return calls.getAndSet(member, null);
    }

    private void call(int member, Piece piece) {
        calls.set(member, piece);
        LockSupport.unpark(helpers.get(member - 1));
    }

    /** @return the most threads that work together, the calling one included */
    public int members() {
        return members;
    }

    /**
     * Has every member do its part of a piece of work: {@link #run(int, IntConsumer)} with {@link #members}.
     *
     * @param work is called once in each member's thread, with its number from 0 to {@link #members} - 1
     * @throws IllegalStateException if a helper failed, in this piece or before; the cause is what it threw
     */
    public void run(IntConsumer work) {
        run(members, work);
    }

    /**
     * Has some members do their parts of a piece of work, once all have done their parts of the piece before. Returns when the
     * calling thread has done its own part; the helpers may still be at theirs. {@link #settle} waits for them.
     *
     * @param size how many members, from 1 to {@link #members}
     * @param work is called once in the thread of each of them, with its number from 0 to {@code size} - 1
     * @throws IllegalArgumentException if there are fewer members
     * @throws IllegalStateException if a helper failed, in this piece or before; the cause is what it threw
     */
    public void run(int size, IntConsumer work) {
        if (size < 1 || size > members) {
            throw new IllegalArgumentException(size + " members of a team of " + members);
        }
        try {
            begin(new Piece(size, work));
            work.accept(0);
        } catch (RuntimeException | Error e) {
            barrier.fail(e);
            throw e;
        }
    }

    private void begin(Piece piece) {
        if (closed) {
            throw new IllegalStateException("The team is closed.");
        }
        int working = last.size;
        last.next = piece;
        last = piece;
        barrier.resize(piece.size);
        barrier.await();
        for (int member = working; member < piece.size; member++) {
            call(member, piece);
        }
    }

    /**
     * Within a piece of work: waits until every member that works on it is here. All of them must call it equally often.
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
        run(last.size, member -> {});
    }

    /**
     * Ends the helpers and waits for their end, even if the calling thread is interrupted: what they work on may be freed
     * afterwards. A failed team can be closed too, and a closed one again.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        try {
            begin(new Piece(1, null));
        } catch (IllegalStateException e) {
            // A member failed: the helpers that worked have ended, or do so at their next meeting.
        }
        closed = true;
        endSleepers();
        boolean interrupted = false;
        for (Thread helper : helpers) {
            interrupted |= join(helper);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void endSleepers() {
        Piece end = new Piece(members, null);
        for (int member = 1; member <= helpers.size(); member++) {
            call(member, end);
        }
    }

    /** @return whether the calling thread was interrupted meanwhile */
    private static boolean join(Thread helper) {
        boolean interrupted = false;
        while (true) {
            try {
                helper.join();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }
}
