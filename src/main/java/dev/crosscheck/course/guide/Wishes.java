package dev.crosscheck.course.guide;

import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.List;

/**
 * The choices that the user has made; the guide makes those that are {@code null}.
 *
 * @param hidden units of each hidden layer; empty for a linear model
 * @param activation activation of the hidden layers
 * @param loss the loss; the output layer follows from it
 * @param optimizer the kind of optimizer
 * @param weightDecay weight decay of AdamW, 0 or more
 * @param dropout probability that a hidden unit is dropped in a step, from 0 to below 1
 * @param batch rows per step
 */
public record Wishes(
        List<Integer> hidden,
        Elementwise activation,
        Loss loss,
        OptimizerSpec.Kind optimizer,
        Double weightDecay,
        Double dropout,
        Integer batch) {
    /** Leaves all choices to the guide. */
    public static final Wishes NONE = new Wishes(null, null, null, null, null, null, null);
}
