/**
 * Repeats runs that were recorded elsewhere, by hand, with the trainers and with the DL4J twin, from each recorded state on, and judges every number.
 *
 * <p>A {@link dev.crosscheck.proof.replay.Recording} says what was done, a {@link dev.crosscheck.proof.replay.Player}
 * repeats it one step per call, and {@link dev.crosscheck.proof.replay.Replay} compares the two.
 */
package dev.crosscheck.proof.replay;
