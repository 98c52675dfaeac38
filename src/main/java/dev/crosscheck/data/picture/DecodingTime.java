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

    private static final double NANOS = 1e9;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final boolean COUNTED =
            THREADS.isCurrentThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled();

    private final long start = now();
    private final double seconds;

    DecodingTime() {
        this(MOST_SECONDS);
    }

    /** @param seconds as many as this picture may take */
    DecodingTime(double seconds) {
        this.seconds = seconds;
    }

    private static long now() {
        return COUNTED ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
    }

    /** @throws BadPicture if the time is up */
    void check() {
        if (now() - start > seconds * NANOS) {
            throw new BadPicture(
                    "a picture that takes at most " + seconds + " seconds to read", "one that takes longer");
        }
    }
}
