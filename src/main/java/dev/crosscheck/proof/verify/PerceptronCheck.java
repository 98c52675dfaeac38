package dev.crosscheck.proof.verify;

import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.nn.PerceptronTraining;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.DeviationTrace;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.twin.PerceptronTwin;

/** Compares the perceptron by hand with DL4J, step by step. Needs ND4J started. */
public final class PerceptronCheck {
    private final Comparisons all = new Comparisons();
    private final Comparison outputs = all.of("outputs before each step, against DL4J", Tolerances.EXACT);
    private final Comparison weights = all.of("weights and bias after each step, against DL4J", Tolerances.EXACT);
    private final Matrix inputs = LogicGate.inputs();
    private final Matrix targets;
    private final PerceptronTwin twin;
    private final DeviationTrace trace;
    private final String title;
    private final long steps;
    private final ProgressListener progress;

    private PerceptronCheck(
            LogicGate gate, Perceptron start, double learningRate, int epochs, ProgressListener progress) {
        this.title = "Perceptron, " + gate;
        this.steps = 4L * epochs;
        this.progress = progress;
        this.targets = gate.targets();
        this.twin = new PerceptronTwin(start, learningRate);
        this.trace = new DeviationTrace(weights, steps);
    }

    /**
     * Trains both from the same parameters, with one example per step.
     *
     * @param gate the function to learn
     * @param start the initial parameters of both
     * @param learningRate η
     * @param epochs the largest number of epochs; an epoch without an error ends the training
     * @param progress called after each step
     */
    public static Findings findings(
            LogicGate gate, Perceptron start, double learningRate, int epochs, ProgressListener progress) {
        return findings(gate, start, learningRate, epochs, Perceptron::corrected, progress);
    }

    /** Does the same with any learning rule. */
    public static Findings findings(
            LogicGate gate, Perceptron start, double learningRate, int epochs, PerceptronTraining.Rule rule) {
        return findings(gate, start, learningRate, epochs, rule, ProgressListener.NONE);
    }

    private static Findings findings(
            LogicGate gate,
            Perceptron start,
            double learningRate,
            int epochs,
            PerceptronTraining.Rule rule,
            ProgressListener progress) {
        PerceptronCheck check = new PerceptronCheck(gate, start, learningRate, epochs, progress);
        PerceptronTraining training =
                PerceptronTraining.run(start, check.inputs, check.targets, learningRate, epochs, rule, check::stepped);
        check.compareAll(training.trained());
        return check.findings(training.epochs());
    }

    private void stepped(int step, int error, Perceptron after) {
        int n = step % inputs.rows();
        Matrix x = inputs.row(n);
        outputs.add(step, "y", twin.output(x).get(0, 0), targets.get(n, 0) - error);
        twin.step(x, targets.row(n));
        Perceptron theirs = twin.perceptron();
        weights.add(step, "w", theirs.weights(), after.weights());
        weights.add(step, "b", theirs.bias(), after.bias());
        trace.endStep();
        progress.at(title, step + 1, steps);
    }

    private void compareAll(Perceptron trained) {
        Matrix theirs = twin.output(inputs);
        for (int n = 0; n < inputs.rows(); n++) {
            outputs.add(
                    "y of example " + n,
                    theirs.get(n, 0),
                    trained.output(inputs.row(n).data()));
        }
    }

    private Findings findings(int epochs) {
        return all.findings(
                title,
                epochs + (epochs == 1 ? " epoch" : " epochs") + ", one example per step",
                trace.series(title + ": weights by hand against DL4J's"));
    }
}
