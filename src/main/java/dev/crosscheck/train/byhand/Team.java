package dev.crosscheck.train.byhand;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * A team of threads for parallel work: the calling thread, which is member 0, and helpers.
 *
 * <p>One thread at a time may call {@link #run}, {@link #settle} and {@link #close}, preferably always the same one. A waiting member spins
 * for a while, then sleeps. Everything that a member wrote before a meeting is visible to all members after it.
 *
 * <p>If a member throws, every other member throws at its next meeting, and so does each later call of {@link #run}: a failed team can only
 * be closed. Interrupting the calling thread while it sleeps in a meeting counts as such a failure.
 *
 * <p>{@link #share} has a team of its own for the whole process, which starts with the first work and lasts until {@link #rest}.
 */
public final class Team implements AutoCloseable {
    private static volatile int threads = Runtime.getRuntime().availableProcessors();
    private static Team shared;

    private final int members;
    private final Barrier barrier;
    private final List<Thread> helpers = new ArrayList<>();
    private final IntConsumer[] pieces = new IntConsumer[2]; // of work, in turn; null tells the helpers to end
    private int begun;
    private boolean closed;

    /**
     * Starts the helpers, as daemon threads.
     *
     * @param members number of threads that work together, including the calling one; at least 1
     */
    public Team(int members) {
        this.members = members;
        this.barrier = new Barrier(members);
        try {
            for (int member = 1; member < members; member++) {
                helpers.add(start(member));
            }
        } catch (Throwable e) {
            barrier.fail(e);
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
            for (int i = 0; ; i++) {
                barrier.await();
                IntConsumer piece = pieces[i & 1]; // the other place may already have the next
                if (piece == null) {
                    return;
                }
                piece.accept(member);
            }
        } catch (Throwable e) {
            barrier.fail(e);
        }
    }

    /** @return number of threads that work together, including the calling one */
    public int members() {
        return members;
    }

    /**
     * Runs a piece of work on all members, after all have finished their parts of the previous piece. Returns when the calling thread has
     * finished its own part; helpers may still be busy, and {@link #settle} waits for them.
     *
     * @param work called once on each of their threads, with the member's number from 0
     * @throws IllegalStateException if a helper failed, in this piece or before; with the helper's exception as its cause
     */
    public void run(IntConsumer work) {
        try {
            begin(work);
            work.accept(0);
        } catch (RuntimeException | Error e) {
            barrier.fail(e);
            throw e;
        }
    }

    private void begin(IntConsumer piece) {
        if (closed) {
            throw new IllegalStateException("The team is closed.");
        }
        pieces[begun++ & 1] = piece;
        barrier.await();
    }

    /**
     * Barrier within a piece of work: waits until every member has called it. All of them must call it equally often.
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
        run(member -> {});
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
            begin(null);
        } catch (IllegalStateException e) {
            // A member failed: the helpers have ended, or will at their next meeting.
        }
        closed = true;
        boolean interrupted = false;
        for (Thread helper : helpers) {
            interrupted |= join(helper);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
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

    /** @return the largest number of threads of {@link #share}, including the calling one */
    public static int threads() {
        return threads;
    }

    /**
     * Sets the number of threads of {@link #share} for the whole process; the default is the number of cores.
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
     * Runs all items of some work and returns when the last is done. An item must compute the same on every thread; then the number of
     * threads does not change the result. Concurrent callers wait for one another; an item must not call it.
     *
     * @param items number of items; neighbouring items run on the same thread, in each call on the same one
     * @param phases each is called once with each number from 0, when all calls of the phase before have returned
     * @throws RuntimeException what an item threw on the calling thread, or an {@link IllegalStateException} whose cause is what an item
     *     threw on another
     */
    public static synchronized void share(int items, IntConsumer... phases) {
        int members = Math.min(threads, items);
        if (members <= 1) {
            for (IntConsumer phase : phases) {
                run(phase, 0, items);
            }
            return;
        }
        if (shared != null && (shared.members < members || shared.members > threads)) {
            rest();
        }
        if (shared == null) {
            shared = new Team(members);
        }
        Team team = shared;
        try {
            team.run(member -> {
                for (int k = 0; k < phases.length; k++) {
                    if (k > 0) {
                        team.meet();
                    }
                    run(phases[k], first(items, member, team.members), first(items, member + 1, team.members));
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

    private static int first(int items, int member, int members) {
        return (int) ((long) items * member / members);
    }

    /** Ends the threads of {@link #share}; its next call starts new ones. */
    public static synchronized void rest() {
        if (shared != null) {
            shared.close();
            shared = null;
        }
    }

    /**
     * A barrier for a number of threads. A waiting thread spins for about a step's time, since the others usually arrive within it, then
     * sleeps: if it went on spinning while other processes want a core, it could keep the thread that it waits for from running. The time
     * halves whenever it was too short, and grows slowly otherwise. So threads that have a core each hardly sleep, which would make the
     * others wait and sleep in turn, and threads that share cores hardly spin.
     */
    private static final class Barrier {
        /** How often a waiting thread checks before it sleeps, at least and at most. */
        private static final int LEAST_SPINS = 250;

        private static final int MOST_SPINS = 16_000;

        private final int parties;
        private final AtomicInteger arrived = new AtomicInteger();
        private volatile int round = Integer.MAX_VALUE - 1_000; // overflows soon, so that tests cover it
        private volatile int sleepers;
        private volatile Throwable failure;
        private int spins = MOST_SPINS; // any thread's latest guess will do

        Barrier(int parties) {
            this.parties = parties;
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
