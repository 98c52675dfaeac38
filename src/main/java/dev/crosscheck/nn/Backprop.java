package dev.crosscheck.nn;

import dev.crosscheck.math.FiniteDifference;
import dev.crosscheck.math.Matrix;
import java.util.ArrayList;
import java.util.List;

/**
 * A way to compute the gradients of a loss with respect to a network's parameters.
 *
 * <p>It is an interface so that the correct method, a slow reference and deliberately wrong ones can be put through the same checks.
 */
@FunctionalInterface
public interface Backprop {

    /**
     * @param network the architecture
     * @param parameters where the gradients are taken; unchanged
     * @param pass the network's forward pass with these parameters
     * @param targets (N, O)
     * @param loss what is differentiated; its own divisor makes the gradients means over the examples
     * @return dLoss/dW_k and dLoss/db_k for each layer k
     */
    Gradients gradients(Network network, Parameters parameters, ForwardPass pass, Matrix targets, Objective loss);

    /** Backpropagation by hand: {@code dW_k = A_k-1ᵀ dZ_k} and {@code db_k = Σ_n dz_n} (course section 4). */
    Backprop BY_HAND = (network, parameters, pass, targets, loss) ->
            BackwardPass.of(network, parameters, pass, targets, loss).gradients(network, pass);

    /** {@link FiniteDifference} on each parameter in turn: two forward passes per parameter, and no calculus. */
    Backprop CENTRAL_DIFFERENCES = (network, parameters, pass, targets, loss) -> {
        Parameters moved = parameters.copy();
        List<Matrix> gradients = new ArrayList<>(2 * network.depth());
        for (Matrix theta : moved.matrices()) {
            double[] slopes =
                    FiniteDifference.gradientInPlace(() -> network.loss(moved, pass.a(0), targets, loss), theta.data());
            gradients.add(new Matrix(theta.rows(), theta.columns(), slopes));
        }
        return new Gradients(gradients);
    };
}
