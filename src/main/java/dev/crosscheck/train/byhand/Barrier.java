package dev.crosscheck.train.byhand;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A place where threads wait for one another, as many as are parties to it. A waiting thread spins for some microseconds, since the others are
 * usually that close behind, then sleeps: spinning on would take the core from the very thread that is waited for whenever
 * another process wants one too.
 *
 * <p>What a thread wrote before is visible to all after.
 */
final class Barrier {
    /** How often a thread looks before it sleeps. */
    static final int SPINS = 4_000;

    private final AtomicInteger arrived = new AtomicInteger();
    private int parties;
    private int nextParties;
    private volatile int round = Integer.MAX_VALUE - 1_000; // soon overflows, so that tests see it do so
    private volatile int sleepers;
    private volatile Throwable failure;

    /** @param parties threads that wait for one another, at least 1 */
    Barrier(int parties) {
        this.parties = parties;
        this.nextParties = parties;
    }

    /**
     * Sets how many wait for one another after the round in which the caller is about to {@link #await}.
     *
     * @param parties at least 1
     */
    void resize(int parties) {
        nextParties = parties;
    }

    /**
     * Waits until all threads are here.
     *
     * @throws IllegalStateException if one of them failed and will never come, or this one was interrupted while it slept; the
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
        for (int i = 0; i < SPINS; i++) {
            if (round != mine || failure != null) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    // "sleepers" and "round" are both volatile: either the last thread sees the sleeper, or the sleeper the new round.
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

    /** Tells all who wait, or will, that a thread will never come. The first cause is kept: others follow from it. */
    synchronized void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
        notifyAll();
    }
}
