package dev.crosscheck.train.dl4j;

import dev.crosscheck.nn.Elementwise;
import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;

/** Converts activations of hidden layers to and from DL4J's, which has each by the same name and with the same constants. */
final class Activations {
    private Activations() {}

    /** @return DL4J's activation */
    static IActivation of(Elementwise activation) {
        return Activation.valueOf(activation.name().replace("_", "")).getActivationFunction();
    }

    /** @return the activation that corresponds to DL4J's; empty if there is none */
    static Optional<Elementwise> of(IActivation theirs) {
        return Arrays.stream(Elementwise.values())
                .filter(activation -> of(activation).equals(theirs))
                .findFirst();
    }
}
