package dev.crosscheck.nn;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.limits.Members;
import dev.crosscheck.nn.optim.OptimizerSpec;

/**
 * How a network is trained.
 *
 * @param optimizer with its initial learning rate and other settings
 * @param classWeights weights of the classes in the loss
 * @param schedule how the learning rate changes
 * @param batch rows of a step, from 1 to {@link #MOST_ROWS}
 * @param epochs passes over the training set, from 1 to {@link #MOST_EPOCHS}
 * @param validation number of training examples held out for validation, from 0; none beside folds
 * @param folds number of networks that are trained side by side, each on the examples outside another fold of the training set; their mean is
 *     the network. 0, or from 2 to {@link #MOST_FOLDS}
 * @param stop rules that end training before its last epoch
 * @param variation how training pictures are varied; none for a table
 * @param seed of the initial parameters, the order of every epoch, the examples held out, dropout and variation
 */
public record TrainingSpec(
        OptimizerSpec optimizer,
        ClassWeights classWeights,
        RateSchedule schedule,
        int batch,
        int epochs,
        int validation,
        int folds,
        StopRules stop,
        Variation variation,
        long seed) {
    /** Largest number of passes over the training set. */
    public static final int MOST_EPOCHS = 100_000;

    /** Default number of passes. */
    public static final int EPOCHS = 10;

    /** Largest batch; larger steps do not improve learning. */
    public static final int MOST_ROWS = 65_536;

    /** Largest number of folds; more networks would hardly differ from their mean. */
    public static final int MOST_FOLDS = 20;

    public TrainingSpec {
        Members.whole("batch", batch, 1, MOST_ROWS);
        Members.whole("epochs", epochs, 1, MOST_EPOCHS);
        Members.whole("validation", validation, 0, Integer.MAX_VALUE);
        Members.whole("folds", folds, 0, MOST_FOLDS);
        Members.require("folds", folds != 1, "two or more, or 0 for none", folds);
    }

    /** The common case: a constant rate, the whole training set, and the same weight for all rows. */
    public TrainingSpec(OptimizerSpec optimizer, int batch, int epochs, long seed) {
        this(
                optimizer,
                ClassWeights.NONE,
                RateSchedule.CONSTANT,
                batch,
                epochs,
                0,
                0,
                StopRules.NONE,
                Variation.NONE,
                seed);
    }

    public TrainingSpec with(OptimizerSpec other) {
        return new TrainingSpec(other, classWeights, schedule, batch, epochs, validation, folds, stop, variation, seed);
    }

    public TrainingSpec seeded(long other) {
        return new TrainingSpec(
                optimizer, classWeights, schedule, batch, epochs, validation, folds, stop, variation, other);
    }

    public TrainingSpec with(ClassWeights other) {
        return new TrainingSpec(optimizer, other, schedule, batch, epochs, validation, folds, stop, variation, seed);
    }

    /** @return whether each epoch is judged on examples that were not trained on: those for validation, or each fold by its network */
    public boolean validates() {
        return validation > 0 || folds > 0;
    }

    /** @return the loss by which epochs are compared, in words */
    public String judgedBy() {
        return folds > 0 ? "loss on the rows that each fold holds out" : "validation loss";
    }

    /** @throws CrosscheckException for class weights with a loss that does not support them */
    void requireFits(Loss loss) {
        if (!classWeights.areNone() && loss.partner() == Elementwise.IDENTITY) {
            throw new CrosscheckException(
                    "A network with " + classWeights.label() + " class weights and the loss " + loss.label(),
                    "Take them with classes, or leave them out.");
        }
    }
}
