package dev.crosscheck.train.checkpoint;

import dev.crosscheck.train.Checkpoint;
import dev.crosscheck.train.RunIdentity;

/**
 * A run as read from a checkpoint.
 *
 * @param run which run
 * @param checkpoint where it stood
 * @param asDigits whether it is of a version that normalised all images as MNIST's and took all for ten digits
 */
public record SavedRun(RunIdentity run, Checkpoint checkpoint, boolean asDigits) {}
