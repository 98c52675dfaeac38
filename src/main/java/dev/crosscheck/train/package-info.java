/**
 * Training: configuration, the loop, learning rates, stop rules, listeners. A {@code Trainee} is what is trained, and a {@code Trainer} does its
 * steps. Subpackages have the hand-written engine, and what the loop does without: checkpoints, records, DL4J and CUDA by hand.
 */
package dev.crosscheck.train;
