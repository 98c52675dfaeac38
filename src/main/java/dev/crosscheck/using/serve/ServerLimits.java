package dev.crosscheck.using.serve;

import java.time.Duration;

/**
 * What a server takes on. Beside each: why it is as large as in {@link #USUAL}.
 *
 * @param connections open at the same time; the next one ends the one whose client has been waited for longest (1024: each
 *     takes some 10 KB while it is read, fewer than the files that a process may have open)
 * @param perAddress of these from one address, treated likewise (512: a browser opens six, but many people may share an
 *     address behind a proxy, and the more there are the longer a new one has before others can push it out)
 * @param headerTime from the connection, or from the first byte of a later request, to the end of a header; then the
 *     connection is closed (5 s: a header is one packet, so this allows for several lost ones)
 * @param answerTime how long a client may take to receive an answer before the connection is closed (10 s: the largest answer to
 *     a picture is some 30 KB, to rows some 200 KB)
 * @param bodyBytes the largest body; more is answered with 413 (8 MiB: a phone's photograph fits)
 * @param heldBytes of all bodies that are being received or wait for their turn; where more would be needed the largest of the address
 *     that has most is dropped and answered with 503 (64 MiB: eight of the largest, in a program that should take less than 512 MB)
 * @param bodyTime how long a body may take before it is answered with 408 (10 s: the largest one at 7 Mbit/s)
 * @param rateWindow over which the minimum rate holds (3 s: a radio link may pause for a second or two)
 * @param leastBytes of a body within each such window, or it is answered with 408 (3 KiB: slower than any link in use)
 * @param longestWait how long a request waits for its turn before it is answered with 503 (5 s: a dozen photographs sent at once are
 *     all answered)
 * @param stuckAfter how long everything that can be worked on at the same time may take before {@code /healthz} says so (10 s: a
 *     picture is given far less)
 */
record ServerLimits(
        int connections,
        int perAddress,
        Duration headerTime,
        Duration answerTime,
        int bodyBytes,
        int heldBytes,
        Duration bodyTime,
        Duration rateWindow,
        int leastBytes,
        Duration longestWait,
        Duration stuckAfter) {
    static final ServerLimits USUAL = new ServerLimits(
            1024,
            512,
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            8 << 20,
            64 << 20,
            Duration.ofSeconds(10),
            Duration.ofSeconds(3),
            3 << 10,
            Duration.ofSeconds(5),
            Duration.ofSeconds(10));

    /** A thousand rows of fifty columns, with their names in each, are 1 MiB; read, they take some ten times that. */
    static final ServerLimits OF_ROWS = USUAL.withBodyBytes(1 << 20);

    /**
     * @return how many requests of one address are worked on at the same time, unless they are quick: one on each core, but no more than
     *     leave half of the memory for bodies to those that come
     */
    int slowOfOne(int cores) {
        return Math.max(1, Math.min(cores, heldBytes / bodyBytes / 2));
    }

    private ServerLimits withBodyBytes(int bytes) {
        return new ServerLimits(
                connections,
                perAddress,
                headerTime,
                answerTime,
                bytes,
                heldBytes,
                bodyTime,
                rateWindow,
                leastBytes,
                longestWait,
                stuckAfter);
    }
}
