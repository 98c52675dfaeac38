package dev.crosscheck.course;

import dev.crosscheck.data.LogicGate;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Perceptron;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The pictures of course sections 1 to 4, with the course's settings, for the report. */
public final class Gallery {
    private static final double LEARNING_RATE = 0.1;

    private Gallery() {}

    /** Draws a picture to a file. */
    @FunctionalInterface
    public interface Picture {
        /** @param file the PNG picture to write */
        void draw(Path file) throws IOException;
    }

    /**
     * @param seed of the trainings
     * @return how to draw each picture, by its caption
     */
    public static Map<String, Picture> pictures(long seed) {
        PerceptronRun perceptron =
                PerceptronRun.of(LogicGate.AND, Perceptron.initial(2, seed), LEARNING_RATE, PerceptronRun.SEARCHED);
        Network network = XorRun.network(List.of(3), Elementwise.TANH);
        XorRun xor = XorRun.of(
                network, network.initial(seed), Backprop.BY_HAND, LEARNING_RATE, 10_000, (epoch, loss, now) -> true);
        Map<String, Picture> pictures = new LinkedHashMap<>();
        pictures.put("What the perceptron has learned of AND", perceptron::drawDecision);
        pictures.put("Activations", ActivationSheets.functions()::write);
        pictures.put("Their derivatives", ActivationSheets.derivatives()::write);
        pictures.put("Variants of ReLU, and what goes with them", ActivationSheets.variants()::write);
        pictures.put("Losses against the predicted value", LossSheets.losses()::write);
        pictures.put("Huber's loss against the residual", LossSheets.huber()::write);
        pictures.put("The computation graph before training: values forward, gradients backward", xor::drawGraph);
        pictures.put("What the network has learned of XOR", xor::drawDecision);
        pictures.put("Mean loss of each epoch on XOR", xor::drawLoss);
        return pictures;
    }
}
