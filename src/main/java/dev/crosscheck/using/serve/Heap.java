package dev.crosscheck.using.serve;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the server small. A photograph leaves some hundred megabytes of garbage, a flood of connections as much, and
 * Java would use so much of the machine's memory before collecting it that a small computer has nothing left for
 * others.
 */
final class Heap {
    /** Memory in use from which on garbage is collected: twice what a server that answers pictures needs. */
    private static final long MUCH = 96 << 20;

    private final Lock collecting = new ReentrantLock();
    private volatile long much = MUCH;

    /** Collects garbage if there is likely to be much of it. */
    void tidy() {
        if (used() > much && collecting.tryLock()) {
            try {
                System.gc();
                // What is still in use is not garbage: the next collection is due when as much has been added to it.
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
