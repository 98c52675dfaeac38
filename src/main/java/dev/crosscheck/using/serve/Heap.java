package dev.crosscheck.using.serve;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the memory of the server small. A photograph leaves a few hundred megabytes of garbage, as does a flood of connections, and the JVM
 * would let the heap grow before collecting it, which a small computer cannot afford.
 */
final class Heap {
    /** Garbage is collected when more memory than this is in use: twice what a server for pictures needs. */
    private static final long MUCH = 96 << 20;

    private final Lock collecting = new ReentrantLock();
    private volatile long much = MUCH;

    /** Collects garbage if there is likely to be much of it. */
    void tidy() {
        if (used() > much && collecting.tryLock()) {
            try {
                System.gc();
                // What is still in use is not garbage: the next collection is due when usage has doubled.
                much = Math.max(MUCH, 2 * used());
            } finally {
                collecting.unlock();
            }
        }
    }

    private static long used() {
        Runtime java = Runtime.getRuntime();
        return java.totalMemory() - java.freeMemory();
    }
}
