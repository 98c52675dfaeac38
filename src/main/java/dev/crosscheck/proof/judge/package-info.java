/**
 * Judges other people's backpropagation: a program in any language trains a small network from a text that it reads, and writes what it
 * computed.
 *
 * <p>{@link dev.crosscheck.proof.judge.Judge} compares its numbers with those of {@link dev.crosscheck.proof.judge.Suspect}, which trains
 * the same network rightly and with each of the known {@link dev.crosscheck.proof.judge.Slip}s. {@link
 * dev.crosscheck.proof.judge.Bounded} says how far rounding alone may put two programs apart.
 */
package dev.crosscheck.proof.judge;
