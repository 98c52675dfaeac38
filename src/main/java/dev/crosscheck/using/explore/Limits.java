package dev.crosscheck.using.explore;

import java.time.Duration;

/** What the explorer takes on. They bound the memory of a session to some 2 MB and the time of a call to about a second. */
final class Limits {
    /** Hidden layers: with more of these small layers nothing is learned that fewer would not. */
    static final int HIDDEN = 4;

    /** Units of a layer: more cannot be told apart on a page. */
    static final int UNITS = 16;

    /** Classes, and so outputs: as many colours as colour-blind people tell apart at a glance. */
    static final int CLASSES = 4;

    /** Examples: points that can be seen one by one. */
    static final int EXAMPLES = 500;

    /** Characters of a CSV text: some thousand rows of twenty columns. */
    static final int CSV_CHARACTERS = 256 << 10;

    /** Steps of all branches of a session: a loss each, 8 bytes, and some 20 characters when it is sent. */
    static final int STEPS = 100_000;

    /** Branches of a session: more curves cannot be told apart. */
    static final int BRANCHES = 8;

    /** Steps of a call, and so losses of an answer. */
    static final int STEPS_AT_ONCE = 10_000;

    /** How long a call trains before it answers with the steps that it has done: others wait meanwhile. */
    static final Duration TRAINING_AT_ONCE = Duration.ofMillis(250);

    /** Bytes of a session's checkpoints. */
    static final int CHECKPOINT_BYTES = 1 << 20;

    /** Multiplications from a checkpoint to the state before the next one: some 0.3 s of a core. */
    static final long WAY_FROM_CHECKPOINT = 50_000_000;

    /** Multiplications from checkpoints to all states of an answer: some 2 s of a core. */
    static final long WAY_OF_AN_ANSWER = 300_000_000;

    /** Points of a surface's side: a pixel each on a phone. */
    static final int SURFACE_SIDE = 100;

    /** Fewer points show nothing. */
    static final int LEAST_SURFACE_SIDE = 8;

    /** Values of an answer about surfaces: 1.3 MB as it is sent. */
    static final int SURFACE_VALUES = 250_000;

    /** Multiplications of such an answer: some 0.3 s of a core. */
    static final long SURFACE_PRODUCTS = 100_000_000;

    /** States of an answer: some seconds of a page's playing. */
    static final int FRAMES = 200;

    /** Multiplications of the central differences of a pass: some 0.3 s of a core; where it takes more there are none. */
    static final long DIFFERENCE_PRODUCTS = 100_000_000;

    /** Largest weight that can be set by hand, and largest coordinate of a point. */
    static final double LARGEST = 1000;

    /** Sessions at once: with 2 MB each they take some 256 MB. */
    static final int SESSIONS = 128;

    /** A session that nobody asked for this long is gone. */
    static final Duration SESSION_KEPT = Duration.ofMinutes(30);

    /** An address keeps its only session where there is no place for a new one, unless nobody asked for it this long. */
    static final Duration SESSION_SAFE = Duration.ofMinutes(3);

    private Limits() {}
}
