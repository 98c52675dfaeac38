package dev.crosscheck.nn;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A layer's non-linearity: forward {@code A = f(Z)} and backward, from the loss's gradient {@code dA}, {@code dZ}.
 *
 * <p>Forward and backward are in one type, so that both are changed together. Backward is a vector-Jacobian product, which suits functions
 * of single elements ({@link Elementwise}) and of rows ({@link Softmax}).
 */
public interface Activation {

    /** @return the name, in lower case, by which {@link #byName} finds it */
    @JsonValue
    String label();

    /**
     * @param z pre-activations, (N, H)
     * @return f(Z), (N, H)
     */
    Matrix forward(Matrix z);

    /**
     * Differentiates {@code A = forward(Z)}: {@code dz_nj = Σ_i da_ni ∂a_ni/∂z_nj}.
     *
     * @param z pre-activations, (N, H)
     * @param a forward(z), (N, H)
     * @param da dLoss/dA, (N, H)
     * @return dLoss/dZ, (N, H)
     */
    Matrix backward(Matrix z, Matrix a, Matrix da);

    /**
     * @return the inputs at which the first or second derivative jumps: at these a derivative is a convention, or central differences are
     *     inaccurate
     */
    default List<Double> kinks() {
        return List.of();
    }

    /** @return every activation of the course, in its order */
    static List<Activation> all() {
        List<Activation> all = new ArrayList<>(List.of(Elementwise.values()));
        all.add(3, Softmax.SOFTMAX);
        return List.copyOf(all);
    }

    /**
     * @param name a label, in any case
     * @return the activation of that name
     * @throws CrosscheckException if there is none
     */
    @JsonCreator
    static Activation byName(String name) {
        return all().stream()
                .filter(activation -> activation.label().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new CrosscheckException(
                        "There is no activation \"" + name + "\"",
                        "Choose one of " + all().stream().map(Activation::label).collect(Collectors.joining(", "))
                                + "."));
    }
}
