package dev.crosscheck.proof.verify;

import dev.crosscheck.data.Examples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.ClassWeights;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.verify.Mutants.Family;
import dev.crosscheck.proof.verify.Mutants.Mutant;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingStart;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks the distribution of the initial parameters for each {@code --init}: range, mean, second and fourth moment, and that neighbours and different
 * seeds are uncorrelated. {@link InitialDraw} restates which numbers are drawn; this check is independent of it and takes the distributions from
 * PyTorch's documentation of {@code nn.Linear} and {@code torch.nn.init}.
 */
final class InitializationCheck {
    private static final List<Integer> SIZES = List.of(400, 256, 65, 10);

    /** The smallest samples for which the second and the fourth moment are checked. */
    private static final int LEAST_FOR_SECOND = 200;

    private static final int LEAST_FOR_FOURTH = 10_000;

    private final Draw draw;
    private final long seed;
    private final Comparisons all = new Comparisons();
    private final Comparison moments =
            all.of("moments of what is drawn, in standard errors from PyTorch's law", Tolerances.DRAWN_MOMENT);
    private final Comparison range = all.of("range of what is drawn, against PyTorch's law", Tolerances.EXACT);
    private final Comparison zero = all.of("biases that start at 0", Tolerances.EXACT);

    /** Draws the initial parameters of a training, flat, in DL4J's order. */
    @FunctionalInterface
    interface Draw {
        /** Draws them as {@code train} does. */
        Draw AS_TRAIN_DOES = (config, examples) ->
                new TrainingStart.Seed().state(config, examples).parameters();

        float[] of(TrainingConfig config, Examples examples);
    }

    /** A uniform or normal distribution with mean 0: its standard deviation, and the bound of a uniform one, otherwise 0. */
    private record Law(double deviation, double bound) {
        static Law uniform(double bound) {
            return new Law(bound / Math.sqrt(3), bound);
        }

        /** @return the fourth moment divided by the fourth power of the standard deviation */
        double kurtosis() {
            return bound > 0 ? 9.0 / 5 : 3;
        }

        /** @return the eighth moment divided by the eighth power of the standard deviation */
        double eighth() {
            return bound > 0 ? 9 : 105;
        }
    }

    private InitializationCheck(Draw draw, long seed) {
        this.draw = draw;
        this.seed = seed;
    }

    /** Checks the initial parameters of {@code train}. */
    static Findings findings(long seed) {
        return findings(Draw.AS_TRAIN_DOES, seed);
    }

    private static Findings findings(Draw draw, long seed) {
        InitializationCheck check = new InitializationCheck(draw, seed);
        for (Initialization initialization : Initialization.values()) {
            check.compare(initialization);
        }
        return check.all.findings(
                "Initial parameters of every kind",
                "the start of 400-256-65-10, 120,000 numbers each; moments within 5 standard errors, which all of these some 90 figures"
                        + " keep in all but one of 20,000 seeds");
    }

    /** nn.Linear: kaiming_uniform_ with a = √5 for weights, U(±1/√fan_in) for biases; kaiming_normal_ for ReLU; xavier_uniform_; normal_. */
    private static Law weights(Initialization initialization, int in, int out) {
        return switch (initialization) {
            case TORCH -> {
                double gain = Math.sqrt(2 / (1 + 5.0)); // of a leaky ReLU with slope √5
                yield Law.uniform(Math.sqrt(3.0) * gain / Math.sqrt(in));
            }
            case HE -> new Law(Math.sqrt(2.0) / Math.sqrt(in), 0);
            case XAVIER -> Law.uniform(Math.sqrt(3.0) * Math.sqrt(2.0 / (in + out)));
            case NORMAL -> new Law(1, 0);
        };
    }

    private static Law biases(Initialization initialization, int in) {
        return switch (initialization) {
            case TORCH -> Law.uniform(1 / Math.sqrt(in));
            case NORMAL -> new Law(1, 0);
            case HE, XAVIER -> null;
        };
    }

    private void compare(Initialization initialization) {
        float[] drawn = draw(initialization, seed);
        float[] others = draw(initialization, seed + 1);
        int from = 0;
        for (int k = 1; k < SIZES.size(); k++) {
            int in = SIZES.get(k - 1);
            int out = SIZES.get(k);
            String layer = k + ", " + initialization.label();
            compare(
                    "W" + layer,
                    weights(initialization, in, out),
                    in,
                    part(drawn, from, in * out),
                    part(others, from, in * out));
            from += in * out;
            Law law = biases(initialization, in);
            double[] b = part(drawn, from, out);
            if (law == null) {
                zero.add("b" + layer, new double[out], b);
            } else {
                compare("b" + layer, law, out, b, part(others, from, out));
            }
            from += out;
        }
        range.add("numbers, " + initialization.label(), from, drawn.length);
    }

