/** Tolerances with their reasons, comparisons and verdicts. What is compared is in {@code proof.verify} and {@code proof.replay}. */
package dev.crosscheck.proof.compare;
