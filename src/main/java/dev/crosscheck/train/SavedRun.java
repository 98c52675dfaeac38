package dev.crosscheck.train;

/**
 * A run as a checkpoint has it.
 *
 * @param run which run
 * @param checkpoint where it stood
 */
public record SavedRun(RunIdentity run, Checkpoint checkpoint) {}
