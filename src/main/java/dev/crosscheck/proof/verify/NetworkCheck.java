package dev.crosscheck.proof.verify;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.DeviationTrace;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.proof.twin.NetworkTwin;
import dev.crosscheck.proof.twin.OptimizerTwin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Any network that a {@link NetworkSpec} describes, on one batch: outputs, loss and every gradient by hand, by DL4J, by SameDiff
 * and by central differences at the start; then some steps of the optimizer by hand and in DL4J. Needs ND4J started.
 *
 * <p>Each step is compared twice. DL4J trains by itself, with its own gradients and updater, from the same start; and its updater
 * is given the gradients that were made by hand, where only the update's own rounding is allowed.
 */
public final class NetworkCheck {
    /** Steps of the optimizer: enough for moments and velocities to matter, few enough for rounding to stay small. */
    public static final int STEPS = 5;

    /** More parameters than this are refused: both sides together keep some 20 arrays of them, 0.3 GB. */
    public static final long MOST_PARAMETERS = 2_000_000;

    /** Products of a forward pass, parameters times rows: some hundredths of a second by hand. Further rows are left out. */
    private static final long MOST_PRODUCTS = 20_000_000;

    /** Products of all passes for central differences: about a second. */
    private static final long MOST_PRODUCTS_FOR_DIFFERENCES = 1_000_000_000;

    /** Elements of each array that central differences are taken of, however large the network is. */
    private static final int LEAST_DIFFERENCES = 4;

    /** A loss that grows by this factor diverges: then steps stretch rounding as much as they stretch the loss. */
    private static final double DIVERGED = 1000;

    private final NetworkSpec spec;
    private final Network network;
    private final Candidate candidate;
    private final Matrix x;
    private final Matrix t;
    private final NetworkTwin dl4j;
    private final Comparison losses;
    private final Comparison parameters;
    private final Comparison updates;
    private final List<String> notes = new ArrayList<>();
    private final double mostLoss;

    /**
     * What is checked.
     *
     * @param backprop makes the gradients
     * @param optimizer makes an optimizer that has seen no gradient yet
     */
    record Candidate(Backprop backprop, Supplier<Optimizer> optimizer) {

        /** The hand-written backpropagation and optimizer. */
        static Candidate byHand(NetworkSpec spec) {
            return new Candidate(Backprop.BY_HAND, spec.optimizer()::start);
        }
    }

    private NetworkCheck(NetworkSpec spec, Matrix x, Matrix t, Candidate candidate) {
        this.spec = spec;
        this.network = spec.network();
        this.candidate = candidate;
        int rows = Math.min(x.rows(), rows(network));
        this.x = rows == x.rows() ? x : firstRows(x, rows);
        this.t = rows == t.rows() ? t : firstRows(t, rows);
        this.dl4j = new NetworkTwin(network, spec.loss());
        this.losses = new Comparison("loss before each step, against DL4J's training", Tolerances.FEW_STEPS);
        this.parameters = new Comparison("parameters after each step, against DL4J's training", Tolerances.FEW_STEPS);
        this.updates = new Comparison(
                "parameters after each step, against DL4J's updater on the same gradients", Tolerances.OPTIMIZER);
        this.mostLoss = DIVERGED * (1 + network.loss(spec.initial(), this.x, this.t, spec.loss()));
        if (rows < x.rows()) {
            notes.add("the first " + rows + " of " + x.rows() + " rows");
        }
    }

    /**
     * Checks a network on random examples: inputs from N(0,1), targets that suit the loss, as many as the batch has rows.
     *
     * @param spec the network; its seed decides start and examples
     * @throws CrosscheckException if it is too large to be checked
     */
    public static Findings findings(NetworkSpec spec) {
        return findings(spec, Candidate.byHand(spec));
    }

    /** The same of any implementation in the place of the right one. */
    static Findings findings(NetworkSpec spec, Candidate candidate) {
        requireCheckable(spec.network());
        SplittableRandom random =
                new SplittableRandom(spec.seed()).split(); // not the numbers that the parameters are drawn from
        int rows = Math.min(spec.batch(), rows(spec.network()));
        Matrix x = Matrix.gaussian(rows, spec.sizes().get(0), random);
        Matrix t =
                Samples.targets(spec.loss(), rows, spec.sizes().get(spec.sizes().size() - 1), random);
        return new NetworkCheck(spec, x, t, candidate).findings(spec.batch() + " random rows");
    }

    /**
     * Checks a network on examples of one's own.
     *
     * @param spec the network; its seed decides the start, and its batch nothing
     * @param x inputs, (N, I)
     * @param targets (N, O), such as the loss takes: one-hot rows for categorical cross-entropy, 0 and 1 for binary
     * @throws CrosscheckException if the network is too large to be checked, or sure beyond the clip of a cross-entropy
     */
    public static Findings findings(NetworkSpec spec, Matrix x, Matrix targets) {
        requireCheckable(spec.network());
        return new NetworkCheck(spec, x, targets, Candidate.byHand(spec)).findings(x.rows() + " rows");
    }

    private static void requireCheckable(Network network) {
        if (network.parameterCount() > MOST_PARAMETERS) {
            throw new CrosscheckException(
                    "A network of " + network.parameterCount() + " parameters: at most " + MOST_PARAMETERS
                            + " can be checked",
                    "Check a smaller one with layers of the same kinds.");
        }
    }

    private static int rows(Network network) {
        return (int) Math.max(1, MOST_PRODUCTS / network.parameterCount());
    }

