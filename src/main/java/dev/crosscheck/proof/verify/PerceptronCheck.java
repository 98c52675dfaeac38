package dev.crosscheck.proof.verify;

import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.nn.PerceptronTraining;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.twin.PerceptronTwin;

/** Compares the perceptron by hand with DL4J, step by step. Needs ND4J started. */
public final class PerceptronCheck {
    private PerceptronCheck() {}

    /**
     * Trains both from the same parameters, with one example per step.
     *
     * @param gate the function to learn
     * @param start the initial parameters of both
     * @param learningRate η
     * @param epochs the largest number of epochs; an epoch without an error ends the training
     * @param rule corrects the perceptron after each example
     * @param progress called after each step
     */
    public static Findings findings(
            LogicGate gate,
            Perceptron start,
            double learningRate,
            int epochs,
            PerceptronTraining.Rule rule,
            ProgressListener progress) {
        String title = "Perceptron, " + gate;
        Comparisons all = new Comparisons();
        Comparison outputs = all.of("outputs before each step, against DL4J", Tolerances.EXACT);
        Comparison weights = all.of("weights and bias after each step, against DL4J", Tolerances.EXACT);
        Matrix inputs = LogicGate.inputs();
        Matrix targets = gate.targets();
        PerceptronTwin twin = new PerceptronTwin(start, learningRate);
        PerceptronTraining training =
                PerceptronTraining.run(start, inputs, targets, learningRate, epochs, rule, (step, error, after) -> {
                    int n = step % inputs.rows();
                    Matrix x = inputs.row(n);
                    outputs.add(step, "y", twin.output(x).get(0, 0), targets.get(n, 0) - error);
                    twin.step(x, targets.row(n));
                    Perceptron theirs = twin.perceptron();
                    weights.add(step, "w", theirs.weights(), after.weights());
                    weights.add(step, "b", theirs.bias(), after.bias());
                    weights.endStep(step);
                    progress.at(title, step + 1, 4L * epochs);
                });
        Matrix theirs = twin.output(inputs);
        for (int n = 0; n < inputs.rows(); n++) {
            double found = training.trained().output(inputs.row(n).data());
            outputs.add("y of example " + n, theirs.get(n, 0), found);
        }
        String epochsDone = training.epochs() + (training.epochs() == 1 ? " epoch" : " epochs");
        return all.findings(title, epochsDone + ", one example per step");
    }
}
