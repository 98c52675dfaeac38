package dev.crosscheck.data.picture;

import dev.crosscheck.CrosscheckException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The memory that all pictures that are being read share, in all threads. */
final class PictureMemory {
    /**
     * Enough for a progressive JPEG of 24 million pixels with its file (72 MB of coefficients outside Java's heap), or dozens of usual pictures.
     */
    static final int MOST_KIB = 112 << 10;

    /**
     * Pictures that take less are not counted, so that they do not wait for large ones; all threads together cannot use much memory this way.
     */
    static final int SMALL_KIB = 1024;

    /** Several times the time that the largest pictures take. */
    static final int LONGEST_WAIT_SECONDS = 10;

    private static final int KIB = 1024;

    /** Fair, so that small pictures cannot overtake a large one forever. */
    private static final Semaphore FREE = new Semaphore(MOST_KIB, true);

    private PictureMemory() {}

    /**
     * Waits for free memory, then works.
     *
     * @param bytes memory that the work needs
     * @throws BadPicture if it needs more than the total, or Java runs out of memory anyway
     * @throws CrosscheckException if others use the memory for too long; this picture may be fine
     */
    static <T> T within(long bytes, Supplier<T> work) {
        long kib = 1 + bytes / KIB;
        if (kib > MOST_KIB) {
            throw new BadPicture("a picture that takes at most " + MOST_KIB + " KiB to read", "one that takes " + kib);
        }
        int counted = kib <= SMALL_KIB ? 0 : (int) kib;
        if (!isFree(counted)) {
            throw new CrosscheckException(
                    "Too many large pictures are being read at the same time.", "Try again in a moment.");
        }
        try {
            return work.get();
        } catch (OutOfMemoryError | StackOverflowError e) {
            // The picture is given up, which frees its memory; other pictures and requests continue.
            throw BadPicture.tooLarge();
        } finally {
            FREE.release(counted);
        }
    }

    private static boolean isFree(int kib) {
        try {
            return kib == 0 || FREE.tryAcquire(kib, LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
