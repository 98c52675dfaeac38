package dev.crosscheck.train;

/**
 * What a network has learnt, in plain arrays: enough to go on from, bit for bit.
 *
 * @param parameters all of them, layer by layer, in DL4J's order
 * @param moments Adam's: all of m, then all of v
 * @param steps steps done, for Adam's correction
 * @param epochs epochs done
 */
public record NetworkState(float[] parameters, float[] moments, int steps, int epochs) {}
