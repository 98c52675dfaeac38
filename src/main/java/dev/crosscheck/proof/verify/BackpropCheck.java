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
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.nn.optim.Sgd;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.twin.FlatParameters;
import dev.crosscheck.proof.twin.NetworkTwin;
import dev.crosscheck.proof.twin.OptimizerTwin;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Compares a training on XOR by hand, with one example per step, with DL4J's, each step from the parameters by hand before it: weights and losses; and with
 * SameDiff and central differences too the gradients at steps 1, 2, 5, 10, 20, 50 and so on. Needs ND4J started.
 */
public final class BackpropCheck {
    private static final int FIRST_EPOCHS = 25;
    private static final int SPREAD_EPOCHS = 50;

    private final Comparisons all = new Comparisons();
    private final Comparison weights;
    private final Comparison losses;
    private final Matrix x = LogicGate.inputs();
    private final Matrix t = LogicGate.XOR.targets();
    private final Form form;
    private final NetworkTwin twin;
    private final FlatParameters layout;
    private final OptimizerSpec sgd;
    private final GradientComparison gradients;
    private final BitSet epochs;
    private final ProgressListener progress;
    private Parameters before;
    private long nextSample = 1;
    private long compared;

    /**
     * A training on XOR.
     *
     * @param network a network with two inputs and one output
     * @param start the initial parameters of both sides; unchanged
     * @param loss a loss that fits the network's output activation
     * @param learningRate η
     * @param epochs the number of epochs, of four steps each
     * @param everyStep whether all steps are compared, or those of the first 25 epochs and of 50 more, evenly spread and including the last
     */
    public record Form(
            Network network, Parameters start, Loss loss, double learningRate, int epochs, boolean everyStep) {

        /** @return the number of steps compared and of all steps, and which they are, in words */
        public String extent() {
            boolean some = compared().cardinality() < epochs;
            return steps()
                    + (some
                            ? ": the first " + FIRST_EPOCHS + " epochs, and " + SPREAD_EPOCHS + " spread up to the last"
                            : "");
        }

        private String steps() {
            long examples = LogicGate.inputs().rows();
            return String.format(
                    Locale.ROOT, "%,d of %,d steps", examples * compared().cardinality(), examples * epochs);
        }

        private BitSet compared() {
            BitSet compared = new BitSet(epochs);
            if (everyStep || epochs <= FIRST_EPOCHS + SPREAD_EPOCHS) {
                compared.set(0, epochs);
                return compared;
            }
            compared.set(0, FIRST_EPOCHS);
            for (long i = 1; i <= SPREAD_EPOCHS; i++) {
                compared.set((int) (FIRST_EPOCHS + i * (epochs - FIRST_EPOCHS) / SPREAD_EPOCHS) - 1);
            }
            return compared;
        }

        private String title() {
            String layers = IntStream.rangeClosed(1, network.layers())
                    .mapToObj(k -> "-" + network.sizes().get(k) + " "
                            + network.activation(k).label())
                    .collect(Collectors.joining());
            return "Backpropagation, XOR with " + network.sizes().get(0) + layers + ", " + loss.title();
        }
    }

    /**
     * The implementation to check.
     *
     * @param backprop computes the gradients
     * @param optimizer applies them
     * @param order the order of the four examples in an epoch
     */
    record Candidate(Backprop backprop, Optimizer optimizer, List<Integer> order) {

        /** The hand-written backpropagation and gradient descent, in the course's order. */
        static Candidate byHand(double learningRate) {
            return new Candidate(Backprop.BY_HAND, new Sgd(learningRate), List.of(0, 1, 2, 3));
        }
    }

    private BackpropCheck(Form form, Backprop backprop, ProgressListener progress) {
        this.form = form;
        this.progress = progress;
        this.epochs = form.compared();
        this.before = form.start().copy();
        this.weights = all.of("weights and biases after " + form.steps() + ", against DL4J", Tolerances.SUMS);
        this.losses = all.of("losses of " + form.steps() + ", against DL4J", Tolerances.SUMS);
        this.twin = new NetworkTwin(form.network(), form.loss());
        this.layout = new FlatParameters(form.network().sizes());
        this.sgd = new OptimizerSpec(OptimizerSpec.Kind.SGD, form.learningRate(), 0, 0);
        this.gradients =
                new GradientComparison(all, form.network(), form.loss(), backprop, GradientComparison.MOST_DIFFERENCES);
    }

    /**
     * Trains by hand and in DL4J on XOR, from one start.
     *
     * @param progress called after each step that is compared
     * @throws CrosscheckException if the training diverges on both sides, so that there is nothing to compare
     */
    public static Findings findings(Form form, ProgressListener progress) {
        return findings(form, Candidate.byHand(form.learningRate()), progress);
    }

    /** Does the same with any implementation. */
    static Findings findings(Form form, Candidate candidate, ProgressListener progress) {
        BackpropCheck check = new BackpropCheck(form, candidate.backprop(), progress);
        Parameters byHand = form.start().copy();
        check.gradients.add(0, byHand, check.x, check.t);
        int[] order = candidate.order().stream().mapToInt(Integer::intValue).toArray();
        new OnlineTraining(form.network(), form.loss(), candidate.backprop())
                .runInPlace(byHand, candidate.optimizer(), check.x, check.t, order, form.epochs(), check::stepped);
        String note = form.epochs() + " epochs, one example per step; compared: " + form.extent()
                + ", each from the parameters by hand before it; outputs and gradients at steps 1, 2, 5, 10, 20, 50, …";
        return check.all.findings(form.title(), note);
    }

    private void stepped(int step, double lossBefore, Parameters after) {
        int n = step % x.rows();
        boolean finite = isFinite(lossBefore, after);
        if (epochs.get(step / x.rows()) || !finite) {
            twin.setParameters(before);
            NetworkTwin.Derivative theirs = twin.derivative(x.row(n), t.row(n));
            OptimizerTwin.Updated start = OptimizerTwin.Updated.start(sgd, layout.flatten(before));
            OptimizerTwin.Updated next = OptimizerTwin.update(sgd, start, layout.flatten(theirs.gradients()), 0);
            Parameters expected = layout.parameters(next.parameters());
            if (!finite && isFinite(0, before) && !isFinite(theirs.loss(), expected)) {
                throw new CrosscheckException(
                        "The training diverges: at step " + (step + 1)
                                + " the loss is no longer a number, by hand and in DL4J",
                        "Try a lower learning rate than " + form.learningRate() + ", or another start.");
            }
            losses.add(step, "loss", theirs.loss(), lossBefore);
            weights.add(step, expected.byName(), after.byName());
            weights.endStep(step);
            progress.at(form.title(), ++compared, (long) x.rows() * epochs.cardinality());
        }
        if (step + 1 == nextSample && finite) {
            boolean two = Long.toString(nextSample).startsWith("2");
            nextSample = two ? nextSample / 2 * 5 : nextSample * 2;
            gradients.add(step, after, x.row(n), t.row(n));
            gradients.add(step, after, x, t);
        }
        before = after.copy();
    }

    private static boolean isFinite(double loss, Parameters parameters) {
        return Double.isFinite(loss)
                && parameters.matrices().stream()
                        .flatMapToDouble(theta -> Arrays.stream(theta.data()))
                        .allMatch(Double::isFinite);
    }
}