    private static Matrix firstRows(Matrix matrix, int rows) {
        return new Matrix(rows, matrix.columns(), Arrays.copyOf(matrix.data(), rows * matrix.columns()));
    }

    private Findings findings(String batch) {
        Parameters start = spec.initial();
        ForwardPass pass = network.forward(start, x);
        if (isClipped(pass.output())) {
            throw new CrosscheckException(
                    "Network \"" + spec + "\": an output is within " + Loss.CLIP
                            + " of 0 or 1 at the start, where the loss is cut off and nothing can be compared",
                    "Bring the inputs to a mean of 0 and a deviation of 1.");
        }
        List<Verdict> verdicts = new ArrayList<>(compareGradients(start, pass));
        DeviationTrace trace = new DeviationTrace(parameters, STEPS);
        train(start, trace);
        verdicts.addAll(List.of(losses.verdict(), parameters.verdict(), updates.verdict()));
        String title = "Network " + spec;
        notes.add(0, batch);
        return new Findings(
                title,
                String.join("; ", notes) + ".",
                verdicts,
                List.of(trace.series(title + ": parameters by hand against DL4J's")));
    }

    private boolean isClipped(Matrix y) {
        return spec.loss().partner() != Elementwise.IDENTITY
                && Arrays.stream(y.data()).anyMatch(p -> p < Loss.CLIP || p > 1 - Loss.CLIP);
    }

    private List<Verdict> compareGradients(Parameters start, ForwardPass pass) {
        Gradients right = Backprop.BY_HAND.gradients(network, start, pass, t, spec.loss());
        GradientComparison.Sizes sizes = new GradientComparison.Sizes(
                largest(Stream.of(pass.output())),
                spec.loss().value(pass.output(), t),
                largest(right.matrices().stream()));
        int most = mostDifferences();
        GradientComparison comparison = new GradientComparison(network, spec.loss(), candidate.backprop(), most, sizes);
        comparison.add(Comparison.NO_STEP, start, x, t);
        comparison.addSameDiffValues(Comparison.NO_STEP, start, x, t);
        notes.add(differences(most, comparison));
        return comparison.verdicts();
    }

    private static double largest(Stream<Matrix> matrices) {
        return matrices.flatMapToDouble(matrix -> Arrays.stream(matrix.data()))
                .map(Math::abs)
                .max()
                .orElseThrow();
    }

    private int mostDifferences() {
        long twoPasses = 2L * network.parameterCount() * x.rows();
        long affordable = MOST_PRODUCTS_FOR_DIFFERENCES / (twoPasses * 2 * network.layers());
        return (int) Math.max(LEAST_DIFFERENCES, Math.min(GradientComparison.MOST_DIFFERENCES, affordable));
    }

    private String differences(int most, GradientComparison comparison) {
        String all = comparison.tried() == network.parameterCount()
                ? "central differences of all " + comparison.tried() + " parameters"
                : "central differences of " + comparison.tried() + " of the " + network.parameterCount()
                        + " parameters, " + most + " drawn at random from each array that has more";
        return comparison.crossed() == 0
                ? all
                : all + " (" + comparison.crossed() + " left out, whose step takes a unit over a kink)";
    }

    private void train(Parameters start, DeviationTrace trace) {
        Optimizer optimizer = candidate.optimizer().get();
        Parameters byHand = start.copy();
        List<OptimizerTwin> own = twins(start);
        List<OptimizerTwin> given = twins(start);
        for (int step = 0; step < STEPS; step++) {
            ForwardPass pass = network.forward(byHand, x);
            double loss = spec.loss().value(pass.output(), t);
            dl4j.setParameters(parameters(own));
            double theirLoss = dl4j.loss(x, t);
            if (isBeyondComparison(step, pass.output(), loss, theirLoss)) {
                return;
            }
            losses.add(step, "loss", theirLoss, loss);
            Gradients gradients = candidate.backprop().gradients(network, byHand, pass, t, spec.loss());
            optimizer.updateInPlace(byHand.matrices(), gradients.matrices());
            step(own, dl4j.gradients(x, t));
            step(given, gradients);
            parameters.add(step, parameters(own).byName(), byHand.byName());
            updates.add(step, parameters(given).byName(), byHand.byName());
            trace.endStep();
        }
        notes.add(STEPS + " steps of the optimizer");
    }

    /** Where both sides diverge, or outputs are cut off, comparing ends. */
    private boolean isBeyondComparison(int step, Matrix y, double loss, double theirLoss) {
        boolean clipped = step > 0 && isClipped(y);
        boolean diverged = !(loss <= mostLoss) && !(theirLoss <= mostLoss);
        if (clipped || diverged) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%d of %d steps of the optimizer, since %s: try a lower learning rate than %s",
                    step,
                    STEPS,
                    clipped
                            ? "an output is then within " + Loss.CLIP + " of 0 or 1"
                            : "the loss then grows without bound",
                    spec.optimizer().learningRate()));
        }
        return clipped || diverged;
    }

    private List<OptimizerTwin> twins(Parameters start) {
        return start.matrices().stream()
                .map(matrix -> OptimizerTwin.of(spec.optimizer(), matrix))
                .toList();
    }

    private static void step(List<OptimizerTwin> twins, Gradients gradients) {
        for (int k = 0; k < twins.size(); k++) {
            twins.get(k).step(gradients.matrices().get(k));
        }
    }

    private static Parameters parameters(List<OptimizerTwin> twins) {
        return new Parameters(twins.stream().map(OptimizerTwin::parameters).toList());
    }
}
