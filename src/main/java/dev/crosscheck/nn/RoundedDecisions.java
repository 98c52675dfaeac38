package dev.crosscheck.nn;

import dev.crosscheck.math.Matrix;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Follows the training of a {@link Perceptron} in exact arithmetic and finds the answers that only rounding decided: the exact {@code w·x +
 * b} is on the other side of 0.
 *
 * <p>Exact are the decimal numbers as which rate, start and inputs are written, so that a rate of 0.1 is one tenth here, which no double is.
 * The corrections are those that the training made.
 */
public final class RoundedDecisions implements PerceptronTraining.Observer {
    private final Matrix inputs;
    private final BigDecimal rate;
    private final BigDecimal[] weights;
    private BigDecimal bias;
    private Perceptron before;
    private final List<Decision> found = new ArrayList<>();

    /**
     * An answer that only rounding decided.
     *
     * @param step from 0, counted through all epochs
     * @param sum {@code w·x + b} in double, on which the answer was based
     * @param exact the exact sum, rounded to a double
     */
    public record Decision(int step, double sum, double exact) {}

    /**
     * @param start the initial perceptron
     * @param inputs (N, I), in the order of an epoch
     * @param learningRate η
     */
    public RoundedDecisions(Perceptron start, Matrix inputs, double learningRate) {
        this.inputs = inputs;
        this.rate = BigDecimal.valueOf(learningRate);
        double[] w = start.weights();
        this.weights = new BigDecimal[w.length];
        for (int i = 0; i < w.length; i++) {
            weights[i] = BigDecimal.valueOf(w[i]);
        }
        this.bias = BigDecimal.valueOf(start.bias());
        this.before = start;
    }

    @Override
    public void stepped(int step, int error, Perceptron after) {
        double[] x = inputs.row(step % inputs.rows()).data();
        double sum = before.preActivation(x);
        BigDecimal exact = bias;
        for (int i = 0; i < x.length; i++) {
            exact = exact.add(weights[i].multiply(BigDecimal.valueOf(x[i]))); // w·x + b
        }
        if (sum >= 0 != exact.signum() >= 0) {
            found.add(new Decision(step, sum, exact.doubleValue()));
        }
        BigDecimal scaledError = rate.multiply(BigDecimal.valueOf(error));
        for (int i = 0; i < x.length; i++) {
            weights[i] = weights[i].add(scaledError.multiply(BigDecimal.valueOf(x[i]))); // w += η e x
        }
        bias = bias.add(scaledError); // b += η e
        before = after;
    }

    /** @return the decisions so far, in order */
    public List<Decision> found() {
        return List.copyOf(found);
    }
}
