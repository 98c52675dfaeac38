package dev.crosscheck.data.picture;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** The memory for pictures that are being read: of all threads, one at a time reads a large one. */
final class PictureMemory {
    /** Enough for a progressive JPEG of 24 million pixels with its file (72 MB of coefficients outside Java's heap). */
    static final int MOST_KIB = 112 << 10;

    /** Pictures that take less do not wait for large ones; all threads together cannot use much memory this way. */
    static final int SMALL_KIB = 1024;

    private static final int KIB = 1024;

    private static final Lock ONE_AT_A_TIME = new ReentrantLock(true);

    private PictureMemory() {}

    /**
     * Waits for its turn, then works.
     *
     * @param bytes memory that the work needs
     * @throws BadPicture if it needs too much, or Java runs out of memory anyway
     */
    static <T> T within(long bytes, Supplier<T> work) {
        long kib = 1 + bytes / KIB;
        if (kib > MOST_KIB) {
            throw new BadPicture("a picture that takes at most " + MOST_KIB + " KiB to read", "one that takes " + kib);
        }
        boolean large = kib > SMALL_KIB;
        if (large) {
            ONE_AT_A_TIME.lock();
        }
        try {
            return work.get();
        } catch (OutOfMemoryError | StackOverflowError e) {
            // The picture is given up, which frees its memory; other pictures and requests continue.
            throw BadPicture.tooLarge();
        } finally {
            if (large) {
                ONE_AT_A_TIME.unlock();
            }
        }
    }
}
