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
import dev.crosscheck.proof.compare.DeviationTrace;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.proof.twin.NetworkTwin;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Backpropagation by hand against DL4J, SameDiff and central differences. Needs ND4J started.
 *
 * <p>In two ways: a training on XOR, one example per step, in which weights and losses are compared after every step
 * and gradients at steps 1, 2, 5, 10, 20, 50 and so on; and gradients at random starts and examples, for any sizes and
 * losses.
 */
public final class BackpropCheck {
    private static final int STARTS = 8;
    private static final int ROWS = 4;
    /** Those of the course's 2-3-1 network. */
    private static final int COURSE_PARAMETERS = 13;

    private final Comparison losses;
    private final Comparison weights;
    private final Matrix x = LogicGate.inputs();
    private final Matrix t = LogicGate.XOR.targets();
    private final double learningRate;
    private final NetworkTwin twin;
    private final GradientComparison gradients;
    private final DeviationTrace trace;
    private final String title;
    private final long steps;
    private final ProgressListener progress;
    private long nextSample = 1;

    /**
     * What is checked.
     *
     * @param backprop computes the gradients
     * @param optimizer uses them
     * @param order of the four examples in an epoch
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
            ProgressListener progress) {
        boolean larger =
                start.matrices().stream().mapToInt(theta -> theta.data().length).sum() > COURSE_PARAMETERS;
        Tolerance tolerance = larger ? Tolerances.LARGER_TRAJECTORY : Tolerances.TRAJECTORY;
        this.losses = new Comparison("losses of each step, against DL4J", tolerance);
        this.weights = new Comparison("weights and biases after each step, against DL4J", tolerance);
        this.learningRate = learningRate;
        this.twin = new NetworkTwin(network, loss);
        twin.setParameters(start);
        this.gradients = new GradientComparison(network, loss, backprop);
        this.title = title("Backpropagation, XOR with ", network, loss);
        this.steps = (long) x.rows() * epochs;
        this.progress = progress;
        this.trace = new DeviationTrace(weights, steps);
    }

    /**
     * Trains by hand and in DL4J on XOR, from one start.
     *
     * @param network with two inputs and one output
     * @param start where both start; unchanged
     * @param loss fits the network's output activation
     * @param learningRate η
     * @param epochs of four steps each
     * @param progress called after each step
     * @throws CrosscheckException if the training diverges on both sides: then there is nothing to compare
     */
    public static Findings findings(
            Network network, Parameters start, Loss loss, double learningRate, int epochs, ProgressListener progress) {
        return findings(network, start, loss, learningRate, epochs, Candidate.byHand(learningRate), progress);
    }

    /** As above, for any implementation. */
    public static Findings findings(
            Network network, Parameters start, Loss loss, double learningRate, int epochs, Candidate candidate) {
        return findings(network, start, loss, learningRate, epochs, candidate, ProgressListener.NONE);
    }

    private static Findings findings(
            Network network,
            Parameters start,
            Loss loss,
            double learningRate,
            int epochs,
            Candidate candidate,
            ProgressListener progress) {
        BackpropCheck check =
                new BackpropCheck(network, start, loss, learningRate, epochs, candidate.backprop(), progress);
        Parameters byHand = start.copy();
        check.gradients.add(0, byHand, check.x, check.t);
        int[] order = candidate.order().stream().mapToInt(Integer::intValue).toArray();
        new OnlineTraining(network, loss, candidate.backprop())
                .runInPlace(byHand, candidate.optimizer(), check.x, check.t, order, epochs, check::stepped);
        return check.findings(epochs);
    }

    private void stepped(int step, double lossBefore, Parameters after) {
        int n = step % x.rows();
        double theirLoss = twin.step(x.row(n), t.row(n), learningRate);
        if (!Double.isFinite(theirLoss) && !Double.isFinite(lossBefore)) {
            throw new CrosscheckException(
                    "The training diverges: at step " + (step + 1)
                            + " the loss is no longer a number, by hand and in DL4J",
                    "Try a lower learning rate than " + learningRate + ", or another start.");
        }
        losses.add(step, "loss", theirLoss, lossBefore);
        weights.add(step, twin.parameters().byName(), after.byName());
        trace.endStep();
        if (step + 1 == nextSample) {
            boolean two = Long.toString(nextSample).startsWith("2");
            nextSample = two ? nextSample / 2 * 5 : nextSample * 2;
            gradients.add(step, after, x.row(n), t.row(n));
            gradients.add(step, after, x, t);
        }
        progress.at(title, step + 1, steps);
    }

    private Findings findings(int epochs) {
        List<Verdict> verdicts = new ArrayList<>(List.of(weights.verdict(), losses.verdict()));
        verdicts.addAll(gradients.verdicts());
        return new Findings(
                title,
                epochs + " epochs, one example per step; outputs and gradients at steps 1, 2, 5, 10, 20, 50, …",
                verdicts,
                List.of(trace.series(title + ": weights by hand against DL4J's")));
    }

    /**
     * Compares gradients at random starts and examples, for a network and a loss of any kind.
     *
     * @param candidate computes the gradients
     */
    public static Findings atRandom(Network network, Objective loss, Backprop candidate) {
        GradientComparison comparison = new GradientComparison(network, loss, candidate);
        int inputs = network.sizes().get(0);
        int outputs = network.sizes().get(network.layers());
        for (int start = 0; start < STARTS; start++) {
            SplittableRandom random = new SplittableRandom(100 + start);
            Matrix x = Matrix.gaussian(ROWS, inputs, random);
            comparison.add(start, network.initial(start), x, Samples.targets(loss.loss(), ROWS, outputs, random));
        }
        return new Findings(
                title("Gradients of ", network, loss),
                STARTS + " random starts, each with " + ROWS + " random examples",
                comparison.verdicts(),
                List.of());
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
