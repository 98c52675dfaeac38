/**
 * Judges backpropagation written by others: a program in any language reads a small network and its data as text, trains it, and writes the numbers
 * that it computed.
 *
 * <p>{@link dev.crosscheck.proof.judge.Judge} compares these with the numbers of {@link dev.crosscheck.proof.judge.Suspect}, which trains the same
 * network correctly and with each of the known {@link dev.crosscheck.proof.judge.Slip}s. {@link dev.crosscheck.proof.judge.Bounded} bounds how far
 * two correct programs can be apart because of rounding.
 */
package dev.crosscheck.proof.judge;
