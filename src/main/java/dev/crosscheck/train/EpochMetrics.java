package dev.crosscheck.train;

/**
 * One epoch of training and the test after it.
 *
 * @param epoch the epoch, from 1
 * @param trainLoss mean of the step losses, each weighed by its batch's size
 * @param test the network on the test set after the epoch
 * @param seconds time spent training, without the test
 * @param imagesPerSecond training images divided by seconds
 */
public record EpochMetrics(int epoch, double trainLoss, Evaluation test, double seconds, double imagesPerSecond) {}
