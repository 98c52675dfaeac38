package dev.crosscheck.nn;

import dev.crosscheck.math.Matrix;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * The activations that act on each element by itself: {@code a = f(z)}, {@code dz = da · f'(z)} (course section 2).
 *
 * <p>All are finite at every finite input. At a kink the left derivative is used, as in the course's {@code 1[x>0]}.
 */
public enum Elementwise implements Activation {
    /** {@code 1/(1+e^-z)}; {@code f' = a(1-a)}. */
    SIGMOID(Elementwise::logistic, (z, a) -> a * (1 - a)),

    /** {@code max(0, z)}; {@code f' = 1[z>0]}. */
    RELU(z -> Math.max(0, z), (z, a) -> z > 0 ? 1 : 0, 0.0),

    /** {@code tanh z}; {@code f' = 1 - a²}, with the output a. */
    TANH(StrictMath::tanh, (z, a) -> 1 - a * a),

    /** {@code z} where z > 0, else {@code 0.01 z}; {@code f'} is 1 or 0.01. */
    LEAKY_RELU(z -> z > 0 ? z : Elementwise.LEAK * z, (z, a) -> z > 0 ? 1 : Elementwise.LEAK, 0.0),

    /** {@code z} where z > 0, else {@code e^z - 1}; {@code f' = 1} or {@code e^z}, continuous with a corner at 0. */
    ELU(z -> z > 0 ? z : StrictMath.expm1(z), (z, a) -> z > 0 ? 1 : StrictMath.exp(z), 0.0),

    /**
     * {@code z σ(cz)}, c = 1.702: the sigmoid form of the Gaussian error linear unit (Hendrycks and Gimpel, 2016), within
     * 0.021 of {@code z Φ(z)}; {@code f' = s + c z s(1-s)} with {@code s = σ(cz)}.
     *
     * <p>This is ND4J's GELU in its default mode, with c in single precision as here. (ND4J's precise mode omits the cubic term of the tanh
     * approximation, so it is neither of the two usual forms.)
     */
    GELU(z -> z * logistic(Elementwise.GELU_SCALE * z), (z, a) -> {
        double s = logistic(Elementwise.GELU_SCALE * z);
        return s + Elementwise.GELU_SCALE * (z * (s * (1 - s)));
    }),

    /** {@code ln(1+e^z)}, as {@code max(0, z) + ln(1+e^-|z|)}, which does not overflow; {@code f' = σ(z)}. */
    SOFTPLUS(z -> Math.max(0, z) + StrictMath.log1p(StrictMath.exp(-Math.abs(z))), (z, a) -> logistic(z)),

    /** {@code z}; {@code f' = 1}: the output layer of a regression. */
    IDENTITY(z -> z, (z, a) -> 1);

    /** Slope of the leaky ReLU below 0. */
    public static final double LEAK = 0.01;

    /** c of the GELU's sigmoid form: 1.702 rounded to single precision, as in ND4J; 2.2e-8 above 1.702. */
    public static final double GELU_SCALE = 1.702f;

    /** f' as a function of the input and the output; a formula uses one or both. */
    private interface Slope {
        double at(double z, double a);
    }

    private final DoubleUnaryOperator value;
    private final Slope slope;
    private final List<Double> kinks;

    Elementwise(DoubleUnaryOperator value, Slope slope, Double... kinks) {
        this.value = value;
        this.slope = slope;
        this.kinks = List.of(kinks);
    }

    public double value(double z) {
        return value.applyAsDouble(z);
    }

    /**
     * @param z the input
     * @param a value(z)
     * @return f'(z)
     */
    public double derivative(double z, double a) {
        return slope.at(z, a);
    }

    @Override
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public Matrix forward(Matrix z) {
        return z.map(value);
    }

    @Override
    public Matrix backward(Matrix z, Matrix a, Matrix da) {
        return da.hadamard(z.combine(a, slope::at)); // A = forward(Z)
    }

    @Override
    public List<Double> kinks() {
        return kinks;
    }

    /** 1/(1+e^-z), in the form whose exponential cannot overflow: e^-z for z ≥ 0, e^z below. */
    private static double logistic(double z) {
        if (z >= 0) {
            return 1 / (1 + StrictMath.exp(-z));
        }
        double e = StrictMath.exp(z);
        return e / (1 + e);
    }
}
