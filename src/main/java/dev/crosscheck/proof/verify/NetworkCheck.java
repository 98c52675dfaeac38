package dev.crosscheck.proof.verify;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.proof.twin.ActivationTwin;
import dev.crosscheck.proof.twin.SameDiffTwin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Any network that a {@link Setup} describes, on one batch: outputs, loss and every gradient by hand, by DL4J, by SameDiff
 * and by central differences at the start; then some steps of the optimizer by hand and in DL4J. Needs ND4J started.
 */
public final class NetworkCheck {
    /** A cross-entropy by hand cuts probabilities off here, which DL4J's and SameDiff's derivatives do not. */
    private static final double CLIP = 1e-12;

    /** More parameters than this are refused: both sides together keep some 20 arrays of them, 0.3 GB. */
    public static final int MOST_PARAMETERS = 2_000_000;

    private final Setup setup;
    private final Effort effort;
    private final Network network;
    private final Candidate candidate;
    private final Matrix x;
    private final Matrix t;

    /** How much a check may take. */
    public enum Effort {
        /** Some seconds. */
        FULL(MOST_PARAMETERS, 20_000_000, 1_000_000_000, 4, 20_000_000),

        /** About a second, that of starting everything included: a network that needs more is not for it. */
        BRIEF(300_000, 2_000_000, 100_000_000, 2, 500_000);

        private final int parameters;
        private final int products;
        private final long productsForDifferences;
        private final int leastDifferences;
        private final int cells;

        /**
         * @param parameters of a network, at the most
         * @param products of a forward pass, parameters times rows; further rows are left out. By hand 1e9 take about a second
         * @param productsForDifferences of all passes for central differences
         * @param leastDifferences of so many elements of each array they are taken, however large the network is
         * @param cells of a table's features, at the most, that are compared with its text
         */
        Effort(int parameters, int products, long productsForDifferences, int leastDifferences, int cells) {
            this.parameters = parameters;
            this.products = products;
            this.productsForDifferences = productsForDifferences;
            this.leastDifferences = leastDifferences;
            this.cells = cells;
        }

        /** @return parameters of a network, at the most */
        public int mostParameters() {
            return parameters;
        }

        /** @return features of all rows of a table, at the most, that are compared with its text */
        public int mostCells() {
            return cells;
        }

        /** @return how many rows are used of a network with so many parameters, at the most */
        public int rows(int networkParameters) {
            return Math.max(1, products / networkParameters);
        }
    }

    /**
     * What is checked.
     *
     * @param backprop makes the gradients
     * @param optimizer makes an optimizer that has seen no gradient yet
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
     * Checks a network on random examples: inputs from N(0,1), targets that suit the loss, as many as the batch has rows.
     *
     * @param setup the network; its seed decides start and examples
     * @throws CrosscheckException if it is too large to be checked
     */
    public static Findings findings(Setup setup) {
        return findings(setup, Candidate.byHand(setup));
    }

    /** The same of any implementation in the place of the right one. */
    static Findings findings(Setup setup, Candidate candidate) {
        int rows = rows(setup, setup.training().batch(), Effort.FULL);
        SplittableRandom random =
                new SplittableRandom(setup.training().seed()).split(); // other numbers than the start's
        List<Integer> sizes = setup.network().sizes();
        Matrix x = Matrix.gaussian(rows, sizes.get(0), random);
        Matrix t = ValueSamples.targets(setup.network().loss(), rows, sizes.get(sizes.size() - 1), random);
        return new NetworkCheck(setup, Effort.FULL, x, t, candidate)
                .findings(count(rows, setup.training().batch()) + " random rows");
    }

