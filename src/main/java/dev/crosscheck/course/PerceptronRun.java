package dev.crosscheck.course;

import dev.crosscheck.data.LogicGate;
import dev.crosscheck.nn.LinearSeparability;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.nn.PerceptronTraining;
import dev.crosscheck.showing.plot.DecisionChart;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * A perceptron trained on a gate (course section 1).
 *
 * @param gate what it has to learn
 * @param training its errors and its outcome
 * @param path the perceptron at the start, then after each epoch
 * @param separable whether a line divides the gate's classes at all
 * @param epochsNeeded the first epoch without an error; empty if none is among the first {@link #SEARCHED}
 */
public record PerceptronRun(
        LogicGate gate,
        PerceptronTraining training,
        List<Perceptron> path,
        boolean separable,
        OptionalInt epochsNeeded) {
    /** The last epoch in the search for the first one without an error. */
    public static final int SEARCHED = 100_000;

    /**
     * @param gate what it has to learn
     * @param start where it starts
     * @param learningRate η
     * @param maxEpochs the most epochs
     */
    public static PerceptronRun of(LogicGate gate, Perceptron start, double learningRate, int maxEpochs) {
        List<Perceptron> path = new ArrayList<>(List.of(start));
        int examples = LogicGate.inputs().rows();
        PerceptronTraining training = PerceptronTraining.run(
                start, LogicGate.inputs(), gate.targets(), learningRate, maxEpochs, (step, error, after) -> {
                    if (step % examples == examples - 1) {
                        path.add(after);
                    }
                });
        boolean separable =
                LinearSeparability.of(LogicGate.inputs(), gate.targets()).separable();
        OptionalInt needed = separable
                ? PerceptronTraining.epochsNeeded(start, LogicGate.inputs(), gate.targets(), learningRate, SEARCHED)
                : OptionalInt.empty();
        return new PerceptronRun(gate, training, path, separable, needed);
    }

    /** @return what the trained perceptron gives for each example */
    public List<Answer> answers() {
        return Answer.ofGate(gate, (x1, x2) -> training.trained().output(new double[] {x1, x2}));
    }

    /**
     * Draws the regions of the two answers, and the line between them from epoch to epoch.
     *
     * @param out where the PNG picture is written
     */
    public void drawDecision(OutputStream out) throws IOException {
        Perceptron trained = training.trained();
        String note = String.format(
                Locale.ROOT,
                "after %d epochs: w = (%.3f, %.3f), b = %.3f",
                training.epochs(),
                trained.weights()[0],
                trained.weights()[1],
                trained.bias());
        DecisionChart.write(
                "Perceptron on " + gate,
                note,
                path.stream().map(PerceptronRun::line).toList(),
                Answer.points(answers()),
                out);
    }

    private static DecisionChart.Line line(Perceptron perceptron) {
        double[] w = perceptron.weights();
        return new DecisionChart.Line(w[0], w[1], perceptron.bias());
    }
}
