package dev.crosscheck.nn;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The loss of outputs Y against targets T, both (N, O): a sum of one term per element, divided by a divisor (course section 3).
 *
 * <p>Losses that differ only in their divisor have different gradients, so each constant states its divisor. The gradient is dLoss/dY
 * including the divisor. It is the exact derivative of the value, including the clipping: where a probability is clipped, the loss is
 * constant and its gradient 0. Losses computed from logits Z clip nothing ({@link Objective}).
 */
public enum Loss implements Objective {
    /** {@code Σ (y-t)² / (N O)}: the mean over all elements; {@code dy = 2(y-t) / (N O)}. */
    MEAN_SQUARED_ERROR(
            "mse",
            "mean squared error",
            Elementwise.IDENTITY,
            Divisor.ELEMENTS,
            (y, t) -> (y - t) * (y - t),
            (y, t) -> 2 * (y - t)),

    /**
     * {@code -Σ [t ln p + (1-t) ln(1-p)] / (N O)}: the mean over all elements, with p = y clipped to [{@link #CLIP}, 1 - CLIP];
     * {@code dy = (y-t) / (y (1-y) N O)}. From logits, with y = σ(z): {@code Σ [ln(1+e^z) - t z] / (N O)}; {@code dz = (y-t) / (N O)}.
     */
    BINARY_CROSS_ENTROPY(
            "bce",
            "binary cross-entropy",
            Elementwise.SIGMOID,
            Divisor.ELEMENTS,
            (y, t) -> -(t * StrictMath.log(Loss.clip(y)) + (1 - t) * StrictMath.log(1 - Loss.clip(y))),
            (y, t) -> Loss.isClipped(y) ? 0 : (y - t) / (y * (1 - y))),

    /**
     * {@code -Σ t ln p / N}: summed over classes, the mean over rows, with p clipped in the same way; {@code dy = -t / (y N)}. A row of T
     * is one-hot, or any distribution. From logits, with y = softmax(z): {@code Σ t_i (ln Σ_j e^(z_j) - z_i) / N}; {@code dz = (y-t) / N}.
     */
    CATEGORICAL_CROSS_ENTROPY(
            "cross-entropy",
            "categorical cross-entropy",
            Softmax.SOFTMAX,
            Divisor.ROWS,
            (y, t) -> -t * StrictMath.log(Loss.clip(y)),
            (y, t) -> Loss.isClipped(y) ? 0 : -t / y),

    /**
     * With r = y - t: {@code ½ r²} where |r| ≤ δ, else {@code δ(|r| - ½δ)}, δ = {@link #DELTA}; the mean over all elements. {@code dy} is r
     * clamped to [-δ, δ], divided by N O.
     */
    HUBER(
            "huber",
            "Huber loss",
            Elementwise.IDENTITY,
            Divisor.ELEMENTS,
            (y, t) -> {
                double r = Math.abs(y - t);
                return r <= Loss.DELTA ? 0.5 * r * r : Loss.DELTA * (r - 0.5 * Loss.DELTA);
            },
            (y, t) -> Math.max(-Loss.DELTA, Math.min(Loss.DELTA, y - t))),

    /** {@code ½ Σ (y-t)² / N}: summed over outputs, the mean over rows; {@code dy = (y-t) / N} (course section 4). */
    HALF_SQUARED_ERROR(
            "half-squared-error",
            "half squared error",
            Elementwise.IDENTITY,
            Divisor.ROWS,
            (y, t) -> 0.5 * (y - t) * (y - t),
            (y, t) -> y - t);

    /** Probabilities are clipped to this distance from 0 and 1 before the logarithm; losses from logits do not need it. */
    public static final double CLIP = 1e-12;

    /** The residual at which Huber's parabola becomes a line. */
    public static final double DELTA = 1;

    private enum Divisor {
        ELEMENTS,
        ROWS
    }

