package dev.crosscheck.proof.verify;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Objective;
import dev.crosscheck.nn.OnlineTraining;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.WeightedLoss;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.nn.optim.Sgd;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.DeviationSeries;
import dev.crosscheck.proof.compare.DeviationTrace;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.twin.NetworkTwin;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Compares the hand-written backpropagation with DL4J, SameDiff and central differences. Needs ND4J started.
 *
 * <p>There are two kinds of checks. A training on XOR with one example per step compares weights and losses after the steps given by {@link Extent},
 * and gradients at steps 1, 2, 5, 10, 20, 50 and so on. The others compare gradients at random parameters and examples, for any sizes and losses.
 */
public final class BackpropCheck {
    private static final int STARTS = 8;
    private static final int ROWS = 4;
    /**
     * The factor that makes saturated logits of logits of size 1; losses and gradients become about as large. It is not larger, since ND4J's softmax is
     * NaN if all logits of a row are below -746.
     */
    private static final double SURE = 200;

    /** The number of parameters of the course's 2-3-1 network. */
    private static final int COURSE_PARAMETERS = 13;

    private static final int FIRST_EPOCHS = 25;
    private static final int SPREAD_EPOCHS = 50;

    private final Comparisons all = new Comparisons();
    private final Comparison weights;
    private final Comparison losses;
    private final Matrix x = LogicGate.inputs();
    private final Matrix t = LogicGate.XOR.targets();
    private final double learningRate;
    private final NetworkTwin twin;
    private final GradientComparison gradients;
    private final DeviationTrace trace;
    private final String title;
    private final Extent extent;
    private final BitSet epochs;
    private final long steps;
    private final ProgressListener progress;
    private long nextSample = 1;
    private long compared;
    private boolean diverged;

    /** The steps of a training that are compared with DL4J. */
    public enum Extent {
        /** All steps: DL4J's network trains in parallel, from the same start. */
        EVERY,
        /**
         * The steps of the first 25 epochs and of 50 more, evenly spread and including the last. After a gap DL4J's network is set to the parameters by
         * hand, so that only the four steps of the epoch are compared there.
         */
        SPREAD;

        /**
         * @param epochs the number of epochs of the training
         * @return the number of steps compared and of all steps, and which they are, in words
         */
        public String of(int epochs) {
            BitSet compared = epochs(epochs);
            return steps(compared, epochs)
                    + (compared.cardinality() == epochs
                            ? ""
                            : ": the first " + FIRST_EPOCHS + " epochs, and " + SPREAD_EPOCHS
                                    + " spread up to the last, each from the parameters by hand before it");
        }

        private static String steps(BitSet compared, int epochs) {
            long examples = LogicGate.inputs().rows();
            return String.format(Locale.ROOT, "%,d of %,d steps", examples * compared.cardinality(), examples * epochs);
        }

        private BitSet epochs(int all) {
            BitSet compared = new BitSet(all);
            if (this == EVERY || all <= FIRST_EPOCHS + SPREAD_EPOCHS) {
                compared.set(0, all);
                return compared;
            }
            compared.set(0, FIRST_EPOCHS);
            for (long i = 1; i <= SPREAD_EPOCHS; i++) {
                compared.set((int) (FIRST_EPOCHS + i * (all - FIRST_EPOCHS) / SPREAD_EPOCHS) - 1);
            }
            return compared;
        }
    }

    /**
     * The implementation to check.
     *
     * @param backprop computes the gradients
     * @param optimizer applies them
     * @param order the order of the four examples in an epoch
     */
    public record Candidate(Backprop backprop, Optimizer optimizer, List<Integer> order) {

        /** The hand-written backpropagation and gradient descent, in the course's order. */
        public static Candidate byHand(double learningRate) {
            return new Candidate(Backprop.BY_HAND, new Sgd(learningRate), List.of(0, 1, 2, 3));
        }
    }

