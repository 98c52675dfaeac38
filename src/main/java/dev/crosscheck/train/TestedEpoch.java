package dev.crosscheck.train;

import java.util.function.Supplier;

/**
 * An epoch that has just ended, with the results of its test.
 *
 * @param metrics its losses and times
 * @param probabilities the network's probabilities for the test images, (images, classes), row-major
 * @param firstLayer copies the first layer's weights, (H, I), if called before the next step
 */
public record TestedEpoch(EpochMetrics metrics, float[] probabilities, Supplier<float[]> firstLayer) {}
