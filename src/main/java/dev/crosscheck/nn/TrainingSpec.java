package dev.crosscheck.nn;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Members;
import dev.crosscheck.nn.optim.OptimizerSpec;

/**
 * How a network is trained.
 *
 * @param optimizer with its learning rate at the start and its other settings
 * @param classWeights how much a row of each class counts
 * @param schedule how the learning rate changes
 * @param batch rows of a step, from 1 to {@link #MOST_ROWS}
 * @param epochs passes over the training set, from 1 to {@link #MOST_EPOCHS}
 * @param validation examples held out of the training set to validate on, from 0
 * @param stop what ends training before its last epoch
 * @param seed decides initial parameters, the order of every epoch, the examples held out and what dropout leaves out
 */
public record TrainingSpec(
        OptimizerSpec optimizer,
        ClassWeights classWeights,
        RateSchedule schedule,
        int batch,
        int epochs,
        int validation,
        StopRules stop,
        long seed) {
    /** Passes over the training set. */
    public static final int MOST_EPOCHS = 100_000;

    /** Passes unless told otherwise. */
    public static final int EPOCHS = 10;

    /** A step of more rows learns no more than a smaller one. */
    public static final int MOST_ROWS = 65_536;

    /** Checks the ranges. */
    public TrainingSpec {
        Members.whole("batch", batch, 1, MOST_ROWS);
        Members.whole("epochs", epochs, 1, MOST_EPOCHS);
        Members.whole("validation", validation, 0, Integer.MAX_VALUE);
    }

    /** The usual: all epochs at one rate on all of the training set, in which all rows count the same. */
    public TrainingSpec(OptimizerSpec optimizer, int batch, int epochs, long seed) {
        this(optimizer, ClassWeights.NONE, RateSchedule.CONSTANT, batch, epochs, 0, StopRules.NONE, seed);
    }

    /** @return the same with another optimizer or rate */
    public TrainingSpec with(OptimizerSpec other) {
        return new TrainingSpec(other, classWeights, schedule, batch, epochs, validation, stop, seed);
    }

    /** @return the same with other weights of classes */
    public TrainingSpec with(ClassWeights other) {
        return new TrainingSpec(optimizer, other, schedule, batch, epochs, validation, stop, seed);
    }

    /** @throws CrosscheckException for weights of classes with a loss that knows none */
    void requireFits(Loss loss) {
        if (!classWeights.areNone() && loss.partner() == Elementwise.IDENTITY) {
            throw new CrosscheckException(
                    "A network with " + classWeights.label() + " class weights and the loss " + loss.label(),
                    "Take them with classes, or leave them out.");
        }
    }
}