    private BackpropCheck(
            Network network,
            Parameters start,
            Loss loss,
            double learningRate,
            int epochs,
            Backprop backprop,
            Extent extent,
            ProgressListener progress) {
        boolean larger =
                start.matrices().stream().mapToInt(theta -> theta.data().length).sum() > COURSE_PARAMETERS;
        Tolerance tolerance = larger ? Tolerances.LARGER_TRAJECTORY : Tolerances.TRAJECTORY;
        this.extent = extent;
        this.epochs = extent.epochs(epochs);
        this.steps = (long) x.rows() * this.epochs.cardinality();
        String some = Extent.steps(this.epochs, epochs);
        this.weights = all.of("weights and biases after " + some + ", against DL4J", tolerance);
        this.losses = all.of("losses of " + some + ", against DL4J", tolerance);
        this.learningRate = learningRate;
        this.twin = new NetworkTwin(network, loss);
        twin.setParameters(start);
        this.gradients = new GradientComparison(all, network, loss, backprop);
        this.title = title("Backpropagation, XOR with ", network, loss);
        this.progress = progress;
        this.trace = new DeviationTrace(weights, steps);
    }

    /**
     * Trains by hand and in DL4J on XOR, from one start.
     *
     * @param network a network with two inputs and one output
     * @param start the initial parameters of both; unchanged
     * @param loss a loss that fits the network's output activation
     * @param learningRate η
     * @param epochs the number of epochs, of four steps each
     * @param extent the steps to compare
     * @param progress called after each step that is compared
     * @throws CrosscheckException if the training diverges on both sides, so that there is nothing to compare
     */
    public static Findings findings(
            Network network,
            Parameters start,
            Loss loss,
            double learningRate,
            int epochs,
            Extent extent,
            ProgressListener progress) {
        Candidate byHand = Candidate.byHand(learningRate);
        return findings(network, start, loss, learningRate, epochs, byHand, extent, progress);
    }

    /** Does the same with any implementation. */
    public static Findings findings(
            Network network,
            Parameters start,
            Loss loss,
            double learningRate,
            int epochs,
            Candidate candidate,
            Extent extent,
            ProgressListener progress) {
        BackpropCheck check =
                new BackpropCheck(network, start, loss, learningRate, epochs, candidate.backprop(), extent, progress);
        Parameters byHand = start.copy();
        check.gradients.add(0, byHand, check.x, check.t);
        int[] order = candidate.order().stream().mapToInt(Integer::intValue).toArray();
        new OnlineTraining(network, loss, candidate.backprop())
                .runInPlace(byHand, candidate.optimizer(), check.x, check.t, order, epochs, check::stepped);
        return check.diverged
                ? findings(network, start, loss, learningRate, epochs, candidate, Extent.EVERY, progress)
                : check.findings(epochs);
    }

    private void stepped(int step, double lossBefore, Parameters after) {
        int n = step % x.rows();
        int epoch = step / x.rows();
        if (epochs.get(epoch)) {
            compare(step, lossBefore, after);
        } else {
            // Whether DL4J diverges as well is not known between the epochs that are compared.
            diverged |= !Double.isFinite(lossBefore);
        }
        if (n == x.rows() - 1 && !epochs.get(epoch) && epochs.get(epoch + 1)) {
            twin.setParameters(after);
        }
        if (step + 1 == nextSample && !diverged) {
            boolean two = Long.toString(nextSample).startsWith("2");
            nextSample = two ? nextSample / 2 * 5 : nextSample * 2;
            gradients.add(step, after, x.row(n), t.row(n));
            gradients.add(step, after, x, t);
        }
    }

