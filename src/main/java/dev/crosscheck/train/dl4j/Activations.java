package dev.crosscheck.train.dl4j;

import dev.crosscheck.nn.Elementwise;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;

/** Converts activations of hidden layers to DL4J's, which has each by the same name and with the same constants. */
final class Activations {
    private Activations() {}

    static IActivation of(Elementwise activation) {
        return Activation.valueOf(activation.name().replace("_", "")).getActivationFunction();
    }
}
