/** Tolerances with their reasons, comparisons and verdicts, which the checks of {@code proof.verify} and {@code proof.judge} use. */
package dev.crosscheck.proof.compare;
