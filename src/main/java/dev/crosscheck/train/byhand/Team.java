package dev.crosscheck.train.byhand;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * A team of threads for parallel work: the calling thread, which is member 0, and helpers. A piece of work may use fewer members than there
 * are; the other helpers sleep meanwhile. {@link TeamSize} chooses how many to use.
 *
 * <p>One thread at a time may call {@link #run}, {@link #settle} and {@link #close}, preferably always the same one. A waiting member spins
 * for a while, then sleeps. Everything that a member wrote before a meeting is visible to all members after it.
 *
 * <p>If a member throws, every other member throws at its next meeting, and so does each later call of {@link #run}: a failed team can only
 * be closed. Interrupting the calling thread while it sleeps in a meeting counts as such a failure.
 */
public final class Team implements AutoCloseable {
    /** How often a waiting thread checks before it sleeps, at least and at most. */
    private static final int LEAST_SPINS = 250;

    private static final int MOST_SPINS = 16_000;

    private final int members;
    private final Barrier barrier = new Barrier();
    private final List<Thread> helpers = new ArrayList<>();
    private final AtomicReferenceArray<Piece> calls; // by member: the piece for which a sleeping helper is woken
    private Piece last = new Piece(1, null);
    private boolean closed;

    /** A piece of work for some of the members. Each member goes on to the next piece at its own pace. */
    private static final class Piece {
        private final int size;
        private final IntConsumer work; // null tells the helpers to end
        private Piece next; // set before the barrier that ends this piece, read after it

        Piece(int size, IntConsumer work) {
            this.size = size;
            this.work = work;
        }
    }

    /**
     * Starts the helpers, as daemon threads.
     *
     * @param members the largest number of threads that work together, including the calling one; at least 1
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
                    piece = null; // otherwise a sleeping helper would keep all later pieces reachable
                    piece = awaitCall(member);
                }
            }
        } catch (Throwable e) {
            barrier.fail(e);
        }
    }

    private Piece awaitCall(int member) {
        for (int looks = 0; calls.get(member) == null; looks++) {
            if (looks < LEAST_SPINS) {
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

    /** @return the largest number of threads that work together, including the calling one */
    public int members() {
        return members;
    }

    /**
     * Runs a piece of work on all members.
     *
     * @see #run(int, IntConsumer)
     */
    public void run(IntConsumer work) {
        run(members, work);
    }

    /**
     * Runs a piece of work on some members, after all have finished their parts of the previous piece. Returns when the calling thread has
     * finished its own part; helpers may still be busy, and {@link #settle} waits for them.
     *
     * @param size how many members, from 1 to {@link #members}
     * @param work called once on each of their threads, with the member's number from 0 to {@code size} - 1
     * @throws IllegalArgumentException if {@code size} is not in this range
     * @throws IllegalStateException if a helper failed, in this piece or before; with the helper's exception as its cause
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
     * Barrier within a piece of work: waits until every participating member has called it. All of them must call it equally often.
     *
     * @throws IllegalStateException if another member failed, with that member's exception as its cause
     */
    public void meet() {
        barrier.await();
    }

    /**
     * Waits until every member has finished its work. The calling thread can then read what the helpers wrote.
     *
     * @throws IllegalStateException if a helper failed, with the helper's exception as its cause
     */
    public void settle() {
        run(last.size, member -> {});
    }

    /**
     * Ends the helpers and waits until they have ended, even if the calling thread is interrupted: the caller may free memory that they
     * used. A failed team can be closed too, and closing twice is allowed.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        try {
            begin(new Piece(1, null));
        } catch (IllegalStateException e) {
            // A member failed: the helpers at work have ended, or will at their next meeting.
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

    /**
     * A barrier for a given number of threads. A waiting thread spins for a time, since the others usually arrive within it, then sleeps: if
     * it went on spinning while other processes want a core, it could keep the thread that it waits for from running. The time halves
     * whenever it was too short, and grows slowly otherwise. So threads that have a core each hardly sleep, which would make the others wait
     * and sleep in turn, and threads that share cores hardly spin.
     */
    private static final class Barrier {
        private final AtomicInteger arrived = new AtomicInteger();
        private int parties = 1;
        private int nextParties = 1;
        private volatile int round = Integer.MAX_VALUE - 1_000; // overflows soon, so that tests cover it
        private volatile int sleepers;
        private volatile Throwable failure;
        private int spins = MOST_SPINS; // any thread's latest guess will do

        /** Sets the number of parties for the rounds after the one in which the caller is about to call {@link #await}. */
        void resize(int parties) {
            nextParties = parties;
        }

        /**
         * Waits until all parties are here. Everything that a thread wrote before is visible to all after.
         *
         * @throws IllegalStateException if one of the threads failed and will never come, or this one was interrupted while it slept; the
         *     cause is that failure
         */
        void await() {
            int mine = round;
            if (arrived.incrementAndGet() == parties) {
                arrived.set(0);
                parties = nextParties; // seen by the others with the new round
                round = mine + 1;
                wake();
            } else if (!spin(mine)) {
                sleep(mine);
            }
            if (failure != null) {
                throw new IllegalStateException("Another training thread failed.", failure);
            }
        }

        private boolean spin(int mine) {
            int most = spins;
            for (int i = 0; i < most; i++) {
                if (round != mine || failure != null) {
                    if (most < MOST_SPINS) {
                        spins = Math.min(MOST_SPINS, most + most / 8);
                    }
                    return true;
                }
                Thread.onSpinWait();
            }
            spins = Math.max(LEAST_SPINS, most / 2);
            return false;
        }

        // "sleepers" and "round" are both volatile: either the last thread sees the sleeper, or the sleeper sees the
        // new round.
        private synchronized void sleep(int mine) {
            sleepers++;
            try {
                while (round == mine && failure == null) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                fail(e);
            } finally {
                sleepers--;
            }
        }

        private void wake() {
            if (sleepers > 0) {
                synchronized (this) {
                    notifyAll();
                }
            }
        }

        /**
         * Fails all current and later waits, because a thread will never arrive. The first cause is kept, since the others follow from it.
         */
        synchronized void fail(Throwable cause) {
            if (failure == null) {
                failure = cause;
            }
            notifyAll();
        }
    }
}
