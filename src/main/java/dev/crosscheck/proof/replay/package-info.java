/**
 * Repeats runs that were recorded elsewhere, by hand and with the DL4J twin, and compares every step.
 *
 * <p>A {@link dev.crosscheck.proof.replay.Recording} says what was done, a {@link dev.crosscheck.proof.replay.Player}
 * repeats it one step per call, and {@link dev.crosscheck.proof.replay.Replay} compares the two.
 */
package dev.crosscheck.proof.replay;
