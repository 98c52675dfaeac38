package dev.crosscheck.proof.verify;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.Shape;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.LayerArrays;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Objective;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Rounding;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.twin.ActivationTwin;
import dev.crosscheck.proof.twin.FlatParameters;
import dev.crosscheck.proof.twin.NetworkTwin;
import dev.crosscheck.proof.twin.OptimizerTwin;
import dev.crosscheck.proof.twin.OptimizerTwin.Updated;
import dev.crosscheck.proof.twin.SameDiffTwin;
import dev.crosscheck.proof.twin.SameDiffTwin.At;
import dev.crosscheck.text.Text;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The check of what a network computes, over {@link Form}s. At each step of a form, what was found is compared with witnesses at the same parameters and
 * rows, so that errors do not accumulate: outputs, loss and gradients with SameDiff and DL4J, gradients with central differences too, the parameters
 * after the step with DL4J's, and what a trainer computes in float with definitions ({@link NumberForms}). What rounding explains is measured in the
 * witness ({@link Rounding}). Needs ND4J started.
 */
public final class NetworkCheck {
    /** The largest number of parameters that is checked: both sides together keep some 20 arrays of that size, 0.3 GB. */
    private static final int MOST_PARAMETERS = 2_000_000;

    /** The largest number of elements of an array for which central differences are computed; each takes two forward passes. */
    static final int MOST_DIFFERENCES = 64;

    /** At least so many are computed, whatever the time. */
    private static final int LEAST_DIFFERENCES = 4;

    /** The hand-written cross-entropies clip probabilities here, which the derivatives of DL4J and SameDiff do not. */
    private static final double CLIP = 1e-12;

    /** Up to this size of loss and gradients their tolerance holds; beyond, their error grows with it. */
    private static final double USUAL_SIZE = 10;

    /** Enough steps for moments and velocities to matter. */
    private static final int STEPS = 5;

    /** A loss that grows by this factor counts as divergence, since rounding grows with it. */
    private static final double DIVERGED = 1000;

    /** The random starts of a network with sure outputs. */
    private static final int STARTS = 8;

    /**
     * The factor that makes saturated logits of logits of size 1; losses and gradients become about as large. It is not larger, since ND4J's softmax is
     * NaN if all logits of a row are below -746.
     */
    private static final double SURE = 200;

    private static final String DL4J = "DL4J";
    private static final String LOSSES = "losses";

    private static final long SEED = 11;

    private final Comparisons all;
    private final Network network;
    private final Objective loss;
    private final Backprop candidate;
    private final int mostDifferences;
    private final NetworkTwin dl4j;
    private final SameDiffTwin sameDiff;
    private int tried;
    private int crossed;

    /**
     * One form of the check.
     *
     * @param title what is checked
     * @param compare does its steps and compares each; returns remarks
     */
    record Form(String title, Function<Comparisons, String> compare) {
        Findings findings() {
            Comparisons all = new Comparisons();
            String note = compare.apply(all);
            return all.findings(title, note);
        }
    }

    /**
     * The implementation to check.
     *
     * @param backprop computes the gradients
     * @param optimizer creates an optimizer in its initial state
     */
    record BackpropAndOptimizer(Backprop backprop, Supplier<Optimizer> optimizer) {

        /** The hand-written backpropagation and optimizer. */
        static BackpropAndOptimizer byHand(OptimizerSpec optimizer) {
            return new BackpropAndOptimizer(Backprop.BY_HAND, optimizer::start);
        }
    }

    /** Limits of the time that a check may take. */
    public enum Effort {
        FULL(MOST_PARAMETERS, 20_000_000),

        /** About a second, including the start of ND4J, and some for convolutions; larger networks are not checked. */
        BRIEF(300_000, 4_000_000);

        private final int parameters;
        private final int products;

        /**
         * @param parameters the largest number of parameters of a network
         * @param products the largest number of products of a forward pass, {@link Layer#products} times rows, which limits the rows; and a fiftieth of
         *     those of all passes for central differences. By hand 1e9 take about a second, of convolutions some seconds
         */
        Effort(int parameters, int products) {
            this.parameters = parameters;
            this.products = products;
        }

