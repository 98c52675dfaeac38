package dev.crosscheck.train.checkpoint;

import dev.crosscheck.train.Checkpoint;
import dev.crosscheck.train.RunIdentity;

/**
 * A run as read from a checkpoint.
 *
 * @param run which run
 * @param checkpoint where it stood
 */
public record SavedRun(RunIdentity run, Checkpoint checkpoint) {}
