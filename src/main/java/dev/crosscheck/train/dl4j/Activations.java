package dev.crosscheck.train.dl4j;

import dev.crosscheck.layers.StableActivation;
import dev.crosscheck.nn.Elementwise;
import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** What DL4J calls the activations of hidden layers. */
final class Activations {
    private Activations() {}

    /**
     * @param activation which one
     * @param training whether large values have to be numbers at any price, and no file will name the class
     * @return DL4J's, or ours where DL4J's is not stable
     */
    static IActivation of(Elementwise activation, boolean training) {
        return switch (activation) {
            case SIGMOID -> new ActivationSigmoid();
            case RELU -> new ActivationReLU();
            case TANH -> new ActivationTanH();
            case LEAKY_RELU -> new ActivationLReLU(Elementwise.LEAK);
            case ELU -> new ActivationELU();
            case GELU -> training ? new StableActivation(StableActivation.Kind.GELU) : new ActivationGELU(false);
            case SOFTPLUS -> training ? new StableActivation(StableActivation.Kind.SOFTPLUS) : new ActivationSoftPlus();
            case IDENTITY -> new ActivationIdentity();
        };
    }

    /** @return which one of ours a network has */
    static Optional<Elementwise> of(IActivation theirs) {
        return Arrays.stream(Elementwise.values())
                .filter(activation -> of(activation, false).equals(theirs)
                        || of(activation, true).equals(theirs))
                .findFirst();
    }
}
