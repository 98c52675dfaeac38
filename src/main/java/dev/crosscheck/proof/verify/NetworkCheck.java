package dev.crosscheck.proof.verify;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Objective;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.twin.ActivationTwin;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Checks any network that a {@link Setup} describes, on one batch: outputs, loss and all gradients at the initial parameters by hand, by DL4J, by SameDiff
 * and by central differences; then some steps of the optimizer, each from the parameters by hand before it. Needs ND4J started.
 */
public final class NetworkCheck {
    /** The hand-written cross-entropies clip probabilities here, which the derivatives of DL4J and SameDiff do not. */
    private static final double CLIP = 1e-12;

    /** The largest number of parameters that is checked: both sides together keep some 20 arrays of that size, 0.3 GB. */
    public static final int MOST_PARAMETERS = 2_000_000;

    /** Enough steps for moments and velocities to matter. */
    private static final int STEPS = 5;

    /** A loss that grows by this factor counts as divergence, since rounding grows with it. */
    private static final double DIVERGED = 1000;

    /** The number of elements of each array for which central differences are always computed. */
    private static final int LEAST_DIFFERENCES = 4;

    /** The random starts of a network with sure outputs. */
    private static final int STARTS = 8;

    /**
     * The factor that makes saturated logits of logits of size 1; losses and gradients become about as large. It is not larger, since ND4J's softmax is
     * NaN if all logits of a row are below -746.
     */
    private static final double SURE = 200;

    private final Setup setup;
    private final Effort effort;
    private final Network network;
    private final Candidate candidate;
    private final Comparisons all = new Comparisons();
    private final Matrix x;
    private final Matrix t;

    /** Limits of the time that a check may take. */
    public enum Effort {
        /** A few seconds. */
        FULL(MOST_PARAMETERS, 20_000_000),

        /** About a second, including the start of ND4J; larger networks are not checked. */
        BRIEF(300_000, 2_000_000);

        private final int parameters;
        private final int products;

        /**
         * @param parameters the largest number of parameters of a network
         * @param products the largest number of products of a forward pass, parameters times rows, which limits the rows; and a fiftieth of those of all
         *     passes for central differences. By hand 1e9 take about a second
         */
        Effort(int parameters, int products) {
            this.parameters = parameters;
            this.products = products;
        }

        /** @return the largest number of parameters of a network */
        public int mostParameters() {
            return parameters;
        }

        /** @return the largest number of rows for a network with so many parameters */
        public int rows(int networkParameters) {
            return Math.max(1, products / networkParameters);
        }
    }

    /**
     * The implementation to check.
     *
     * @param backprop computes the gradients
     * @param optimizer creates an optimizer in its initial state
     */
    record Candidate(Backprop backprop, Supplier<Optimizer> optimizer) {

        /** The hand-written backpropagation and optimizer. */
        static Candidate byHand(Setup setup) {
            return new Candidate(Backprop.BY_HAND, setup.training().optimizer()::start);
        }
    }

    private NetworkCheck(Setup setup, Effort effort, Matrix x, Matrix t, Candidate candidate) {
        this.setup = setup;
        this.effort = effort;
        this.network = setup.network().network();
        this.candidate = candidate;
        this.x = x;
        this.t = t;
    }

    /**
     * Checks a network on one batch of random examples: inputs from N(0,1), and targets that suit the loss.
     *
     * @param setup the network; its seed determines initial parameters and examples
     * @throws CrosscheckException if the network is too large to be checked
     */
    public static Findings findings(Setup setup) {
        return findings(setup, Candidate.byHand(setup));
    }

