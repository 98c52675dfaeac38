/**
 * Replays training runs recorded by other programs: by hand, with the trainers and with the DL4J twin, from each recorded state, and judges every number.
 *
 * <p>A {@link dev.crosscheck.proof.replay.Recording} holds the run, a {@link dev.crosscheck.proof.replay.Player} repeats it one step per call, and
 * {@link dev.crosscheck.proof.replay.Replay} compares the two.
 */
package dev.crosscheck.proof.replay;
