package dev.crosscheck.train;

/**
 * What a training run is to do.
 *
 * @param seed decides initial parameters and the order of every epoch
 * @param epochs passes over the training set, at least 1
 * @param batchSize images a step, at least 1
 * @param learningRate Adam's η, above 0
 * @param hidden hidden units, at least 1
 */
public record TrainingConfig(long seed, int epochs, int batchSize, double learningRate, int hidden) {}
