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

    /** Until then elapsed time is used, which is at least the CPU time: most pictures take less. */
    private static final double SOON_SECONDS = 0.05;

    private static final double NANOS = 1e9;

    private final long start = System.nanoTime();
    private final double seconds;
    private boolean counted;
    private double end;

    /** Loaded late, since Java's management classes take some hundredths of a second to start. */
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

    /** @param seconds the limit */
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