        /** @return the largest number of rows for a network of these layers */
        public int rows(List<Layer> layers) {
            return (int) Math.max(1, products / products(layers));
        }

        /**
         * @param sentence with two places: for what is too large, and for the most that {@link #FULL} checks
         * @return the sentence; empty if a network is not too large
         */
        public Optional<String> tooLarge(NetworkSpec network, String sentence) {
            long each = products(network.layers());
            if (network.parameters() > parameters) {
                return Optional.of(Text.of(sentence, network.parameters() + " parameters", FULL.parameters));
            }
            return each > products
                    ? Optional.of(Text.of(sentence, each + " products for each example", FULL.products))
                    : Optional.empty();
        }

        private static long products(List<Layer> layers) {
            return layers.stream().mapToLong(Layer::products).sum();
        }

        /** @return the largest number of elements of an array for which central differences are computed */
        int differences(Network network, int rows) {
            long ofElement = 2L * products(network.layers()) * rows;
            long affordable = 50L * products / (ofElement * 2 * network.depth());
            return (int) Math.max(LEAST_DIFFERENCES, Math.min(MOST_DIFFERENCES, affordable));
        }
    }

    /**
     * @param all receives the comparisons
     * @param candidate computes the gradients to check
     * @param mostDifferences the largest number of elements of an array for which central differences are computed
     */
    NetworkCheck(Comparisons all, Network network, Objective loss, Backprop candidate, int mostDifferences) {
        this.all = all;
        this.network = network;
        this.loss = loss;
        this.candidate = candidate;
        this.mostDifferences = mostDifferences;
        this.dl4j = new NetworkTwin(network, loss);
        this.sameDiff = new SameDiffTwin(network, loss, false);
    }

    /**
     * Checks a network on one batch of random examples: inputs from N(0,1), and targets that suit the loss.
     *
     * @param setup the network; its seed determines initial parameters and examples
     * @throws CrosscheckException if the network is too large to be checked
     */
    public static Findings findings(Setup setup) {
        return form(setup, BackpropAndOptimizer.byHand(setup.training().optimizer()))
                .findings();
    }

    /** Any implementation on one batch of random examples. */
    static Form form(Setup setup, BackpropAndOptimizer candidate) {
        int batch = setup.training().batch();
        int rows = rows(setup, batch, Effort.FULL);
        SplittableRandom random =
                new SplittableRandom(setup.training().seed()).split(); // independent of the initial parameters
        MatrixExamples drawn = drawn(setup, rows, random);
        return form(setup, candidate, drawn.x(), drawn.targets(), count(rows, batch) + " random rows", Effort.FULL);
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
        BackpropAndOptimizer byHand =
                BackpropAndOptimizer.byHand(setup.training().optimizer());
        String note = count(rows, x.rows()) + " given rows";
        return form(setup, byHand, first(rows, x), first(rows, targets), note, effort)
                .findings();
    }

    /** Everything at the initial parameters, then some steps of the optimizer, each from the parameters by hand before it, with DL4J. */
    private static Form form(
            Setup setup, BackpropAndOptimizer candidate, Matrix x, Matrix t, String rows, Effort effort) {
        return new Form("Network " + setup, all -> {
            Network network = setup.network().network();
            Parameters start = setup.initial();
            obstacle(network, setup.objective(), network.forward(start, x), t).ifPresent(reason -> {
                throw new CrosscheckException(
                        "Network \"" + setup + "\" cannot be compared on these examples, since " + reason,
                        "Bring the inputs to a mean of 0 and a deviation of 1, or choose another init:.");
            });
            NetworkCheck check = new NetworkCheck(
                    all, network, setup.objective(), candidate.backprop(), effort.differences(network, x.rows()));
            check.addSameDiff(0, start, x, t);
            String steps = check.addSteps(setup.training().optimizer(), candidate, start.copy(), x, t);
            String dropout = setup.network().dropout() > 0 ? ", without dropout" : "";
            return rows + dropout + "; " + check.differences() + "; " + steps + ".";
        });
    }