    /**
     * Checks a network on given examples.
     *
     * @param setup the network; its seed decides the start
     * @param x inputs, (N, I), of a mean near 0 and a deviation near 1
     * @param targets (N, O), such as the loss takes: one-hot rows for categorical cross-entropy, 0 and 1 for binary
     * @param effort decides how many of the rows are used, and of how many parameters central differences are taken
     * @throws CrosscheckException if the network is too large to be checked, or the inputs so large that DL4J's numbers or the losses'
     *     end
     */
    public static Findings findings(Setup setup, Matrix x, Matrix targets, Effort effort) {
        int rows = rows(setup, x.rows(), effort);
        return new NetworkCheck(setup, effort, first(rows, x), first(rows, targets), Candidate.byHand(setup))
                .findings(count(rows, x.rows()) + " given rows");
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

    /** @return how many of the rows are used */
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
        obstacle(network, setup.network().loss(), pass).ifPresent(reason -> {
            throw new CrosscheckException(
                    "Network \"" + setup + "\" cannot be compared on these examples, since " + reason,
                    "Bring the inputs to a mean of 0 and a deviation of 1, or choose another init:.");
        });
        GradientComparison gradients = compareGradients(start);
        OptimizerComparison steps = new OptimizerComparison(setup, start, candidate);
        steps.run(x, t);
        List<Verdict> verdicts = new ArrayList<>(gradients.verdicts());
        verdicts.addAll(steps.verdicts());
        String title = "Network " + setup;
        String dropout = setup.network().dropout() > 0 ? ", without dropout" : "";
        String note = rows + dropout + "; " + differences(gradients) + "; " + steps.note() + ".";
        return new Findings(title, note, verdicts, List.of(steps.series(title)));
    }

    /** @return where DL4J's numbers are known to be others than by hand: why, in words; else empty */
    static Optional<String> obstacle(Network network, Loss loss, ForwardPass pass) {
        boolean probabilities = loss.partner() != Elementwise.IDENTITY;
        if (probabilities && Arrays.stream(pass.output().data()).anyMatch(p -> p < CLIP || p > 1 - CLIP)) {
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

    /** How large the numbers are is SameDiff's to say: what is compared has no say in what it is allowed. */
    private GradientComparison compareGradients(Parameters start) {
        SameDiffTwin sameDiff = new SameDiffTwin(network, setup.objective());
        Matrix output = sameDiff.output(start, x, t);
        double loss = sameDiff.loss(start, x, t);
        GradientComparison.Sizes sizes = new GradientComparison.Sizes(
                largest(List.of(output)),
                loss,
                dl4jLossSize(loss, output),
                largest(sameDiff.gradients(start, x, t).matrices()));
        GradientComparison comparison =
                new GradientComparison(network, setup.objective(), candidate.backprop(), mostDifferences(), sizes);
        comparison.addSameDiffValues(Comparison.NO_STEP, start, x, t);
        comparison.add(Comparison.NO_STEP, start, x, t);
        return comparison;
    }

    /**
     * @return a number that rounds as much as DL4J's loss, which for binary cross-entropy takes the logarithm of 1 - y: y's rounding is
     *     there as large as that of 1/(1 - y). By hand, and in SameDiff, the loss is taken of logits
     */
    private double dl4jLossSize(double loss, Matrix y) {
        if (setup.network().loss() != Loss.BINARY_CROSS_ENTROPY) {
            return loss;
        }
        double[] sizes = y.combine(t, (p, target) -> (1 - target) / (1 - p)).data();
        double heaviest = setup.training().classWeights().weights().isEmpty()
                ? 1
                : setup.training().classWeights().weights().get(0); // of the rows with target 0
        return Math.max(loss, heaviest * Arrays.stream(sizes).average().orElseThrow());
    }

    /** @return the largest of all elements, absolute */
    static double largest(List<Matrix> matrices) {
        return matrices.stream()
                .flatMapToDouble(matrix -> Arrays.stream(matrix.data()))
                .map(Math::abs)
                .max()
                .orElseThrow();
    }

    private int mostDifferences() {
        long twoPasses = 2L * network.parameterCount() * x.rows();
        long affordable = effort.productsForDifferences / (twoPasses * 2 * network.layers());
        return (int) Math.max(effort.leastDifferences, Math.min(GradientComparison.MOST_DIFFERENCES, affordable));
    }

    private String differences(GradientComparison comparison) {
        int all = network.parameterCount();
        String which = comparison.tried() == all
                ? "all " + all + " parameters"
                : comparison.tried() + " of " + all + " parameters, " + mostDifferences()
                        + " drawn at random from each array that has more";
        String crossed = comparison.crossed() == 0
                ? ""
                : " (" + comparison.crossed() + " of them left out, whose step takes a unit over a kink)";
        return "central differences of " + which + crossed;
    }
}
