package dev.crosscheck.train;

import java.util.function.Supplier;

/**
 * An epoch that has just ended, with what its test showed: all of one moment.
 *
 * @param metrics its losses and times
 * @param bestEpoch the epoch with the lowest validation loss so far; 0 where there is no validation
 * @param probabilities what the network gives the test images, (images, classes), row-major
 * @param firstLayer copies the first layer's weights, (H, I), when asked before the next step
 */
public record TestedEpoch(EpochMetrics metrics, int bestEpoch, float[] probabilities, Supplier<float[]> firstLayer) {}
