package dev.crosscheck.train;

/**
 * An epoch that has just ended, with the results of its test.
 *
 * @param metrics its losses and times
 * @param probabilities the network's probabilities for the test images, (images, classes), row-major
 * @param firstLayer the first layer's weights, (H, I)
 */
public record TestedEpoch(EpochMetrics metrics, float[] probabilities, float[] firstLayer) {}