    /**
     * Most outputs are saturated at 0 or 1, for correct and wrong predictions: the cross-entropy of a wrong one is then as large as its logit. DL4J's losses
     * clip there, so the witnesses are SameDiff, which computes losses from logits, and central differences.
     *
     * @param setup a network that ends in sigmoid or softmax, with the cross-entropy that goes with it
     */
    static Form sureOutputs(Setup setup, Backprop backprop) {
        int rows = setup.training().batch();
        return new Form("Sure outputs of network " + setup, all -> {
            Network network = setup.network().network();
            NetworkCheck check = new NetworkCheck(all, network, setup.objective(), backprop, MOST_DIFFERENCES);
            for (int start = 0; start < STARTS; start++) {
                MatrixExamples drawn = DrawnRows.of(setup.network(), rows, new SplittableRandom(100 + start));
                Parameters parameters = Initialization.NORMAL.draw(network, start);
                double[] weights = parameters.weights(network.depth()).data();
                Arrays.setAll(weights, i -> SURE * weights[i]);
                check.addSameDiff(start, parameters, drawn.x(), drawn.targets());
            }
            return STARTS + " random starts, each with " + rows
                    + " random examples, and logits in the hundreds. Without DL4J, which clips its probabilities";
        });
    }

    /** The upper half of each picture, the first rows of each channel, is black: values of a window are equal there. */
    private static MatrixExamples drawn(Setup setup, int rows, SplittableRandom random) {
        MatrixExamples drawn = DrawnRows.of(setup.network(), rows, random);
        if (setup.network().beginsWithConvolution()) {
            Shape picture = setup.network().network().layer(1).input();
            double[] x = drawn.x().data();
            for (int i = 0; i < x.length; i++) {
                boolean isUpper = i / picture.columns() % picture.rows() < picture.rows() / 2;
                x[i] = isUpper ? 0 : x[i];
            }
        }
        return drawn;
    }

    private static int rows(Setup setup, int rows, Effort effort) {
        requireCheckable(setup);
        return Math.min(rows, effort.rows(setup.network().layers()));
    }

    private static String count(int used, int all) {
        return used == all ? "" + used : "the first " + used + " of " + all;
    }

    private static Matrix first(int rows, Matrix matrix) {
        return new Matrix(rows, matrix.columns(), Arrays.copyOf(matrix.data(), rows * matrix.columns()));
    }

