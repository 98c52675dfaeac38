package dev.crosscheck.proof.replay;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.BackwardPass;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Objective;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Softmax;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Loss and gradients of a batch in double, with a bound for each number on its distance from that of another program because of rounding.
 *
 * <p>This is running error analysis (Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 3.3): an error bound is propagated with each
 * number through the forward and the backward pass. Roundings are treated as independent random errors, whose squares add up (Higham and Mary, A New
 * Approach to Probabilistic Rounding Error Analysis, 2019), and every bound is {@value #LAMBDA} times the largest error of one rounding. A sum of n
 * products is rounded n times; each partial sum, in any order, is hardly larger than the whole sum plus three times the root of the sum of squared
 * products. The error after an activation is taken from its values at both ends of the input's error. So a ReLU whose input may be on either side of 0
 * has a slope of 0 or 1, and the gradients that depend on it are allowed the contribution of that row, but no more. An exact 0 has no error.
 *
 * <p>{@code judge.Bounded} does the same with worst-case bounds, which are sharp enough only for small networks.
 *
 * @param loss the loss of the batch
 * @param lossBound the bound of the loss
 * @param gradients dLoss/dθ
 * @param bounds the bound of each gradient
 */
public record Rounding(double loss, double lossBound, Gradients gradients, Gradients bounds) {
    /** The root mean square of a rounding error is 0.3 u. 4 u is 13 times that, which leaves room for unusually large partial sums. */
    private static final double LAMBDA = 4;

    /** The square of a partial sum is at most twice the square of the sum plus this many times the sum of squared products. */
    private static final double OF_PRODUCTS = 18;

    /** The error of a function such as exp, tanh or a softmax, in units of u. */
    private static final double FEW = 8;

    /**
     * Computes loss, gradients and bounds of a batch.
     *
     * @param network the layers
     * @param objective the loss to differentiate
     * @param parameters θ
     * @param x inputs, (N, I)
     * @param t targets, (N, O)
     * @param u the unit roundoff of the other program
     */
    public static Rounding of(
            Network network, Objective objective, Parameters parameters, Matrix x, Matrix t, double u) {
        ForwardPass pass = network.forward(parameters, x);
        BackwardPass back = BackwardPass.of(network, parameters, pass, t, objective);
        Analysis analysis = new Analysis(network, objective, parameters, pass, t, u);
        analysis.forward();
        return new Rounding(
                network.loss(pass, t, objective), analysis.loss(), back.gradients(pass), analysis.backward(back));
    }

    /** @return λ² n u², the squared relative error of a sum of n terms */
    private static double sum(int n, double u) {
        return LAMBDA * LAMBDA * n * u * u;
    }

    /** The squared errors of one batch, in matrices of the same shapes as those of the forward pass. */
    private static final class Analysis {
        private final Network network;
        private final Objective objective;
        private final Parameters parameters;
        private final ForwardPass pass;
        private final Matrix t;
        private final double u;
        private final List<Matrix> zErrors = new ArrayList<>();
        private final List<Matrix> aErrors = new ArrayList<>();

        Analysis(Network network, Objective objective, Parameters parameters, ForwardPass pass, Matrix t, double u) {
            this.network = network;
            this.objective = objective;
            this.parameters = parameters;
            this.pass = pass;
            this.t = t;
            this.u = u;
        }

        /** Computes the errors of {@code Z_k = A_k-1 W_k + b_k} and {@code A_k = f_k(Z_k)}, layer by layer. */
        void forward() {
            aErrors.add(pass.a(0).map(x -> u * u * x * x));
            for (int k = 1; k <= network.layers(); k++) {
                double gamma = sum(parameters.weights(k).rows() + 1, u);
                Matrix z = pass.z(k);
                Matrix ofProducts = aErrors.get(k - 1)
                        .combine(pass.a(k - 1), (e, a) -> e + OF_PRODUCTS * gamma * a * a)
                        .times(squares(parameters.weights(k)));
                Matrix ofWhole = z.map(zi -> 2 * gamma * zi * zi)
                        .plusRow(parameters.bias(k).map(b -> 2 * gamma * b * b));
                Matrix errors = ofProducts.combine(ofWhole, Double::sum);
                zErrors.add(errors);
                aErrors.add(
                        network.activation(k) instanceof Elementwise f
                                ? ofElements(f, z, pass.a(k), errors)
                                : ofSoftmax(z, pass.a(k), errors));
            }
        }

        private Matrix ofElements(Elementwise f, Matrix z, Matrix a, Matrix errors) {
            return z.combine(errors, (zi, e) -> square(farther(f::value, zi, Math.sqrt(e))))
                    .combine(a, (e, ai) -> e + square(own(f, ai)));
        }

        /** @return the error of evaluating the function itself: one rounding for piecewise linear ones */
        private double own(Elementwise f, double a) {
            boolean straight = f == Elementwise.RELU || f == Elementwise.LEAKY_RELU || f == Elementwise.IDENTITY;
            return straight ? u * Math.abs(a) : FEW * u * Math.max(1, Math.abs(a));
        }

        private static double square(double x) {
            return x * x;
        }

        private static double farther(DoubleUnaryOperator f, double z, double e) {
            double at = f.applyAsDouble(z);
            return e == 0 ? 0 : Math.max(Math.abs(f.applyAsDouble(z + e) - at), Math.abs(f.applyAsDouble(z - e) - at));
        }

        /** The error of s_i is s_i times (e_i + Σ s_j e_j) plus that of its rounded exponent. No probability is off by more than 1. */
        private Matrix ofSoftmax(Matrix z, Matrix s, Matrix error) {
            Matrix errors = Matrix.zeros(z.rows(), z.columns());
            for (int n = 0; n < z.rows(); n++) {
                double shared = shared(s, error, n);
                double max = Arrays.stream(z.row(n).data()).max().orElseThrow();
                for (int i = 0; i < z.columns(); i++) {
                    double own = square((FEW + max - z.get(n, i)) * u) + sum(z.columns(), u);
                    errors.data()[n * z.columns() + i] =
                            Math.min(1, square(s.get(n, i)) * (error.get(n, i) + shared + own) + square(u * u));
                }
            }
            return errors;
        }

        private static double shared(Matrix s, Matrix error, int row) {
            double shared = 0;
            for (int j = 0; j < s.columns(); j++) {
                shared += square(s.get(row, j)) * error.get(row, j);
            }
            return shared;
        }

        private boolean isFused() {
            return objective.isFusedWith(network.outputActivation());
        }

        /** @return the error of the loss: that of its terms, and that of their mean */
        double loss() {
            int last = network.layers();
            Matrix z = pass.z(last);
            Matrix y = pass.a(last);
            Matrix errors = isFused() ? ofTermsOfLogits(z, y, zErrors.get(last - 1)) : ofTerms(y, aErrors.get(last));
            double sum = Arrays.stream(weighted(errors).data()).sum();
            double value = network.loss(pass, t, objective);
            return Math.sqrt(sum / square(divisor()) + sum((int) divisor(), u) * value * value);
        }

        private double divisor() {
            return objective.loss() == Loss.CATEGORICAL_CROSS_ENTROPY || objective.loss() == Loss.HALF_SQUARED_ERROR
                    ? t.rows()
                    : (double) t.rows() * t.columns();
        }

        private Matrix ofTerms(Matrix y, Matrix error) {
            Loss loss = objective.loss();
            Matrix errors = Matrix.zeros(y.rows(), y.columns());
            for (int i = 0; i < errors.data().length; i++) {
                double ti = t.data()[i];
                double at = y.data()[i];
                double moved = farther(yi -> loss.pointwise(yi, ti), at, Math.sqrt(error.data()[i]));
                errors.data()[i] = square(moved) + square(FEW * u * loss.pointwise(at, ti));
            }
            return errors;
        }

        /** An error e of the logits changes -ln s_i by e_i and Σ s_j e_j, and ln(1+e^z) - t z by (y - t) e. A probability near 1 is rounded before its logarithm is taken. */
        private Matrix ofTermsOfLogits(Matrix z, Matrix y, Matrix error) {
            Matrix errors = Matrix.zeros(z.rows(), z.columns());
            boolean classes = network.outputActivation() == Softmax.SOFTMAX;
            for (int n = 0; n < z.rows(); n++) {
                double shared = classes ? shared(y, error, n) : 0;
                double largest =
                        Arrays.stream(z.row(n).data()).map(Math::abs).max().orElseThrow();
                for (int i = 0; i < z.columns(); i++) {
                    double ti = t.get(n, i);
                    double moved =
                            classes ? ti * ti * (error.get(n, i) + shared) : square(y.get(n, i) - ti) * error.get(n, i);
                    double own = classes ? ti * (1 + largest) : 1 + Math.abs(z.get(n, i));
                    errors.data()[n * z.columns() + i] = moved + square(FEW * u * own);
                }
            }
            return errors;
        }

        /** @return the errors of {@code dW_k = A_k-1ᵀ dZ_k} and {@code db_k = Σ dz_k}, computed from the last layer to the first */
        Gradients backward(BackwardPass back) {
            List<Matrix> bounds = new ArrayList<>();
            Gradients gradients = back.gradients(pass);
            Matrix error = ofLastDz(back);
            for (int k = network.layers(); k >= 1; k--) {
                double gamma = sum(t.rows(), u);
                Matrix dz = squares(back.dz(k));
                Matrix summed = error.combine(dz, (e, d) -> e + OF_PRODUCTS * gamma * d);
                bounds.add(roots(summed.columnSums(), gradients.bias(k), gamma));
                Matrix ofWeights = squares(pass.a(k - 1)).transposeTimes(summed);
                Matrix ofInputs = aErrors.get(k - 1).transposeTimes(error.combine(dz, Double::sum));
                bounds.add(roots(ofWeights.combine(ofInputs, Double::sum), gradients.weights(k), gamma));
                if (k > 1) {
                    double wide = sum(dz.columns(), u);
                    Matrix ofDa = error.combine(dz, (e, d) -> e + OF_PRODUCTS * wide * d)
                            .timesTranspose(squares(parameters.weights(k)))
                            .combine(back.da(k - 1), (e, da) -> e + 2 * wide * da * da);
                    error = ofDz(k - 1, back.da(k - 1), ofDa);
                }
            }
            Collections.reverse(bounds);
            return new Gradients(bounds);
        }

        private static Matrix roots(Matrix squares, Matrix whole, double gamma) {
            return squares.combine(whole, (e, g) -> Math.sqrt(e + 2 * gamma * g * g));
        }

        private Matrix ofLastDz(BackwardPass back) {
            int last = network.layers();
            if (!isFused()) {
                return ofDz(last, back.da(last), ofLastDa(back.da(last)));
            }
            Matrix ofOutputs = weighted(aErrors.get(last)).map(e -> e / square(divisor()));
            return ofOutputs.combine(back.dz(last), (e, d) -> e + square(FEW * u * d));
        }

        /** @return the squared errors times the squared weight of their row */
        private Matrix weighted(Matrix squares) {
            Matrix weights = objective.rowWeights(t);
            if (weights == null) {
                return squares;
            }
            Matrix weighted = squares.copy();
            for (int i = 0; i < weighted.data().length; i++) {
                weighted.data()[i] *= square(weights.get(i / squares.columns(), 0));
            }
            return weighted;
        }

        private Matrix ofLastDa(Matrix da) {
            Matrix y = pass.output();
            Matrix error = aErrors.get(network.layers()).map(Math::sqrt);
            Matrix above = objective.gradient(y.combine(error, Double::sum), t);
            Matrix below = objective.gradient(y.combine(error, (yi, e) -> yi - e), t);
            Matrix errors = above.combine(da, (up, d) -> Math.abs(up - d))
                    .combine(below.combine(da, (down, d) -> Math.abs(down - d)), Math::max);
            return errors.combine(da, (e, d) -> e * e + square(FEW * u * d));
        }

        /** The error of dZ = dA f'(Z). The jump of a slope is not a random error, so it is doubled: then up to four rows of a unit may be at its kink at the same time. */
        private Matrix ofDz(int k, Matrix da, Matrix error) {
            if (!(network.activation(k) instanceof Elementwise f)) {
                throw new IllegalStateException("no bound for a softmax that is not the output of a cross-entropy");
            }
            Matrix z = pass.z(k);
            Matrix slope = z.map(zi -> f.derivative(zi, f.value(zi)));
            Matrix ofSlope = z.combine(zErrors.get(k - 1), (zi, e) -> {
                double jump = farther(v -> f.derivative(v, f.value(v)), zi, Math.sqrt(e));
                return square(2 * jump) + square(own(f, 0));
            });
            Matrix fromAbove = error.combine(slope.combine(ofSlope, (s, e) -> s * s + e), (e, s) -> e * s);
            Matrix fromSlope = ofSlope.combine(da, (e, d) -> e * d * d);
            Matrix own = slope.combine(da, (s, d) -> square(FEW * u * s * d));
            return fromAbove.combine(fromSlope, Double::sum).combine(own, Double::sum);
        }

        private static Matrix squares(Matrix matrix) {
            return matrix.map(x -> x * x);
        }
    }
}
