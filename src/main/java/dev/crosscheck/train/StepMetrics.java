package dev.crosscheck.train;

/**
 * Metrics of the latest training step.
 *
 * @param epoch the epoch, from 1
 * @param batch the batch in its epoch, from 1
 * @param imagesSeen images of this epoch seen so far, including this batch
 * @param images images in an epoch
 * @param loss mean cross-entropy over the batch, before the step's update
 */
public record StepMetrics(int epoch, int batch, int imagesSeen, int images, double loss) {}
