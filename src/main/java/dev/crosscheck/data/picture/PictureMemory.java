package dev.crosscheck.data.picture;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The memory shared by all pictures that are being read at the same time, in all threads. */
final class PictureMemory {
    /**
     * A progressive JPEG of 24 million pixels with its file (72 MB of coefficients, which are not on Java's heap), or dozens of usual
     * pictures.
     */
    static final int MOST_KIB = 112 << 10;

    /**
     * Less is not counted: small pictures do not wait behind large ones, and all threads together cannot take much this
     * way.
     */
    static final int SMALL_KIB = 1024;

    /** Several times as long as the largest pictures take. */
    static final int LONGEST_WAIT_SECONDS = 10;

    private static final int KIB = 1024;

    /** Fair: a large picture is not overtaken for ever by small ones. */
    private static final Semaphore FREE = new Semaphore(MOST_KIB, true);

    private PictureMemory() {}

    /**
     * Waits until so much memory is free, then works.
     *
     * @param bytes what the work will take
     * @throws BadPicture if it takes more than there is for all together, or Java's memory runs out anyway
     * @throws PictureFile.Busy if others hold the memory for too long
     */
    static <T> T within(long bytes, Supplier<T> work) {
        long kib = 1 + bytes / KIB;
        if (kib > MOST_KIB) {
            throw new BadPicture("a picture that takes at most " + MOST_KIB + " KiB to read", "one that takes " + kib);
        }
        int counted = kib <= SMALL_KIB ? 0 : (int) kib;
        acquire(counted);
        try {
            return work.get();
        } catch (OutOfMemoryError | StackOverflowError e) {
            // The picture is given up and its memory with it; other pictures and requests go on.
            throw new BadPicture("a picture for which the memory is enough", "one that needs more than is free");
        } finally {
            FREE.release(counted);
        }
    }

    private static void acquire(int kib) {
        try {
            if (kib == 0 || FREE.tryAcquire(kib, LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new PictureFile.Busy();
    }
}
