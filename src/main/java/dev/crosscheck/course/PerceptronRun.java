package dev.crosscheck.course;

import dev.crosscheck.data.LogicGate;
import dev.crosscheck.nn.LinearSeparability;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.nn.PerceptronTraining;
import dev.crosscheck.nn.RoundedDecisions;
import dev.crosscheck.showing.plot.DecisionChart;
import dev.crosscheck.text.Text;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A perceptron trained on a logic gate (course section 1).
 *
 * @param gate the gate to learn
 * @param training its errors and its result
 * @param path the perceptron at the start and after each epoch
 * @param rounded the answers that only rounding decided
 * @param separable whether the gate's classes are linearly separable
 * @param epochsNeeded the first epoch without an error; empty if there is none among the first {@link #SEARCHED}
 */
public record PerceptronRun(
        LogicGate gate,
        PerceptronTraining training,
        List<Perceptron> path,
        List<RoundedDecisions.Decision> rounded,
        boolean separable,
        OptionalInt epochsNeeded) {
    /** How many epochs are searched for the first one without an error. */
    public static final int SEARCHED = 100_000;

    /**
     * @param gate the gate to learn
     * @param start the initial perceptron
     * @param learningRate η
     * @param maxEpochs maximum number of epochs
     */
    public static PerceptronRun of(LogicGate gate, Perceptron start, double learningRate, int maxEpochs) {
        List<Perceptron> path = new ArrayList<>(List.of(start));
        RoundedDecisions rounded = new RoundedDecisions(start, LogicGate.inputs(), learningRate);
        int examples = LogicGate.inputs().rows();
        PerceptronTraining training = PerceptronTraining.run(
                start, LogicGate.inputs(), gate.targets(), learningRate, maxEpochs, (step, error, after) -> {
                    rounded.stepped(step, error, after);
                    if (step % examples == examples - 1) {
                        path.add(after);
                    }
                });
        boolean separable =
                LinearSeparability.of(LogicGate.inputs(), gate.targets()).separable();
        OptionalInt needed = separable
                ? PerceptronTraining.epochsNeeded(start, LogicGate.inputs(), gate.targets(), learningRate, SEARCHED)
                : OptionalInt.empty();
        return new PerceptronRun(gate, training, path, rounded.found(), separable, needed);
    }

    /** @return the predictions of the trained perceptron for the four examples */
    public List<GatePrediction> answers() {
        return GatePrediction.ofGate(gate, (x1, x2) -> training.trained().output(new double[] {x1, x2}));
    }

    /**
     * Draws the decision regions, and the decision boundary after each epoch.
     *
     * @param out receives the PNG image
     */
    public void drawDecision(OutputStream out) throws IOException {
        Perceptron trained = training.trained();
        String note = Text.of(
                "after %d epochs: w = (%.3f, %.3f), b = %.3f",
                training.epochs(), trained.weights()[0], trained.weights()[1], trained.bias());
        DecisionChart.write(
                "Perceptron on " + gate,
                note,
                path.stream().map(PerceptronRun::line).toList(),
                GatePrediction.points(answers()),
                out);
    }

    private static DecisionChart.Line line(Perceptron perceptron) {
        double[] w = perceptron.weights();
        return new DecisionChart.Line(w[0], w[1], perceptron.bias());
    }
}
