/**
 * Checks of the hand-written code against its twins, definitions and central differences, and mutants that show that the checks can fail.
 * Recorded runs are in {@code proof.replay}.
 */
package dev.crosscheck.proof.verify;
