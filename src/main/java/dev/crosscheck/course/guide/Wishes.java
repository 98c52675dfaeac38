package dev.crosscheck.course.guide;

import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.List;

/**
 * What a user wants otherwise, or as the guide would have it anyway; what is {@code null} is left to the guide.
 *
 * @param hidden units of each hidden layer, of none for a linear model
 * @param activation of the hidden layers
 * @param loss what is minimised; the output layer follows from it
 * @param optimizer which one
 * @param weightDecay of adamw, 0 or more
 * @param dropout share of hidden units left out in a step, from 0 to below 1
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
    /** All is left to the guide. */
    public static final Wishes NONE = new Wishes(null, null, null, null, null, null, null);

    /** @return the same with these units of hidden layers */
    public Wishes withHidden(List<Integer> other) {
        return new Wishes(other, activation, loss, optimizer, weightDecay, dropout, batch);
    }

    /** @return the same with this activation of hidden layers */
    public Wishes withActivation(Elementwise other) {
        return new Wishes(hidden, other, loss, optimizer, weightDecay, dropout, batch);
    }

    /** @return the same with this loss */
    public Wishes withLoss(Loss other) {
        return new Wishes(hidden, activation, other, optimizer, weightDecay, dropout, batch);
    }

    /** @return the same with this optimizer */
    public Wishes withOptimizer(OptimizerSpec.Kind other) {
        return new Wishes(hidden, activation, loss, other, weightDecay, dropout, batch);
    }

    /** @return the same with this weight decay */
    public Wishes withWeightDecay(Double other) {
        return new Wishes(hidden, activation, loss, optimizer, other, dropout, batch);
    }

    /** @return the same with this dropout */
    public Wishes withDropout(Double other) {
        return new Wishes(hidden, activation, loss, optimizer, weightDecay, other, batch);
    }

    /** @return the same with so many rows per step */
    public Wishes withBatch(Integer other) {
        return new Wishes(hidden, activation, loss, optimizer, weightDecay, dropout, other);
    }
}
