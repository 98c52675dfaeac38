package dev.crosscheck.train.checkpoint;

import dev.crosscheck.train.Checkpoint;
import dev.crosscheck.train.RunIdentity;

/**
 * A run that was read from a checkpoint.
 *
 * @param run the run's identity
 * @param checkpoint its state
 */
public record SavedRun(RunIdentity run, Checkpoint checkpoint) {}
