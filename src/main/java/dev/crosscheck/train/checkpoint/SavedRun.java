package dev.crosscheck.train.checkpoint;

import dev.crosscheck.train.Checkpoint;
import dev.crosscheck.train.RunIdentity;

/** A run that was read from a checkpoint. */
public record SavedRun(RunIdentity run, Checkpoint checkpoint) {}
