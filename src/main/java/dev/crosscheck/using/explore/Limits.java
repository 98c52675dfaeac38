package dev.crosscheck.using.explore;

import java.time.Duration;

/** Limits of the explorer. They bound the memory of a session to about 2 MB and the time of a call to about a second. */
final class Limits {
    /** Hidden layers; more of these small layers would not learn anything that fewer cannot. */
    static final int HIDDEN = 4;

    /** Units per layer; more could not be distinguished on a page. */
    static final int UNITS = 16;

    /** Classes, and therefore outputs: the number of colours that colour-blind people can easily distinguish. */
    static final int CLASSES = 4;

    /** Examples, each visible as a point. */
    static final int EXAMPLES = 500;

    /** Characters of a CSV text: about a thousand rows of twenty columns. */
    static final int CSV_CHARACTERS = 256 << 10;

    /** Steps of all branches of a session: each has a loss of 8 bytes, and about 20 characters when it is sent. */
    static final int STEPS = 100_000;

    /** Least steps between measurements of the examples held out: some thousands per session. */
    static final int HELD_OUT_EVERY = 20;

    /** Branches per session; more curves could not be distinguished. */
    static final int BRANCHES = 8;

    /** Steps per call, and therefore losses per answer. */
    static final int STEPS_AT_ONCE = 10_000;

    /** Maximum time of training per call, since other requests wait meanwhile. The call answers with the steps that it has taken. */
    static final Duration TRAINING_AT_ONCE = Duration.ofMillis(250);

    /** Bytes of a session's checkpoints. */
    static final int CHECKPOINT_BYTES = 1 << 20;

    /** Multiplications from a checkpoint to the state before the next one: about 0.3 s of one core. */
    static final long WAY_FROM_CHECKPOINT = 50_000_000;

    /** Multiplications from checkpoints to all states of an answer: about 2 s of one core. */
    static final long WAY_OF_AN_ANSWER = 300_000_000;

    /** Maximum points per side of a surface: one pixel each on a phone. */
    static final int SURFACE_SIDE = 100;

    /** Minimum points per side of a surface; fewer would show nothing. */
    static final int LEAST_SURFACE_SIDE = 8;

    /** Values of an answer with surfaces: 1.3 MB when it is sent. */
    static final int SURFACE_VALUES = 250_000;

    /** Multiplications of such an answer: about 0.3 s of one core. */
    static final long SURFACE_PRODUCTS = 100_000_000;

    /** States per answer: a few seconds of animation on the page. */
    static final int FRAMES = 200;

    /** Multiplications of a pass's central differences: about 0.3 s of one core; if more are needed, the differences are left out. */
    static final long DIFFERENCE_PRODUCTS = 100_000_000;

    /** Largest weight that can be set by hand, and largest coordinate of a point. */
    static final double LARGEST = 1000;

    /** Concurrent sessions: with 2 MB each they take about 256 MB. */
    static final int SESSIONS = 128;

    /** A session is deleted when it has not been used for this long. */
    static final Duration SESSION_KEPT = Duration.ofMinutes(30);

    /** The only session of an address is not replaced by a new session of another address until it has been unused for this long. */
    static final Duration SESSION_SAFE = Duration.ofMinutes(3);

    private Limits() {}
}
