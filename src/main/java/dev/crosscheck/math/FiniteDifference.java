package dev.crosscheck.math;

import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * Derivatives by central differences: {@code f'(θ) ≈ (f(θ+h) - f(θ-h)) / 2h}.
 *
 * <p>The step. Taylor's series leaves a truncation error of {@code h² f'''/6}; rounding in f leaves one of {@code u f/h}, with u = 2⁻⁵² the
 * spacing of doubles at 1. Their sum is smallest near {@code h = ∛(3u f/f''')}. Assuming that f and f''' are of the same size at θ, h is
 * {@code ∛u · max(1, |θ|)}, about 6e-6 for a θ of ordinary size, and the error about {@code u^⅔}, 4e-11, times the size of f. The
 * difference is divided by the distance of the two rounded arguments.
 *
 * <p>Within h of a point where f is not smooth the result is meaningless.
 */
public final class FiniteDifference {
    private static final double CUBE_ROOT_OF_ULP = StrictMath.cbrt(Math.ulp(1.0));

    private FiniteDifference() {}

    /** @return h, the step to each side of θ */
    public static double step(double theta) {
        return CUBE_ROOT_OF_ULP * Math.max(1, Math.abs(theta));
    }

    public static double derivative(DoubleUnaryOperator f, double x) {
        double above = x + step(x);
        double below = x - step(x);
        return (f.applyAsDouble(above) - f.applyAsDouble(below)) / (above - below);
    }

    /** @return the gradient of f at a point: one partial derivative per element */
    public static double[] gradient(ToDoubleFunction<double[]> f, double[] at) {
        double[] theta = at.clone();
        return gradientInPlace(() -> f.applyAsDouble(theta), theta);
    }

    /**
     * The gradient of a quantity that depends on an array of the caller, by changing one element at a time.
     *
     * @param f reads {@code theta}
     * @param theta where the gradient is taken; has the same values before and after
     * @return one partial derivative per element
     */
    public static double[] gradientInPlace(DoubleSupplier f, double[] theta) {
        double[] gradient = new double[theta.length];
        for (int i = 0; i < theta.length; i++) {
            gradient[i] = partialInPlace(f, theta, i);
        }
        return gradient;
    }

    /**
     * As {@link #gradientInPlace}, for element {@code index} alone.
     *
     * @return the partial derivative of f with respect to {@code theta[index]}
     */
    public static double partialInPlace(DoubleSupplier f, double[] theta, int index) {
        double held = theta[index];
        double slope = derivative(
                moved -> {
                    theta[index] = moved;
                    return f.getAsDouble();
                },
                held);
        theta[index] = held;
        return slope;
    }
}
