/**
 * Training: configuration, the loop, learning rates, stop rules, listeners, and the two {@code Trainer}s, which do one step at a time.
 * Subpackages have checkpoints, records, DL4J and the hand-written engine.
 */
package dev.crosscheck.train;
