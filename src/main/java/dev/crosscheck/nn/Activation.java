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
 * <p>Forward and backward are one type, so that neither can be changed without the other. The backward contract is the
 * vector-Jacobian product, which fits functions of one element ({@link Elementwise}) and of a row ({@link Softmax}) alike.
 */
public interface Activation {

    /** @return the name it is looked up by, in lower case */
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
     * @return the inputs at which the first or second derivative jumps: there a derivative is a convention, or central
     *     differences lose their accuracy
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
