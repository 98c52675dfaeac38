package dev.crosscheck.proof.verify;

import dev.crosscheck.math.FiniteDifference;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.proof.twin.NetworkTwin;
import dev.crosscheck.proof.twin.SameDiffTwin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network's outputs, loss and gradients at given parameters and examples: outputs and loss against DL4J, each gradient by
 * name against DL4J, SameDiff and central differences. All start from the same parameters, so nothing builds up.
 */
final class GradientComparison {
    /** Most elements of an array to take central differences for: each costs two forward passes. */
    private static final int MOST_DIFFERENCES = 64;

    private static final double NEAR_A_KINK = 1e-3;

    private final Network network;
    private final Loss loss;
    private final Backprop candidate;
    private final NetworkTwin dl4j;
    private final SameDiffTwin sameDiff;
    private final Comparison outputs = new Comparison("outputs, against DL4J", Tolerances.SUMS);
    private final Comparison losses = new Comparison("losses, against DL4J", Tolerances.SUMS);
    private final Map<String, Comparison> gradients = new LinkedHashMap<>();

    GradientComparison(Network network, Loss loss, Backprop candidate) {
        this.network = network;
        this.loss = loss;
        this.candidate = candidate;
        this.dl4j = new NetworkTwin(network, loss);
        this.sameDiff = new SameDiffTwin(network, loss);
    }

    /**
     * Compares at one point.
     *
     * @param step for the verdict
     * @param parameters unchanged
     * @param x inputs, (N, I)
     * @param t targets, (N, O)
     */
    void add(long step, Parameters parameters, Matrix x, Matrix t) {
        dl4j.setParameters(parameters);
        ForwardPass pass = network.forward(parameters, x);
        outputs.add(step, "y", dl4j.output(x), pass.output());
        losses.add(step, "loss", dl4j.loss(x, t), loss.value(pass.output(), t));
        Gradients found = candidate.gradients(network, parameters, pass, t, loss);
        compare(step, "DL4J", dl4j.gradients(x, t), found);
        compare(step, "SameDiff", sameDiff.gradients(parameters, x, t), found);
        if (network.distanceToKink(pass) > NEAR_A_KINK) {
            found.byName().forEach((name, gradient) -> compareDifferences(step, parameters, x, t, name, gradient));
        }
    }

    private void compare(long step, String reference, Gradients expected, Gradients found) {
        expected.byName()
                .forEach((name, gradient) ->
                        comparison(name, reference, Tolerances.SUMS).add(step, "d" + name, gradient, found.get(name)));
    }

    private void compareDifferences(
            long step, Parameters parameters, Matrix x, Matrix t, String name, Matrix gradient) {
        Parameters moved = parameters.copy();
        double[] theta = moved.get(name).data();
        Comparison comparison = comparison(name, "central differences", Tolerances.CENTRAL_DIFFERENCES);
        int stride = Math.max(1, theta.length / MOST_DIFFERENCES);
        for (int i = 0; i < theta.length; i += stride) {
            double slope = FiniteDifference.partialInPlace(() -> network.loss(moved, x, t, loss), theta, i);
            String element = "d" + name + "[" + i / gradient.columns() + "," + i % gradient.columns() + "]";
            comparison.add(step, element, slope, gradient.data()[i]);
        }
    }

    private Comparison comparison(String name, String reference, Tolerance tolerance) {
        return gradients.computeIfAbsent(
                reference + name, key -> new Comparison("d" + name + ", against " + reference, tolerance));
    }

    List<Verdict> verdicts() {
        List<Verdict> verdicts = new ArrayList<>(List.of(outputs.verdict(), losses.verdict()));
        gradients.values().forEach(comparison -> verdicts.add(comparison.verdict()));
        return verdicts;
    }
}
