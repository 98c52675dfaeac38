package dev.crosscheck.proof.verify;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.LayerArrays;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Objective;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.SmoothDifferences;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Rounding;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.twin.NetworkTwin;
import dev.crosscheck.proof.twin.SameDiffTwin;
import dev.crosscheck.proof.twin.SameDiffTwin.At;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Compares a network's outputs, loss and gradients at given parameters and examples with SameDiff and DL4J, and gradients with central differences too.
 * All use the same parameters, so that errors do not accumulate. What rounding explains is measured in the reference ({@link Rounding}).
 */
final class GradientComparison {
    /** The largest number of elements of an array for which central differences are computed; each takes two forward passes. */
    static final int MOST_DIFFERENCES = 64;

    /** Up to this size of loss and gradients their tolerance holds; beyond, their error grows with it. */
    private static final double USUAL_SIZE = 10;

    private static final String DL4J = "DL4J";
    private static final String LOSSES = "losses";

    /** The seed for choosing these elements. */
    private static final long SEED = 11;

    private final Network network;
    private final Objective loss;
    private final Backprop candidate;
    private final int mostDifferences;
    private final NetworkTwin dl4j;
    private final SameDiffTwin sameDiff;
    private final Comparisons all;
    private int tried;
    private int crossed;

    /**
     * @param all receives the comparisons
     * @param mostDifferences the largest number of elements of an array for which central differences are computed
     */
    GradientComparison(Comparisons all, Network network, Objective loss, Backprop candidate, int mostDifferences) {
        this.all = all;
        this.network = network;
        this.loss = loss;
        this.candidate = candidate;
        this.mostDifferences = mostDifferences;
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
        addWithoutDl4j(step, parameters, x, t);
        addDl4j(step, parameters, x, t);
    }

    /** @return what was found of the network, after its comparison with DL4J */
    At addDl4j(long step, Parameters parameters, Matrix x, Matrix t) {
        At found = found(parameters, x, t);
        compare(step, DL4J, found, parameters, t, theta -> dl4j.at(theta, x, t));
        return found;
    }

    /** DL4J's binary cross-entropy takes the logarithm of 1 - y, which magnifies the rounding of y by 1/(1 - y). By hand and in SameDiff it is of logits. */
    private double magnified(Matrix y, Matrix t) {
        if (loss.loss() != Loss.BINARY_CROSS_ENTROPY) {
            return 0;
        }
        Matrix weights = loss.rowWeights(t);
        double heaviest = weights == null ? 1 : weights.largest();
        double[] sizes = y.combine(t, (p, target) -> (1 - target) / (1 - p)).data();
        return Tolerances.SUMS.absolute()
                * heaviest
                * Arrays.stream(sizes).average().orElseThrow();
    }

    /** Compares with SameDiff and central differences only, since DL4J's cross-entropies clip saturated outputs. */
    void addWithoutDl4j(long step, Parameters parameters, Matrix x, Matrix t) {
        At found = found(parameters, x, t);
        At right = compare(step, "SameDiff", found, parameters, t, theta -> sameDiff.at(theta, x, t, List.of()));
        SmoothDifferences differences = new SmoothDifferences(network, loss, parameters, x, t);
        double largest = Math.max(right.loss(), largest(right.gradients()));
        found.gradients()
                .byName()
                .forEach((name, gradient) -> compareDifferences(step, differences, largest, name, gradient));
    }

    private At found(Parameters parameters, Matrix x, Matrix t) {
        ForwardPass pass = network.forward(parameters, x);
        Gradients gradients = candidate.gradients(network, parameters, pass, t, loss);
        return new At(network.loss(pass, t, loss), pass.output(), gradients, List.of());
    }

    /** @return the reference's numbers at the parameters */
    private At compare(
            long step, String reference, At found, Parameters parameters, Matrix t, Function<Parameters, At> expected) {
        At right = expected.apply(parameters);
        At moved = expected.apply(new Parameters(parameters.matrices().stream()
                .map(new Rounding(Rounding.DOUBLE, 0)::sum)
                .toList()));
        Map<String, Function<At, Matrix>> compared = new LinkedHashMap<>();
        compared.put("outputs", At::output);
        compared.put(LOSSES, at -> Matrix.rowOf(at.loss()));
        parameters
                .names()
                .forEach(name -> compared.put("d" + name, at -> at.gradients().get(name)));
        compared.forEach((name, of) -> {
            Matrix theirs = of.apply(right);
            boolean magnifies = reference.equals(DL4J) && name.equals(LOSSES);
            double explained =
                    Math.max(Rounding.explained(theirs, of.apply(moved)), magnifies ? magnified(right.output(), t) : 0);
            double most = Rounding.MOST_OF_DOUBLES * Math.max(1, theirs.largest());
            all.of(name + ", against " + reference, Tolerances.SUMS)
                    .add(step, name, theirs, of.apply(found), Math.min(explained, most));
        });
        return right;
    }

    /** @param size the size of loss and gradients, with which the error of a difference grows */
    private void compareDifferences(
            long step, SmoothDifferences differences, double size, String name, Matrix gradient) {
        Tolerance tolerance = Tolerances.CENTRAL_DIFFERENCES;
        for (int i : elements(gradient.data().length)) {
            tried++;
            OptionalDouble slope = differences.partial(name, i);
            if (slope.isEmpty()) {
                crossed++;
                continue;
            }
            double expected = slope.getAsDouble();
            double allowed = Math.max(tolerance.allowed(expected), tolerance.absolute() * size / USUAL_SIZE);
            int columns = gradient.columns();
            all.of("d" + name + ", against central differences", tolerance)
                    .add(step, "d" + name, i / columns, i % columns, expected, gradient.data()[i], allowed);
        }
    }

    /** @return the largest magnitude of all elements */
    static double largest(LayerArrays arrays) {
        return arrays.matrices().stream().mapToDouble(Matrix::largest).max().orElseThrow();
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

    /** @return the central differences of the network's parameters, in words */
    String note() {
        int parameters = network.parameterCount();
        String which = tried == parameters
                ? "all " + parameters + " parameters"
                : tried + " of " + parameters + " parameters, " + mostDifferences
                        + " drawn at random from each array that has more";
        String left = crossed == 0 ? "" : " (" + crossed + " of them left out, whose step crosses a kink)";
        return "central differences of " + which + left;
    }
}
