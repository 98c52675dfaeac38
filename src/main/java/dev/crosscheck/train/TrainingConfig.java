package dev.crosscheck.train;

import dev.crosscheck.data.PictureSource;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.nn.NetworkForm;

/**
 * The configuration of a training run.
 *
 * @param seed determines initial parameters, the order of every epoch and the validation images
 * @param epochs passes over the training set, at least 1
 * @param batchSize images per step, at least 1
 * @param learningRate the optimizer's η at the start, above 0
 * @param network what is trained, and by which optimizer
 * @param init the file of the initial parameters; null where the seed draws them as the network says
 * @param schedule how the learning rate changes
 * @param validation training images held out to validate on, from 0
 * @param stop what ends the run before its last epoch
 * @param method which trainer, with which kernels and threads
 * @param table how a table became the data; null for images
 * @param pictures how a folder of pictures became the data; null for a table, and in runs of earlier versions
 * @param recipe that the settings are of, except for those that were given besides; null where none was named
 */
public record TrainingConfig(
        long seed,
        int epochs,
        int batchSize,
        double learningRate,
        NetworkForm network,
        String init,
        RateSchedule schedule,
        int validation,
        StopRules stop,
        TrainingMethod method,
        TableSource table,
        PictureSource pictures,
        Recipe recipe) {

    /** Checks that the optimizer's settings go with the learning rate. */
    public TrainingConfig {
        network.optimizer(learningRate);
    }

    /** Trains on a table, or on images. */
    public TrainingConfig(
            long seed,
            int epochs,
            int batchSize,
            double learningRate,
            NetworkForm network,
            String init,
            RateSchedule schedule,
            int validation,
            StopRules stop,
            TrainingMethod method,
            TableSource table) {
        this(
                seed,
                epochs,
                batchSize,
                learningRate,
                network,
                init,
                schedule,
                validation,
                stop,
                method,
                table,
                null,
                null);
    }

    /** Trains on images. */
    public TrainingConfig(
            long seed,
            int epochs,
            int batchSize,
            double learningRate,
            NetworkForm network,
            String init,
            RateSchedule schedule,
            int validation,
            StopRules stop,
            TrainingMethod method) {
        this(seed, epochs, batchSize, learningRate, network, init, schedule, validation, stop, method, null);
    }

    /** Trains the digit network, all epochs at one rate on all training images, with the default trainer. */
    public TrainingConfig(long seed, int epochs, int batchSize, double learningRate, int hidden) {
        this(
                seed,
                epochs,
                batchSize,
                learningRate,
                NetworkForm.digits(hidden),
                null,
                RateSchedule.CONSTANT,
                0,
                StopRules.NONE,
                TrainingMethod.byDefault());
    }

    /** @return the same with other limits, which may change when a run is resumed */
    public TrainingConfig withLimits(int otherEpochs, StopRules otherStop) {
        return new TrainingConfig(
                seed,
                otherEpochs,
                batchSize,
                learningRate,
                network,
                init,
                schedule,
                validation,
                otherStop,
                method,
                table,
                pictures,
                recipe);
    }

    /** @return the same with another method */
    public TrainingConfig withMethod(TrainingMethod otherMethod) {
        return new TrainingConfig(
                seed,
                epochs,
                batchSize,
                learningRate,
                network,
                init,
                schedule,
                validation,
                stop,
                otherMethod,
                table,
                pictures,
                recipe);
    }

    /** @return the same with another network */
    public TrainingConfig withNetwork(NetworkForm other) {
        return new TrainingConfig(
                seed,
                epochs,
                batchSize,
                learningRate,
                other,
                init,
                schedule,
                validation,
                stop,
                method,
                table,
                pictures,
                recipe);
    }

    /** @return the same with a table's files at other places */
    public TrainingConfig withTable(TableSource other) {
        return new TrainingConfig(
                seed,
                epochs,
                batchSize,
                learningRate,
                network,
                init,
                schedule,
                validation,
                stop,
                method,
                other,
                pictures,
                recipe);
    }

    /** @return the same where pictures were read so */
    public TrainingConfig withPictures(PictureSource other) {
        return new TrainingConfig(
                seed,
                epochs,
                batchSize,
                learningRate,
                network,
                init,
                schedule,
                validation,
                stop,
                method,
                table,
                other,
                recipe);
    }

    /** @return the same as settings of that recipe, or of none */
    public TrainingConfig of(Recipe other) {
        return new TrainingConfig(
                seed,
                epochs,
                batchSize,
                learningRate,
                network,
                init,
                schedule,
                validation,
                stop,
                method,
                table,
                pictures,
                other);
    }
}
