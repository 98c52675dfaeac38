package dev.crosscheck.serve;

import java.time.Duration;

/**
 * What a server takes on.
 *
 * @param bodyBytes the largest body; more is answered with 413
 * @param atOnce pictures that are received and answered at the same time
 * @param waiting pictures that may wait for their turn; more are answered with 503
 * @param longestWait how long one waits before it is answered with 503
 * @param bodyTime how long a client may take to send a body before it is answered with 408
 */
record Limits(int bodyBytes, int atOnce, int waiting, Duration longestWait, Duration bodyTime) {
    /** A phone's photograph fits; a few people at once are served, and a crowd is told to come again. */
    static final Limits USUAL = new Limits(8 << 20, 16, 64, Duration.ofSeconds(2), Duration.ofSeconds(10));
}