    private float[] draw(Initialization initialization, long from) {
        NetworkSpec network = new NetworkSpec(
                0,
                NetworkSpec.layers(SIZES.subList(1, SIZES.size() - 1), Elementwise.RELU),
                0,
                Loss.CATEGORICAL_CROSS_ENTROPY,
                null,
                0,
                initialization);
        Setup setup = TrainerChecks.setup(network, OptimizerSpec.Kind.ADAM, ClassWeights.NONE);
        Examples examples =
                DrawnRows.of(Loss.CATEGORICAL_CROSS_ENTROPY, 20, SIZES.get(0), SIZES.get(SIZES.size() - 1), 1);
        return draw.of(TrainingConfig.of(setup).with(draft -> draft.seed = from), examples);
    }

    private static double[] part(float[] all, int from, int count) {
        return Matrix.doubles(Arrays.copyOfRange(all, from, from + count));
    }

    /** @param rows of the array, whose columns follow each other */
    private void compare(String name, Law law, int rows, double[] x, double... otherSeed) {
        int n = x.length;
        double root = Math.sqrt(n);
        double s = law.deviation();
        addError("mean of " + name, mean(x, 1) / s * root);
        addError("product with another seed's, " + name, product(x, otherSeed, 0) / (s * s) * root);
        if (n >= LEAST_FOR_SECOND) {
            addError("second moment of " + name, (mean(x, 2) / (s * s) - 1) * root / Math.sqrt(law.kurtosis() - 1));
            addError("product of neighbours in " + name, product(x, x, 1) / (s * s) * root);
            addError("product of columns of " + name, product(x, x, rows) / (s * s) * root);
        }
        double largest = Arrays.stream(x).map(Math::abs).max().orElseThrow();
        if (law.bound() > 0) {
            // A uniform number is beyond 1 - 20/n of the bound with probability 20/n; none of n numbers is with
            // probability e^-20.
            boolean within = largest <= law.bound() * (1 + 2e-7) && largest >= law.bound() * (1 - 20.0 / n);
            range.require(name + " up to " + law.bound() + ": " + largest, within);
        }
        if (n >= LEAST_FOR_FOURTH) {
            double spread = Math.sqrt(law.eighth() - law.kurtosis() * law.kurtosis());
            addError("fourth moment of " + name, (mean(x, 4) / Math.pow(s, 4) - law.kurtosis()) * root / spread);
        }
    }

    private void addError(String name, double errors) {
        moments.add(name, 0, errors);
    }

    private static double mean(double[] x, int power) {
        return Arrays.stream(x).map(value -> Math.pow(value, power)).average().orElseThrow();
    }

    /** @return the mean product of the numbers of x with those of y, shifted by {@code on} places */
    private static double product(double[] x, double[] y, int on) {
        double sum = 0;
        for (int i = 0; i + on < x.length; i++) {
            sum += x[i] * y[i + on];
        }
        return sum / x.length;
    }

    static Stream<Mutant> mutants() {
        Family<Draw> family = new Family<>(drawn -> findings(drawn, 1), Draw.AS_TRAIN_DOES);
        return Stream.of(
                family.mutant(
                        "he with half the variance",
                        "N(0, 1/fan_in); right: N(0, 2/fan_in)",
                        with(Initialization.HE, (x, i, in, out) -> (float) (x[i] / Math.sqrt(2)))),
                family.mutant(
                        "xavier of the inputs alone",
                        "±√(3/fan_in); right: ±√(6/(fan_in + fan_out))",
                        with(Initialization.XAVIER, (x, i, in, out) ->
                                (float) (x[i] * Math.sqrt((in + out) / (2.0 * in))))),
                family.mutant(
                        "torch with the fan of the outputs",
                        "±1/√fan_out; right: ±1/√fan_in",
                        with(Initialization.TORCH, (x, i, in, out) -> (float) (x[i] * Math.sqrt((double) in / out)))),
                family.mutant(
                        "numbers of one sign",
                        "|x|; right: x",
                        with(Initialization.TORCH, (x, i, in, out) -> Math.abs(x[i]))),
                family.mutant(
                        "a uniform law in the place of a normal one",
                        "±√3 times the sign; right: N(0, 1)",
                        with(Initialization.NORMAL, (x, i, in, out) -> x[i] > 0 ? 1 : -1)),
                family.mutant(
                        "units that start alike",
                        "each unit's first weights again; right: numbers of their own",
                        with(Initialization.HE, (x, i, in, out) -> x[i % in])),
                family.mutant(
                        "a start that does not depend on the seed",
                        "seed 1; right: the run's",
                        (config, examples) -> Draw.AS_TRAIN_DOES.of(config.with(draft -> draft.seed = 1), examples)),
                family.mutant("biases that do not start at 0", "1e-3; right: 0", (config, examples) -> {
                    float[] x = Draw.AS_TRAIN_DOES.of(config, examples);
                    x[x.length - 1] += 1e-3f;
                    return x;
                }));
    }

    /** Changes a weight of the first layer. */
    @FunctionalInterface
    private interface WeightChange {
        float of(float[] x, int i, int in, int out);
    }

    private static Draw with(Initialization where, WeightChange change) {
        return (config, examples) -> {
            float[] x = Draw.AS_TRAIN_DOES.of(config, examples);
            float[] changed = x.clone();
            int in = SIZES.get(0);
            int out = SIZES.get(1);
            for (int i = 0; config.network().initialization() == where && i < in * out; i++) {
                changed[i] = change.of(x, i, in, out);
            }
            return changed;
        };
    }
}
