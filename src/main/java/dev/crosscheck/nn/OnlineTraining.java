package dev.crosscheck.nn;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.optim.Optimizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Training with one example per step, in a given order (course section 4).
 *
 * <p>{@link Backprop} and {@link Optimizer} can be exchanged, so that other methods can be followed step by step.
 *
 * @param network the architecture
 * @param loss to minimise; rejected if it does not suit the output activation
 * @param backprop how gradients are computed
 */
public record OnlineTraining(Network network, Objective loss, Backprop backprop) {

    /** Observes every step. */
    @FunctionalInterface
    public interface Observer {
        /** Ignores everything. */
        Observer NONE = (step, lossBefore, after) -> {};

        /**
         * @param step from 0, counted through all epochs
         * @param lossBefore the example's loss before the update
         * @param after the parameters after the update; not a copy, the next step changes them
         */
        void stepped(int step, double lossBefore, Parameters after);
    }

    public OnlineTraining {
        loss.loss().requireFits(network.outputActivation());
    }

    /**
     * Goes through the examples, epoch after epoch, with an update after each.
     *
     * @param parameters initial values; holds the trained values afterwards
     * @param optimizer does the updates
     * @param x inputs, (N, I)
     * @param targets (N, O)
     * @param order rows of x in the order of an epoch
     * @param epochs how often to go through the order
     * @param observer called after each step
     * @return the mean of the steps' losses for each epoch
     */
    public double[] runInPlace(
            Parameters parameters,
            Optimizer optimizer,
            Matrix x,
            Matrix targets,
            int[] order,
            int epochs,
            Observer observer) {
        List<Matrix> xs = rows(x);
        List<Matrix> ts = rows(targets);
        double[] meanLosses = new double[epochs];
        int step = 0;
        for (int epoch = 0; epoch < epochs; epoch++) {
            for (int n : order) {
                double lossBefore = stepInPlace(parameters, optimizer, xs.get(n), ts.get(n));
                meanLosses[epoch] += lossBefore / order.length;
                observer.stepped(step++, lossBefore, parameters);
            }
        }
        return meanLosses;
    }

    /**
     * Does one step: forward, loss, backward, update.
     *
     * @param parameters hold the updated values afterwards
     * @param optimizer does the update
     * @param x inputs, (N, I)
     * @param targets (N, O)
     * @return the loss before the update
     */
    public double stepInPlace(Parameters parameters, Optimizer optimizer, Matrix x, Matrix targets) {
        ForwardPass pass = network.forward(parameters, x);
        Gradients gradients = backprop.gradients(network, parameters, pass, targets, loss);
        optimizer.updateInPlace(parameters.matrices(), gradients.matrices());
        return network.loss(pass, targets, loss);
    }

    private static List<Matrix> rows(Matrix matrix) {
        List<Matrix> rows = new ArrayList<>(matrix.rows());
        for (int i = 0; i < matrix.rows(); i++) {
            rows.add(matrix.row(i));
        }
        return rows;
    }
}
