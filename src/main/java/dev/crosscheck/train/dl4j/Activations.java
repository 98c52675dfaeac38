package dev.crosscheck.train.dl4j;

import dev.crosscheck.nn.Elementwise;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** Converts activations of hidden layers to DL4J's. */
final class Activations {
    private Activations() {}

    /** @return DL4J's activation */
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
}
