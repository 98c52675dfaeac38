package dev.crosscheck.proof.verify;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Objective;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.SmoothDifferences;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.twin.NetworkTwin;
import dev.crosscheck.proof.twin.SameDiffTwin;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Compares a network's outputs, loss and gradients at given parameters and examples: outputs and loss with DL4J, each array of gradients with DL4J,
 * SameDiff and central differences. All use the same parameters, so that errors do not accumulate.
 */
final class GradientComparison {
    /** The largest number of elements of an array for which central differences are computed; each takes two forward passes. */
    static final int MOST_DIFFERENCES = 64;

    /** The seed for choosing these elements. */
    private static final long SEED = 11;

    private final Network network;
    private final Objective loss;
    private final Backprop candidate;
    private final int mostDifferences;
    private final Sizes sizes;
    private final NetworkTwin dl4j;
    private final SameDiffTwin sameDiff;
    private final Comparisons all;
    private int tried;
    private int crossed;

    /**
     * The magnitudes of the numbers, by which tolerances are scaled.
     *
     * @param output the largest output
     * @param loss the loss
     * @param dl4jLoss a number with the same rounding as DL4J's loss, which is computed from the outputs
     * @param gradient the largest gradient
     */
    record Sizes(double output, double loss, double dl4jLoss, double gradient) {
        /** The magnitudes for which the tolerances are stated. */
        static final Sizes USUAL = new Sizes(1, 1, 1, 1);
    }

    /** @param all receives the comparisons */
    GradientComparison(Comparisons all, Network network, Objective loss, Backprop candidate) {
        this(all, network, loss, candidate, MOST_DIFFERENCES, Sizes.USUAL);
    }

    /** @param mostDifferences the largest number of elements of an array for which central differences are computed */
    GradientComparison(
            Comparisons all, Network network, Objective loss, Backprop candidate, int mostDifferences, Sizes sizes) {
        this.all = all;
        this.network = network;
        this.loss = loss;
        this.candidate = candidate;
        this.mostDifferences = mostDifferences;
        this.sizes = sizes;
        this.dl4j = new NetworkTwin(network, loss);
        this.sameDiff = new SameDiffTwin(network, loss);
    }

    /**
     * Compares everything at one point.
     *
     * @param step the step in the verdict
     * @param parameters unchanged
     * @param x inputs, (N, I)
     * @param t targets, (N, O)
     */
    void add(long step, Parameters parameters, Matrix x, Matrix t) {
        dl4j.setParameters(parameters);
        ForwardPass pass = network.forward(parameters, x);
        values(step, "DL4J", dl4j.output(x), dl4j.loss(x, t), sizes.dl4jLoss(), pass, t);
        compare(step, "DL4J", dl4j.gradients(x, t), candidate.gradients(network, parameters, pass, t, loss));
        addWithoutDl4j(step, parameters, x, t);
    }

    /** Compares gradients with SameDiff and central differences only, since DL4J's cross-entropies clip saturated outputs. */
    void addWithoutDl4j(long step, Parameters parameters, Matrix x, Matrix t) {
        ForwardPass pass = network.forward(parameters, x);
        Gradients found = candidate.gradients(network, parameters, pass, t, loss);
        compare(step, "SameDiff", sameDiff.gradients(parameters, x, t), found);
        SmoothDifferences differences = new SmoothDifferences(network, loss, parameters, x, t);
        found.byName().forEach((name, gradient) -> compareDifferences(step, differences, name, gradient));
    }

    /** Compares outputs and loss with SameDiff's. */
    void addSameDiffValues(long step, Parameters parameters, Matrix x, Matrix t) {
        ForwardPass pass = network.forward(parameters, x);
        Matrix expected = sameDiff.output(parameters, x, t);
        double expectedLoss = sameDiff.loss(parameters, x, t);
        values(step, "SameDiff", expected, expectedLoss, sizes.loss(), pass, t);
    }

    private void values(
            long step,
            String reference,
            Matrix expected,
            double expectedLoss,
            double lossSize,
            ForwardPass pass,
            Matrix t) {
        all.of("outputs, against " + reference, Tolerances.SUMS.ofNumbersUpTo(sizes.output()))
                .add(step, "y", expected, pass.output());
        all.of("losses, against " + reference, Tolerances.SUMS.ofNumbersUpTo(lossSize))
                .add(step, "loss", expectedLoss, network.loss(pass, t, loss));
    }

    private void compare(long step, String reference, Gradients expected, Gradients found) {
        Tolerance tolerance = Tolerances.SUMS.ofNumbersUpTo(sizes.gradient());
        expected.byName()
                .forEach((name, gradient) -> all.of("d" + name + ", against " + reference, tolerance)
                        .add(step, "d" + name, gradient, found.get(name)));
    }

    private void compareDifferences(long step, SmoothDifferences differences, String name, Matrix gradient) {
        Tolerance tolerance = Tolerances.CENTRAL_DIFFERENCES.ofNumbersUpTo(Math.max(sizes.loss(), sizes.gradient()));
        for (int i : elements(gradient.data().length)) {
            tried++;
            OptionalDouble slope = differences.partial(name, i);
            if (slope.isEmpty()) {
                crossed++;
                continue;
            }
            String element = "d" + name + "[" + i / gradient.columns() + "," + i % gradient.columns() + "]";
            all.of("d" + name + ", against central differences", tolerance)
                    .add(step, element, slope.getAsDouble(), gradient.data()[i]);
        }
    }

    /** @return the indices of all elements of an array of that length, or of as many as allowed, chosen at random */
    private int[] elements(int length) {
        return length <= mostDifferences
                ? IntStream.range(0, length).toArray()
                : new SplittableRandom(SEED)
                        .ints(0, length)
                        .distinct()
                        .limit(mostDifferences)
                        .sorted()
                        .toArray();
    }

    /** @return the number of elements for which central differences were tried */
    int tried() {
        return tried;
    }

    /** @return the number of those whose difference is meaningless, since its step crosses a kink */
    int crossed() {
        return crossed;
    }
}
