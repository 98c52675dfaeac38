package dev.crosscheck.train;

import java.util.function.Supplier;

/**
 * An epoch that has just ended, with what its test showed: all of one moment.
 *
 * @param metrics its losses and times
 * @param probabilities what the network gives the test images, (images, classes), row-major
 * @param firstLayer copies the first layer's weights, (H, I), when asked before the next step
 */
public record TestedEpoch(EpochMetrics metrics, float[] probabilities, Supplier<float[]> firstLayer) {}
