package dev.crosscheck.layers;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * Threads that share work: the calling one and helpers. Whoever is free takes the next piece, so that a helper whose core is
 * taken by another process delays only the piece it has.
 *
 * <p>A helper without work spins for about the time between two pieces of a training step and then sleeps. Helpers are
 * daemon threads of the process, shared by all networks; one that is interrupted while it sleeps ends, and another is started
 * when there is work again. What the pieces compute must not depend on who computes them; then the number of threads does not
 * change the result.
 */
public final class Workers {
    /** Some 200 microseconds: waking a sleeping thread takes tens of them, and a training step has four such gaps. */
    private static final int SPINS = 5_000;

    private static volatile Helper[] helpers = {};
    private static volatile int threads = Runtime.getRuntime().availableProcessors();
    private static volatile Job current = new Job(0, piece -> {});

    private Workers() {}

    /** One call's work. */
    private static final class Job {
        private final int pieces;
        private final IntConsumer work;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger unfinished;
        private volatile Throwable failure;

        Job(int pieces, IntConsumer work) {
            this.pieces = pieces;
            this.work = work;
            this.unfinished = new AtomicInteger(pieces);
        }

        /** Takes pieces until none is left. */
        void help() {
            for (int piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement()) {
                try {
                    work.accept(piece);
                } catch (Throwable e) {
                    failure = e;
                } finally {
                    unfinished.decrementAndGet();
                }
            }
        }

        /** Waits for the pieces that helpers are working on. */
        void await() {
            for (int spins = 0; unfinished.get() > 0; spins++) {
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield();
                }
            }
        }
    }

    /** Helps with one job after another. */
    private static final class Helper extends Thread {
        private final int number;
        private volatile boolean asleep;

        /** @param number from 1; the calling thread counts as 0 */
        Helper(int number) {
            super("layers-" + number);
            this.number = number;
            setDaemon(true);
        }

        @Override
        public void run() {
            for (Job last = current; ; last = current) {
                if (number < threads) {
                    last.help();
                }
                for (int i = 0; i < SPINS && current == last; i++) {
                    Thread.onSpinWait();
                }
                asleep = true;
                while (current == last) {
                    LockSupport.park(this);
                    if (interrupted()) { // by a Maven that runs the program in its own process, at the end
                        remove(this);
                        return;
                    }
                }
                asleep = false;
            }
        }
    }

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
     * Does all pieces of some work and returns when the last is done. Several threads may call it at once; a piece must not.
     *
     * @param pieces how many there are
     * @param work called once with each number from 0, by any thread, in any order
     * @throws IllegalStateException if a piece failed, with its failure as the cause
     */
    public static void share(int pieces, IntConsumer work) {
        Job job = new Job(pieces, work);
        if (threads > 1) {
            wakeFor(job);
        }
        job.help();
        job.await();
        if (job.failure != null) {
            throw new IllegalStateException("A part of a layer's work failed: " + job.failure, job.failure);
        }
    }

    private static void wakeFor(Job job) {
        if (helpers.length < threads - 1) {
            start(threads - 1);
        }
        current = job;
        for (Helper helper : helpers) {
            if (helper.asleep && helper.number < threads) {
                LockSupport.unpark(helper);
            }
        }
    }

    private static synchronized void start(int count) {
        Map<Integer, Helper> byNumber = new TreeMap<>();
        for (Helper helper : helpers) {
            byNumber.put(helper.number, helper);
        }
        for (int number = 1; number <= count; number++) {
            if (!byNumber.containsKey(number)) {
                Helper helper = new Helper(number);
                helper.start();
                byNumber.put(number, helper);
            }
        }
        helpers = byNumber.values().toArray(Helper[]::new);
    }

    private static synchronized void remove(Helper ended) {
        helpers = Stream.of(helpers).filter(helper -> helper != ended).toArray(Helper[]::new);
    }
}