    /** Checks any implementation in the same way. */
    static Findings findings(Setup setup, Candidate candidate) {
        int rows = rows(setup, setup.training().batch(), Effort.FULL);
        SplittableRandom random =
                new SplittableRandom(setup.training().seed()).split(); // independent of the initial parameters
        List<Integer> sizes = setup.network().sizes();
        Matrix x = Matrix.gaussian(rows, sizes.get(0), random);
        Matrix t = DrawnRows.targets(setup.network().loss(), rows, sizes.get(sizes.size() - 1), random);
        return new NetworkCheck(setup, Effort.FULL, x, t, candidate)
                .findings(count(rows, setup.training().batch()) + " random rows");
    }

    /**
     * Checks a network on given examples.
     *
     * @param setup the network; its seed determines the initial parameters
     * @param x inputs, (N, I), with mean near 0 and standard deviation near 1
     * @param targets (N, O), as the loss requires: one-hot rows for categorical cross-entropy, 0 and 1 for binary
     * @param effort limits the rows and the number of central differences
     * @throws CrosscheckException if the network is too large to be checked, or the inputs are so large that DL4J's activations fail or losses clip
     */
    public static Findings findings(Setup setup, Matrix x, Matrix targets, Effort effort) {
        int rows = rows(setup, x.rows(), effort);
        return new NetworkCheck(setup, effort, first(rows, x), first(rows, targets), Candidate.byHand(setup))
                .findings(count(rows, x.rows()) + " given rows");
    }

    /**
     * Compares loss and gradients where most outputs are saturated at 0 or 1, for correct and wrong predictions: the cross-entropy of a wrong one is then
     * as large as its logit. DL4J's losses clip there, so the references are SameDiff's, which are computed from logits, and central differences.
     *
     * @param setup a network that ends in sigmoid or softmax, with the cross-entropy that goes with it
     * @param backprop computes the gradients
     */
    static Findings ofSureOutputs(Setup setup, Backprop backprop) {
        Network network = setup.network().network();
        Comparisons all = new Comparisons();
        GradientComparison comparison =
                new GradientComparison(all, network, setup.objective(), backprop, GradientComparison.MOST_DIFFERENCES);
        int rows = setup.training().batch();
        int last = network.layers();
        for (int start = 0; start < STARTS; start++) {
            SplittableRandom random = new SplittableRandom(100 + start);
            Matrix x = Matrix.gaussian(rows, network.sizes().get(0), random);
            Matrix t = DrawnRows.targets(
                    setup.network().loss(), rows, network.sizes().get(last), random);
            Parameters parameters = network.initial(start);
            double[] weights = parameters.weights(last).data();
            Arrays.setAll(weights, i -> SURE * weights[i]);
            comparison.addWithoutDl4j(start, parameters, x, t);
        }
        return all.findings(
                "Sure outputs of network " + setup,
                STARTS + " random starts, each with " + rows
                        + " random examples, and logits in the hundreds. Without DL4J, which clips its probabilities");
    }

    /** @throws CrosscheckException if the network is too large to be checked */
    public static void requireCheckable(Setup setup) {
        int parameters = setup.network().parameters();
        if (parameters > MOST_PARAMETERS) {
            throw new CrosscheckException(
                    "A network of " + parameters + " parameters: at most " + MOST_PARAMETERS + " can be checked",
                    "Check a smaller one with layers of the same kinds.");
        }
    }

    /** @return the number of rows to use */
    private static int rows(Setup setup, int rows, Effort effort) {
        requireCheckable(setup);
        return Math.min(rows, effort.rows(setup.network().network().parameterCount()));
    }

    private static String count(int used, int all) {
        return used == all ? "" + used : "the first " + used + " of " + all;
    }

    private static Matrix first(int rows, Matrix matrix) {
        return new Matrix(rows, matrix.columns(), Arrays.copyOf(matrix.data(), rows * matrix.columns()));
    }

