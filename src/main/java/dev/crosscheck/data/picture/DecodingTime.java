package dev.crosscheck.data.picture;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * How long reading a picture may take. Costs are counted and limited beforehand; this is the safety net, which frees
 * the thread whatever a decoder's author did not think of. It is checked every few bytes that a decoder reads.
 */
final class DecodingTime {
    /**
     * CPU time of the thread, so that a busy computer refuses nothing. The largest photographs take 0.3 to 0.7 seconds,
     * and an answer within two seconds is what people wait for.
     */
    static final double MOST_SECONDS = 1.5;

    /** So long the clock on the wall will do, which is never behind: most pictures have been read by then. */
    private static final double SOON_SECONDS = 0.05;

    private static final double NANOS = 1e9;

    private final long start = System.nanoTime();
    private final double seconds;
    private boolean counted;
    private double end;

    /** Java's management takes some hundredths of a second to start, as a whole command has a few tenths. */
    private static final class Cpu {
        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
        private static final boolean COUNTED =
                THREADS.isCurrentThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled();

        private static long now() {
            return COUNTED ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
        }
    }

    DecodingTime() {
        this(MOST_SECONDS);
    }

    /** @param seconds as many as this picture may take */
    DecodingTime(double seconds) {
        this.seconds = seconds;
    }

    /** @throws BadPicture if the time is up */
    void check() {
        double soon = Math.min(SOON_SECONDS, seconds) * NANOS;
        if (!counted) {
            if (System.nanoTime() - start < soon) {
                return;
            }
            counted = true;
            end = Cpu.now() + seconds * NANOS - soon;
        }
        if (Cpu.now() > end) {
            throw new BadPicture(
                    "a picture that takes at most " + seconds + " seconds to read", "one that takes longer");
        }
    }
}
