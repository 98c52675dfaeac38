package dev.crosscheck.train.dl4j;

import dev.crosscheck.nn.Elementwise;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** What DL4J calls activations: ours of hidden layers, and those that a model file may name. */
final class Activations {
    /** How the names of their classes begin. */
    static final String CLASSES = "org.nd4j.linalg.activations.impl.Activation";

    /** By the end of their class's name, those that a model may have: their values are at most about as large as their inputs. */
    private static final Map<String, Activation> BY_NAME = Map.ofEntries(
            Map.entry("ELU", Activation.ELU),
            Map.entry("GELU", Activation.GELU),
            Map.entry("HardSigmoid", Activation.HARDSIGMOID),
            Map.entry("HardTanH", Activation.HARDTANH),
            Map.entry("Identity", Activation.IDENTITY),
            Map.entry("LReLU", Activation.LEAKYRELU),
            Map.entry("Mish", Activation.MISH),
            Map.entry("ReLU", Activation.RELU),
            Map.entry("ReLU6", Activation.RELU6),
            Map.entry("RationalTanh", Activation.RATIONALTANH),
            Map.entry("RectifiedTanh", Activation.RECTIFIEDTANH),
            Map.entry("SELU", Activation.SELU),
            Map.entry("Sigmoid", Activation.SIGMOID),
            Map.entry("SoftPlus", Activation.SOFTPLUS),
            Map.entry("SoftSign", Activation.SOFTSIGN),
            Map.entry("Softmax", Activation.SOFTMAX),
            Map.entry("Swish", Activation.SWISH),
            Map.entry("TanH", Activation.TANH));

    /** How the names of the allowed classes end. */
    static final Set<String> NAMES = BY_NAME.keySet();

    private Activations() {}

    /** @return the activation of that class, which must be one of those allowed */
    static Activation ofClass(String className) {
        return BY_NAME.get(className.substring(CLASSES.length()));
    }

    /** @return DL4J's */
    static IActivation of(Elementwise activation) {
        return switch (activation) {
            case SIGMOID -> new ActivationSigmoid();
            case RELU -> new ActivationReLU();
            case TANH -> new ActivationTanH();
            case LEAKY_RELU -> new ActivationLReLU(Elementwise.LEAK);
            case ELU -> new ActivationELU();
            case GELU -> new ActivationGELU(false);
            case SOFTPLUS -> new ActivationSoftPlus();
            case IDENTITY -> new ActivationIdentity();
        };
    }

    /** @return our name for it, where we have one, else DL4J's, in lower case */
    static String label(Activation theirs) {
        return of(theirs.getActivationFunction())
                .map(Elementwise::label)
                .orElse(theirs.name().toLowerCase(Locale.ROOT));
    }

    /** @return which one of ours a network has */
    static Optional<Elementwise> of(IActivation theirs) {
        return Arrays.stream(Elementwise.values())
                .filter(activation -> of(activation).equals(theirs))
                .findFirst();
    }
}