    private Findings findings(String rows) {
        Parameters start = setup.initial();
        ForwardPass pass = network.forward(start, x);
        obstacle(network, setup.objective(), pass, t).ifPresent(reason -> {
            throw new CrosscheckException(
                    "Network \"" + setup + "\" cannot be compared on these examples, since " + reason,
                    "Bring the inputs to a mean of 0 and a deviation of 1, or choose another init:.");
        });
        GradientComparison gradients =
                new GradientComparison(all, network, setup.objective(), candidate.backprop(), mostDifferences());
        gradients.addWithoutDl4j(0, start, x, t);
        Comparison updates = all.of(
                "parameters after each step, against DL4J's updater on the same gradients", Tolerances.OPTIMIZER);
        String steps = compareSteps(gradients, start, updates);
        String dropout = setup.network().dropout() > 0 ? ", without dropout" : "";
        return all.findings("Network " + setup, rows + dropout + "; " + gradients.note() + "; " + steps + ".");
    }

    /**
     * Does some steps of the optimizer. Each is compared with DL4J from the parameters by hand before it: outputs, loss and gradients, and the update.
     *
     * @return how many steps, and why there are no more, in words
     */
    private String compareSteps(GradientComparison gradients, Parameters start, Comparison updates) {
        Parameters byHand = start.copy();
        OptimizerSpec spec = setup.training().optimizer();
        OptimizerCheck.Updater dl4j = new OptimizerCheck.Updater(spec, start.matrices());
        Optimizer optimizer = candidate.optimizer().get();
        double mostLoss = DIVERGED * (1 + network.loss(network.forward(start, x), t, setup.objective()));
        for (int step = 0; step < STEPS; step++) {
            ForwardPass pass = network.forward(byHand, x);
            Optional<String> obstacle = network.loss(pass, t, setup.objective()) <= mostLoss
                    ? obstacle(network, setup.objective(), pass, t)
                    : Optional.of("the loss grows without bound");
            if (obstacle.isPresent()) {
                return step + " of " + STEPS + " steps of the optimizer, since then " + obstacle.get()
                        + ": try a lower learning rate than " + spec.learningRate();
            }
            List<Matrix> used =
                    gradients.addDl4j(step, byHand, x, t).gradients().matrices();
            optimizer.updateInPlace(byHand.matrices(), used);
            dl4j.step(used);
            dl4j.compare(updates, step, byHand.byName());
            updates.endStep(step);
        }
        return STEPS + " steps of the optimizer";
    }

    /**
     * @param t targets, (N, O), which decide the outputs that count in the loss
     * @return the reason why DL4J's numbers are known to differ from those by hand, in words; empty if there is none
     */
    static Optional<String> obstacle(Network network, Objective objective, ForwardPass pass, Matrix t) {
        boolean probabilities = objective.loss().partner() != Elementwise.IDENTITY;
        boolean classes = objective.loss() == Loss.CATEGORICAL_CROSS_ENTROPY;
        double[] y = pass.output().data();
        double[] targets = t.data();
        boolean cut = IntStream.range(0, y.length)
                .filter(i -> !classes || targets[i] > 0)
                .anyMatch(i -> y[i] < CLIP || y[i] > 1 - CLIP);
        if (probabilities && cut) {
            return Optional.of("an output is within " + CLIP + " of 0 or 1, where DL4J's loss is cut off");
        }
        for (int k = 1; k <= network.layers(); k++) {
            ActivationTwin.Range range = new ActivationTwin(network.activation(k)).slopeRange();
            for (int n = 0; n < pass.z(k).rows(); n++) {
                double largest = Arrays.stream(pass.z(k).row(n).data()).max().orElseThrow();
                if (!range.contains(largest)) {
                    return Optional.of("DL4J's " + network.activation(k).label() + " fails at " + largest);
                }
            }
        }
        return Optional.empty();
    }

    private int mostDifferences() {
        long ofElement = 2L * network.parameterCount() * x.rows();
        long affordable = 50L * effort.products / (ofElement * 2 * network.layers());
        return (int) Math.max(LEAST_DIFFERENCES, Math.min(GradientComparison.MOST_DIFFERENCES, affordable));
    }
}