    private final String label;
    private final String title;
    private final Activation partner;
    private final Divisor divisor;
    private final DoubleBinaryOperator term;
    private final DoubleBinaryOperator slope;

    Loss(
            String label,
            String title,
            Activation partner,
            Divisor divisor,
            DoubleBinaryOperator term,
            DoubleBinaryOperator slope) {
        this.label = label;
        this.title = title;
        this.partner = partner;
        this.divisor = divisor;
        this.term = term;
        this.slope = slope;
    }

    @Override
    public Loss loss() {
        return this;
    }

    @Override
    public @Nullable Matrix rowWeights(Matrix t) {
        return null;
    }

    public String title() {
        return title;
    }

    public String label() {
        return label;
    }

    /**
     * The term of one element: {@link #value} without its divisor. For categorical cross-entropy the true class's term is the row's whole
     * loss, and the others are 0.
     */
    public double pointwise(double y, double t) {
        return term.applyAsDouble(y, t);
    }

    /** The terms of outputs Y, (N, O): {@link #value} before it is summed and divided. */
    Matrix terms(Matrix y, Matrix t) {
        return y.combine(t, term);
    }

    /** The derivatives of the terms with respect to Y, (N, O). */
    Matrix slopes(Matrix y, Matrix t) {
        return y.combine(t, slope); // terms(Y, T)
    }

    /** The terms computed from logits Z, (N, O); the loss is a cross-entropy whose {@link #partner} is the output activation. */
    Matrix termsOfLogits(Matrix z, Matrix t) {
        return switch (this) {
            // max(0, z) + ln(1+e^-|z|) is ln(1+e^z); t z is subtracted first, so that a small difference keeps all its
            // digits.
            case BINARY_CROSS_ENTROPY ->
                z.combine(t, (zi, ti) -> Math.max(0, zi) - ti * zi + StrictMath.log1p(StrictMath.exp(-Math.abs(zi))));
            case CATEGORICAL_CROSS_ENTROPY -> Softmax.SOFTMAX.logarithms(z).combine(t, (ln, ti) -> -ti * ln);
            case MEAN_SQUARED_ERROR, HUBER, HALF_SQUARED_ERROR ->
                throw new IllegalStateException(title + " cannot be computed from logits");
        };
    }

    /** @return whether the sum of the terms is divided by the number of rows, not of elements */
    public boolean isPerRow() {
        return divisor == Divisor.ROWS;
    }

    /** @return the divisor of the sum of a matrix of terms: its number of rows, or of elements */
    double divisor(Matrix terms) {
        return isPerRow() ? terms.rows() : (double) terms.rows() * terms.columns();
    }

    /** @return the output activation that goes with this loss by default */
    public Activation partner() {
        return partner;
    }

    /** @return the loss that goes with an output activation by default */
    public static Loss partnerOf(Activation output) {
        if (output == Softmax.SOFTMAX) {
            return CATEGORICAL_CROSS_ENTROPY;
        }
        return output == Elementwise.SIGMOID ? BINARY_CROSS_ENTROPY : MEAN_SQUARED_ERROR;
    }

    /**
     * Rejects an output activation that does not suit this loss: a cross-entropy needs the probabilities of its partner, and the squared
     * losses and Huber's take anything but a distribution.
     *
     * @param output the activation of the output layer
     * @throws CrosscheckException if they do not go together; it names both and the alternatives
     */
    public void requireFits(Activation output) {
        boolean fits = partner() == Elementwise.IDENTITY ? output != Softmax.SOFTMAX : output == partner();
        if (!fits) {
            throw new CrosscheckException(
                    "The output activation " + output.label() + " does not go with " + title,
                    "Use " + partner().label() + " with " + title + ", or " + output.label() + " with "
                            + partnerOf(output).title + ".");
        }
    }

    private static double clip(double y) {
        return Math.max(CLIP, Math.min(1 - CLIP, y));
    }

    private static boolean isClipped(double y) {
        return y < CLIP || y > 1 - CLIP;
    }
}
