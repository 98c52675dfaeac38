package dev.crosscheck.train;

/**
 * The configuration of a training run.
 *
 * @param seed determines initial parameters, the order of every epoch and the validation images
 * @param epochs passes over the training set, at least 1
 * @param batchSize images per step, at least 1
 * @param learningRate Adam's η at the start, above 0
 * @param hidden hidden units, at least 1
 * @param init the file of the initial parameters; null if drawn from the seed
 * @param schedule how the learning rate changes
 * @param validation training images held out to validate on, from 0
 * @param stop what ends the run before its last epoch
 * @param method which trainer, with which kernels and threads
 */
public record TrainingConfig(
        long seed,
        int epochs,
        int batchSize,
        double learningRate,
        int hidden,
        String init,
        RateSchedule schedule,
        int validation,
        StopRules stop,
        TrainingMethod method) {

    /** Trains all epochs at one rate on all training images, with the default trainer. */
    public TrainingConfig(long seed, int epochs, int batchSize, double learningRate, int hidden) {
        this(
                seed,
                epochs,
                batchSize,
                learningRate,
                hidden,
                null,
                RateSchedule.CONSTANT,
                0,
                StopRules.NONE,
                TrainingMethod.byDefault());
    }

    /** @return the same with other limits, which may change when a run is resumed */
    public TrainingConfig withLimits(int otherEpochs, StopRules otherStop) {
        return new TrainingConfig(
                seed, otherEpochs, batchSize, learningRate, hidden, init, schedule, validation, otherStop, method);
    }

    /** @return the same with another method */
    public TrainingConfig withMethod(TrainingMethod otherMethod) {
        return new TrainingConfig(
                seed, epochs, batchSize, learningRate, hidden, init, schedule, validation, stop, otherMethod);
    }

    /** @return the same with another number of hidden units */
    public TrainingConfig withHidden(int otherHidden) {
        return new TrainingConfig(
                seed, epochs, batchSize, learningRate, otherHidden, init, schedule, validation, stop, method);
    }
}