    /** @throws CrosscheckException if the network is too large to be checked */
    public static void requireCheckable(Setup setup) {
        Effort.FULL
                .tooLarge(setup.network(), "A network of %s: at most %s can be checked")
                .ifPresent(reason -> {
                    throw new CrosscheckException(reason, "Check a smaller one with layers of the same kinds.");
                });
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
        for (int k = 1; k <= network.depth(); k++) {
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

    static double largest(LayerArrays arrays) {
        return arrays.matrices().stream().mapToDouble(Matrix::largest).max().orElseThrow();
    }

    /**
     * Compares with SameDiff and central differences.
     *
     * @param step the step in the verdict
     * @param parameters unchanged
     * @param x inputs, (N, I)
     * @param t targets, (N, O)
     */
    void addSameDiff(long step, Parameters parameters, Matrix x, Matrix t) {
        At found = found(parameters, x, t);
        At right = compare(step, "SameDiff", found, parameters, t, theta -> sameDiff.at(theta, x, t, List.of()));
        SmoothDifferences differences = new SmoothDifferences(network, loss, parameters, x, t);
        double largest = Math.max(right.loss(), largest(right.gradients()));
        found.gradients()
                .byName()
                .forEach((name, gradient) -> compareDifferences(step, differences, largest, name, gradient));
    }

    /** Compares with DL4J, whose cross-entropies clip saturated outputs. @return what was found */
    At addDl4j(long step, Parameters parameters, Matrix x, Matrix t) {
        At found = found(parameters, x, t);
        compare(step, DL4J, found, parameters, t, theta -> dl4j.at(theta, x, t));
        return found;
    }

    /** A step by DL4J: the loss before it and the parameters after it. */
    record Step(double loss, Parameters after) {}

    /** @return DL4J's first step on these rows */
    Step dl4jsStep(OptimizerSpec optimizer, Parameters before, Matrix x, Matrix t) {
        FlatParameters layout = new FlatParameters(network);
        dl4j.setParameters(before);
        NetworkTwin.Derivative theirs = dl4j.derivative(x, t);
        Updated start = Updated.start(optimizer, layout.flatten(before));
        Updated next = OptimizerTwin.update(optimizer, start, layout.flatten(theirs.gradients()), 0);
        return new Step(theirs.loss(), layout.parameters(next.parameters()));
    }

    /** @return how many steps of the optimizer there were, and why there were no more, in words */
    private String addSteps(
            OptimizerSpec spec, BackpropAndOptimizer implementation, Parameters byHand, Matrix x, Matrix t) {
        Comparison updates = all.of(
                "parameters after each step, against DL4J's updater on the same gradients", Tolerances.OPTIMIZER);
        OptimizerCheck.Updater updater = new OptimizerCheck.Updater(spec, byHand.matrices());
        Optimizer optimizer = implementation.optimizer().get();
        double mostLoss = DIVERGED * (1 + network.loss(network.forward(byHand, x), t, loss));
        for (int step = 0; step < STEPS; step++) {
            ForwardPass pass = network.forward(byHand, x);
            Optional<String> obstacle = network.loss(pass, t, loss) <= mostLoss
                    ? obstacle(network, loss, pass, t)
                    : Optional.of("the loss grows without bound");
            if (obstacle.isPresent()) {
                return step + " of " + STEPS + " steps of the optimizer, since then " + obstacle.get()
                        + ": try a lower learning rate than " + spec.learningRate();
            }
            List<Matrix> used = addDl4j(step, byHand, x, t).gradients().matrices();
            optimizer.updateInPlace(byHand.matrices(), used);
            updater.step(used);
            updater.compare(updates, step, byHand.byName());
            updates.endStep(step);
        }
        return STEPS + " steps of the optimizer";
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

    private At found(Parameters parameters, Matrix x, Matrix t) {
        ForwardPass pass = network.forward(parameters, x);
        Gradients gradients = candidate.gradients(network, parameters, pass, t, loss);
        return new At(network.loss(pass, t, loss), pass.output(), gradients, List.of());
    }

    /** @return the witness's numbers at the parameters */
    private At compare(
            long step, String witness, At found, Parameters parameters, Matrix t, Function<Parameters, At> expected) {
        At right = expected.apply(parameters);
        At moved = expected.apply(new Parameters(parameters.matrices().stream()
                .map(new Rounding(Rounding.DOUBLE, 0)::parameters)
                .toList()));
        Map<String, Function<At, Matrix>> compared = new LinkedHashMap<>();
        compared.put("outputs", At::output);
        compared.put(LOSSES, at -> Matrix.rowOf(at.loss()));
        parameters
                .names()
                .forEach(name -> compared.put("d" + name, at -> at.gradients().get(name)));
        compared.forEach((name, of) -> {
            Matrix theirs = of.apply(right);
            boolean magnifies = witness.equals(DL4J) && name.equals(LOSSES);
            double explained =
                    Math.max(Rounding.explained(theirs, of.apply(moved)), magnifies ? magnified(right.output(), t) : 0);
            all.of(name + ", against " + witness, Tolerances.SUMS)
                    .add(step, name, theirs, of.apply(found), Rounding.explainedOfDoubles(theirs, explained));
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
    String differences() {
        int parameters = network.parameterCount();
        String which = tried == parameters
                ? "all " + parameters + " parameters"
                : tried + " of " + parameters + " parameters, " + mostDifferences
                        + " drawn at random from each array that has more";
        String left = crossed == 0 ? "" : " (" + crossed + " of them left out, whose step crosses a kink)";
        return "central differences of " + which + left;
    }
}
