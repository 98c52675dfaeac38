package dev.crosscheck.train;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Mnist;
import java.util.function.BooleanSupplier;

/** Trains the digit network. The same configuration, data, machine and threads give the same parameters bit for bit on the CPU. */
public interface Trainer {

    /**
     * Trains from the start.
     *
     * @param config what to do
     * @param data what to learn from and test on
     * @param listener is told of every step and epoch
     * @param stop asked before each step; once true, training ends with what it has
     * @return the network and how it went
     * @throws CrosscheckException if the loss stops being finite
     */
    TrainingOutcome train(TrainingConfig config, Mnist data, RunListener listener, BooleanSupplier stop);
}
