package dev.crosscheck.nn;

import dev.crosscheck.math.Matrix;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;

/**
 * Decides whether a line (in general a hyperplane) separates the examples of class 1 from those of class 0. The answer is exact.
 *
 * <p>The perceptron itself decides. On separable examples it makes finitely many corrections from any start (Novikoff, 1962); on others its
 * weights stay bounded (the cycling theorem: Block and Levin, 1970). Here the inputs are whole numbers, η = 1 and the start is 0, so the
 * weights are whole numbers, exact in a double, and bounded ones must recur. So either an epoch without an error comes, and its weights
 * prove that a line exists; or weights recur at the end of an epoch, which proves that corrections go on for ever and no line exists.
 *
 * @param separable whether there is a line
 * @param last the perceptron at the end, which makes no error if the examples are separable
 * @param epochs how many epochs it took to decide
 */
public record LinearSeparability(boolean separable, Perceptron last, int epochs) {
    /** A limit on the epochs, since a faulty rule might never end. */
    private static final int MAX_EPOCHS = 100_000;

    /**
     * @param inputs (N, I), whole numbers
     * @param targets (N, 1), each 0 or 1
     */
    public static LinearSeparability of(Matrix inputs, Matrix targets) {
        for (double input : inputs.data()) {
            if (input != Math.rint(input)) {
                throw new IllegalArgumentException("inputs must be whole numbers, not " + input);
            }
        }
        Perceptron perceptron = new Perceptron(new double[inputs.columns()], 0);
        Set<List<Double>> seen = new HashSet<>();
        int epochs = 0;
        while (seen.add(state(perceptron))) {
            if (epochs == MAX_EPOCHS) {
                throw new IllegalStateException("undecided after " + MAX_EPOCHS + " epochs");
            }
            PerceptronTraining epoch =
                    PerceptronTraining.run(perceptron, inputs, targets, 1, 1, PerceptronTraining.Observer.NONE);
            perceptron = epoch.trained();
            epochs++;
            if (epoch.converged()) {
                return new LinearSeparability(true, perceptron, epochs);
            }
        }
        return new LinearSeparability(false, perceptron, epochs);
    }

    /**
     * Weights and bias. None is ever -0.0, which would split one state into two: they begin at 0.0, and a sum is -0.0 only if both terms
     * are.
     */
    private static List<Double> state(Perceptron perceptron) {
        return DoubleStream.concat(Arrays.stream(perceptron.weights()), DoubleStream.of(perceptron.bias()))
                .boxed()
                .toList();
    }
}