    private void compare(int step, double lossBefore, Parameters after) {
        int n = step % x.rows();
        double theirLoss = twin.step(x.row(n), t.row(n), learningRate);
        if (!diverged && !Double.isFinite(theirLoss) && !Double.isFinite(lossBefore)) {
            throw new CrosscheckException(
                    "The training diverges: at step " + (step + 1)
                            + " the loss is no longer a number, by hand and in DL4J",
                    "Try a lower learning rate than " + learningRate + ", or another start.");
        }
        losses.add(step, "loss", theirLoss, lossBefore);
        weights.add(step, twin.parameters().byName(), after.byName());
        trace.endStep();
        progress.at(title, ++compared, steps);
    }

    private Findings findings(int epochs) {
        DeviationSeries[] series = epochs == this.epochs.cardinality()
                ? new DeviationSeries[] {trace.series(title + ": weights by hand against DL4J's")}
                : new DeviationSeries[0];
        return all.findings(
                title,
                epochs + " epochs, one example per step; compared: " + extent.of(epochs)
                        + "; outputs and gradients at steps 1, 2, 5, 10, 20, 50, …",
                series);
    }

    /**
     * Compares gradients at random parameters and examples, for any network and loss.
     *
     * @param candidate computes the gradients
     */
    public static Findings atRandom(Network network, Objective loss, Backprop candidate) {
        Comparisons all = new Comparisons();
        GradientComparison comparison = new GradientComparison(all, network, loss, candidate);
        int inputs = network.sizes().get(0);
        int outputs = network.sizes().get(network.layers());
        for (int start = 0; start < STARTS; start++) {
            SplittableRandom random = new SplittableRandom(100 + start);
            Matrix x = Matrix.gaussian(ROWS, inputs, random);
            comparison.add(start, network.initial(start), x, DrawnRows.targets(loss.loss(), ROWS, outputs, random));
        }
        return all.findings(
                title("Gradients of ", network, loss),
                STARTS + " random starts, each with " + ROWS + " random examples");
    }

    /**
     * Compares loss and gradients where most outputs are saturated at 0 or 1, for correct and wrong predictions: the cross-entropy of a wrong one is then
     * as large as its logit. DL4J's losses clip there, so the references are SameDiff's, which are computed from logits, and central differences.
     *
     * @param network a network that ends in sigmoid or softmax
     * @param loss the cross-entropy that goes with it
     * @param candidate computes the gradients
     */
    public static Findings ofSureOutputs(Network network, Objective loss, Backprop candidate) {
        GradientComparison.Sizes sizes = new GradientComparison.Sizes(1, SURE, SURE, SURE);
        Comparisons all = new Comparisons();
        GradientComparison comparison =
                new GradientComparison(all, network, loss, candidate, GradientComparison.MOST_DIFFERENCES, sizes);
        int last = network.layers();
        for (int start = 0; start < STARTS; start++) {
            SplittableRandom random = new SplittableRandom(100 + start);
            Matrix x = Matrix.gaussian(ROWS, network.sizes().get(0), random);
            Matrix t = DrawnRows.targets(loss.loss(), ROWS, network.sizes().get(last), random);
            Parameters parameters = network.initial(start);
            double[] weights = parameters.weights(last).data();
            Arrays.setAll(weights, i -> SURE * weights[i]);
            comparison.addSameDiffValues(start, parameters, x, t);
            comparison.addWithoutDl4j(start, parameters, x, t);
        }
        return all.findings(
                title("Sure outputs of ", network, loss),
                STARTS + " random starts, each with " + ROWS
                        + " random examples, and logits in the hundreds. Without DL4J, which"
                        + " clips its probabilities");
    }

    private static String title(String what, Network network, Objective loss) {
        StringBuilder title = new StringBuilder(what).append(network.sizes().get(0));
        for (int k = 1; k <= network.layers(); k++) {
            title.append('-')
                    .append(network.sizes().get(k))
                    .append(' ')
                    .append(network.activation(k).label());
        }
        title.append(", ").append(loss.loss().title());
        return title.append(loss instanceof WeightedLoss weighted ? ", class weights " + weighted.classWeights() : "")
                .toString();
    }
}
