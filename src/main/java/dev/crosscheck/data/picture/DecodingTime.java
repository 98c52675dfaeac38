package dev.crosscheck.data.picture;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * The time limit for reading a picture. The cost of decoding is computed and limited beforehand; this is a safety net for decoders that take longer
 * than expected. It is checked every few bytes that a decoder reads.
 */
final class DecodingTime {
    /**
     * CPU time of the thread, so that a busy computer does not reject pictures. The largest photographs take 0.3 to 0.7 seconds, and people expect an
     * answer within two seconds.
     */
    static final double MOST_SECONDS = 1.5;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final double NANOS = 1e9;

    private final double seconds;
    private final double end;

    DecodingTime() {
        this(MOST_SECONDS);
    }

    /** @param seconds the limit */
    DecodingTime(double seconds) {
        this.seconds = seconds;
        this.end = now() + seconds * NANOS;
    }

    private static long now() {
        return THREADS.isThreadCpuTimeEnabled() ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
    }

    /** @throws BadPicture if the time is up */
    void check() {
        if (now() > end) {
            throw new BadPicture(
                    "a picture that takes at most " + seconds + " seconds to read", "one that takes longer");
        }
    }
}
