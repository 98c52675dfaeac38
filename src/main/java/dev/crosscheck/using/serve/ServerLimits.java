package dev.crosscheck.using.serve;

import java.time.Duration;

/**
 * Limits of a server. The reasons refer to the values of {@link #USUAL}.
 *
 * @param connections maximum open connections; the next one closes the one whose client has been waited for longest (1024: each takes about
 *     10 KB while it is read, and a process may open more files than that)
 * @param perAddress maximum open connections of one address, enforced in the same way (512: a browser opens six, but many people may share
 *     the address of a proxy, and with more connections a new one has more time before it could be closed in favour of others)
 * @param unopened maximum accepted sockets that are not open connections yet, of one address half as many; any more are reset (512: opened
 *     within a few hundredths of a second)
 * @param headerTime from the connection, or from the first byte of a later request, to the end of its header; then the connection is closed
 *     (5 s: a header is one packet, so this allows for several lost ones)
 * @param answerTime how long a client may take to receive an answer before the connection is closed (10 s: the largest answer for a picture
 *     is about 30 KB, for rows about 200 KB)
 * @param bodyBytes the largest body; a larger one is answered with 413 (8 MiB: a phone's photograph fits)
 * @param heldBytes total of all bodies that are being received or queued; if more is needed, the largest body of the address that holds
 *     most is dropped and answered with 503 (64 MiB: eight of the largest, but at most a quarter of Java's memory)
 * @param bodyTime how long a body may take before it is answered with 408 (10 s: the largest one at 7 Mbit/s)
 * @param rateWindow interval for the minimum rate (3 s: a radio link may pause for a second or two)
 * @param leastBytes minimum bytes of a body in each interval; fewer are answered with 408 (3 KiB: slower than any link in use)
 * @param longestWait how long a request may be queued before it is answered with 503 (5 s: a dozen photographs sent at once are all
 *     answered)
 * @param stuckAfter if all workers have been busy with their requests for this long, {@code /healthz} says so (10 s: a picture takes far
 *     less)
 * @param stopTime how long a server that is closed waits for requests that are being worked on (3 s: a picture takes far less, and nobody
 *     likes to wait after Ctrl-C)
 */
record ServerLimits(
        int connections,
        int perAddress,
        int unopened,
        Duration headerTime,
        Duration answerTime,
        int bodyBytes,
        int heldBytes,
        Duration bodyTime,
        Duration rateWindow,
        int leastBytes,
        Duration longestWait,
        Duration stuckAfter,
        Duration stopTime) {
    static final ServerLimits USUAL = ofBodies(8 << 20);

    /** A thousand rows of fifty columns, with column names in each, are 1 MiB; parsed, they take about ten times that. */
    static final ServerLimits OF_ROWS = ofBodies(1 << 20);

    private static ServerLimits ofBodies(int bytes) {
        return new ServerLimits(
                1024,
                512,
                512,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                bytes,
                heldBytes(Runtime.getRuntime().maxMemory()),
                Duration.ofSeconds(10),
                Duration.ofSeconds(3),
                3 << 10,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(3));
    }

    static int heldBytes(long memory) {
        return (int) Math.min(64 << 20, memory / 4);
    }

    /**
     * @return the number of requests of one address, not counting quick ones, that are worked on at the same time: one per core, but at
     *     most so many that half of the memory for bodies is left for others
     */
    int slowOfOne(int cores) {
        return Math.max(1, Math.min(cores, heldBytes / bodyBytes / 2));
    }
}
