/** Tolerances with their reasons, comparisons and verdicts, which the checks of {@code proof.verify} and {@code proof.replay} use. */
package dev.crosscheck.proof.compare;
