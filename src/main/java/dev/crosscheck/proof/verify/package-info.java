/**
 * Checks of the hand-written code against its DL4J twins, definitions and central differences, and mutants that show that the checks can fail.
 * {@code proof.judge} checks recorded runs.
 */
package dev.crosscheck.proof.verify;
