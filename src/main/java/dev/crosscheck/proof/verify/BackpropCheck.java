package dev.crosscheck.proof.verify;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.OnlineTraining;
import dev.crosscheck.nn.Parameters;
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
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * Compares a training on XOR by hand, with one example per step, with DL4J's: weights and losses after the steps given by {@link Extent}, and with
 * SameDiff and central differences too the gradients at steps 1, 2, 5, 10, 20, 50 and so on. Needs ND4J started.
 */
public final class BackpropCheck {
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
        this.title = title(network, loss);
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

    private static String title(Network network, Loss loss) {
        StringBuilder title = new StringBuilder("Backpropagation, XOR with ")
                .append(network.sizes().get(0));
        for (int k = 1; k <= network.layers(); k++) {
            title.append('-')
                    .append(network.sizes().get(k))
                    .append(' ')
                    .append(network.activation(k).label());
        }
        return title.append(", ").append(loss.title()).toString();
    }
}
