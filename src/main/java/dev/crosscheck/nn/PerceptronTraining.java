package dev.crosscheck.nn;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.optim.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The result of training a {@link Perceptron}, which ends after the first epoch without an error, or after the last epoch allowed.
 *
 * @param totalErrors {@code Σ |t - y|} of each epoch, each error measured just before its correction
 * @param trained the perceptron after the last step
 */
public record PerceptronTraining(List<Integer> totalErrors, Perceptron trained) {

    /** A learning rule for one example: {@link Perceptron#corrected}, or another one to be checked. */
    @FunctionalInterface
    public interface Rule {
        /**
         * @param before the perceptron
         * @param x the example
         * @param t its target
         * @param learningRate η
         * @return the perceptron after the example
         */
        Perceptron corrected(Perceptron before, double[] x, double t, double learningRate);
    }

    /** Observes every step. */
    @FunctionalInterface
    public interface Observer {
        /** Ignores everything. */
        Observer NONE = (step, error, after) -> {};

        /**
         * @param step from 0, counted through all epochs
         * @param error {@code t - y} before the correction
         * @param after the perceptron after the step
         */
        void stepped(int step, int error, Perceptron after);
    }

    public PerceptronTraining {
        totalErrors = List.copyOf(totalErrors);
    }

    /**
     * Trains with one example per step, in the order given.
     *
     * @param start the initial perceptron
     * @param inputs (N, I)
     * @param targets (N, 1), each 0 or 1
     * @param learningRate η
     * @param maxEpochs largest number of epochs
     * @param observer called after each step
     */
    public static PerceptronTraining run(
            Perceptron start, Matrix inputs, Matrix targets, double learningRate, int maxEpochs, Observer observer) {
        return run(start, inputs, targets, learningRate, maxEpochs, Perceptron::corrected, observer);
    }

    /** As {@link #run(Perceptron, Matrix, Matrix, double, int, Observer)}, with any learning rule. */
    public static PerceptronTraining run(
            Perceptron start,
            Matrix inputs,
            Matrix targets,
            double learningRate,
            int maxEpochs,
            Rule rule,
            Observer observer) {
        Optimizer.requireLearningRate(learningRate);
        List<Integer> totalErrors = new ArrayList<>();
        Perceptron perceptron = start;
        int step = 0;
        boolean clean = false;
        while (!clean && totalErrors.size() < maxEpochs) {
            int totalError = 0;
            for (int n = 0; n < inputs.rows(); n++) {
                double[] x = inputs.row(n).data();
                int error = (int) targets.get(n, 0) - perceptron.output(x);
                perceptron = rule.corrected(perceptron, x, targets.get(n, 0), learningRate);
                totalError += Math.abs(error);
                observer.stepped(step++, error, perceptron);
            }
            totalErrors.add(totalError);
            clean = totalError == 0;
        }
        return new PerceptronTraining(totalErrors, perceptron);
    }

    /**
     * @param limit largest number of epochs to try
     * @return the first epoch without an error, from 1; empty if there is none within the limit
     */
    public static OptionalInt epochsNeeded(
            Perceptron start, Matrix inputs, Matrix targets, double learningRate, int limit) {
        PerceptronTraining training = run(start, inputs, targets, learningRate, limit, Observer.NONE);
        return training.converged() ? OptionalInt.of(training.epochs()) : OptionalInt.empty();
    }

    /** @return whether the last epoch had no error */
    public boolean converged() {
        return !totalErrors.isEmpty() && totalErrors.get(totalErrors.size() - 1) == 0;
    }

    public int epochs() {
        return totalErrors.size();
    }
}
