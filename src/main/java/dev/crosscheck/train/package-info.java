/**
 * Training: configuration, the loop, learning rates, stop rules, listeners, and the two {@code Trainer}s,
 * which do one step at a time. Checkpoints, records, DL4J and the arithmetic by hand are in the packages below.
 */
package dev.crosscheck.train;
