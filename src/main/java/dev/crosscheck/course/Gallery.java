package dev.crosscheck.course;

import dev.crosscheck.data.LogicGate;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Perceptron;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** The charts of course sections 1 to 4, with the course's settings, for the report. */
public final class Gallery {
    private static final double LEARNING_RATE = 0.1;

    private Gallery() {}

    /** Draws a chart. */
    @FunctionalInterface
    public interface Picture {
        /** @param out receives the PNG image */
        void draw(OutputStream out) throws IOException;
    }

    /**
     * A chart with its names.
     *
     * @param file file name, which says what the chart shows
     * @param caption one line for readers
     * @param picture draws the chart
     */
    public record Exhibit(String file, String caption, Picture picture) {}

    /**
     * @param seed seed of the trainings
     * @return the charts in the course's order
     */
    public static List<Exhibit> pictures(long seed) {
        PerceptronRun perceptron =
                PerceptronRun.of(LogicGate.AND, Perceptron.initial(2, seed), LEARNING_RATE, PerceptronRun.SEARCHED);
        Network network = XorRun.network(List.of(3), Elementwise.TANH);
        XorRun xor = XorRun.of(
                network, network.initial(seed), Backprop.BY_HAND, LEARNING_RATE, 10_000, (epoch, loss, now) -> true);
        return List.of(
                new Exhibit("perceptron-and.png", "What the perceptron has learned of AND", perceptron::drawDecision),
                new Exhibit("activations.png", "Activations", ActivationSheets.functions()::write),
                new Exhibit("derivatives.png", "Their derivatives", ActivationSheets.derivatives()::write),
                new Exhibit("variants.png", "Variants of ReLU, and others", ActivationSheets.variants()::write),
                new Exhibit("losses.png", "Losses against the predicted value", LossSheets.losses()::write),
                new Exhibit("huber.png", "Huber's loss against the residual", LossSheets.huber()::write),
                new Exhibit(
                        "xor-graph.png",
                        "The computation graph before training: values forward, gradients backward",
                        xor::drawGraph),
                new Exhibit("xor-decision.png", "What the network has learned of XOR", xor::drawDecision),
                new Exhibit("xor-loss.png", "Mean loss of each epoch on XOR", xor::drawLoss));
    }
}
