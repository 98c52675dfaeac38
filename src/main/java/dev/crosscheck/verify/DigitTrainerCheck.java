package dev.crosscheck.verify;

import dev.crosscheck.byhand.ByHandNetwork;
import dev.crosscheck.byhand.Kernels;
import dev.crosscheck.compare.Comparison;
import dev.crosscheck.compare.DeviationTrace;
import dev.crosscheck.compare.Findings;
import dev.crosscheck.compare.ProgressListener;
import dev.crosscheck.compare.Tolerances;
import dev.crosscheck.compare.Verdict;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Mnist;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.OnlineTraining;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.train.DigitTraining;
import dev.crosscheck.train.NetworkState;
import dev.crosscheck.train.TrainingMethod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The digit trainer by hand, in float, against the trainer in DL4J, over an epoch from the same weights and batches; its first
 * steps also against the course's backpropagation in double, and against itself with other numbers of threads. Needs ND4J
 * started.
 *
 * <p>In float, rounding alone parts two runs after some 400 steps. So the trainer by hand takes DL4J's parameters and moments
 * over after every stretch of steps: within one, what is compared is the trainer and not what training makes of rounding.
 */
public final class DigitTrainerCheck {
    /** Steps between two takings over. */
    static final int STRETCH = 25;

    private static final int BATCH = 64;
    private static final int HIDDEN = 256;
    private static final double RATE = 0.001;
    private static final int DOUBLE_STEPS = 25;
    private static final List<Integer> THREADS = List.of(1, 2, 3, 4);

    private final Batches batches;
    private final int[] order;
    private final Kernels kernels;
    private final ByHandNetwork.Settings settings;
    private final Network network;
    private final Parameters start;
    private final List<Verdict> verdicts = new ArrayList<>();

    private DigitTrainerCheck(Kernels kernels, ByHandNetwork.Settings settings, ImageSet images, long seed) {
        this.kernels = kernels;
        this.settings = settings;
        this.batches = new Batches(images, BATCH);
        this.order = batches.shuffled(seed, 1);
        this.network = Network.of(
                images.features(), List.of(settings.hidden()), Mnist.CLASSES, Elementwise.RELU, Softmax.SOFTMAX);
        this.start = scaled(network.initial(seed));
    }

    /** Divides by √fan_in: with a hundred inputs of size one, sums stay of size one, and no probability is cut off near 0. */
    private static Parameters scaled(Parameters gaussian) {
        List<Matrix> matrices = new ArrayList<>();
        for (int k = 1; k <= gaussian.layers(); k++) {
            double root = Math.sqrt(gaussian.weights(k).rows());
            matrices.add(gaussian.weights(k).map(w -> w / root));
            matrices.add(gaussian.bias(k).map(b -> b / root));
        }
        return new Parameters(matrices);
    }

    /**
     * Trains for an epoch on both sides.
     *
     * @param kernels what multiplies on the side by hand
     * @param images to learn from
     * @param seed of start and order
     * @param progress told after each step
     */
    public static Findings findings(Kernels kernels, ImageSet images, long seed, ProgressListener progress) {
        return findings(kernels, settings(0.999), images, seed, progress);
    }

    /** @return the trainer's settings, with a β2 that may be another than the right one, 0.999 */
    static ByHandNetwork.Settings settings(double beta2) {
        return new ByHandNetwork.Settings(HIDDEN, Mnist.CLASSES, 0.9, beta2, 1e-8, Adam.Epsilon.ON_RAW);
    }

    /** The same for other settings in the place of the right ones. */
    static Findings findings(Kernels kernels, ByHandNetwork.Settings settings, ImageSet images, long seed) {
        return findings(kernels, settings, images, seed, ProgressListener.NONE);
    }

    private static Findings findings(
            Kernels kernels, ByHandNetwork.Settings settings, ImageSet images, long seed, ProgressListener progress) {
        DigitTrainerCheck check = new DigitTrainerCheck(kernels, settings, images, seed);
        String title = "Digit trainer by hand, " + kernels.label() + " kernels";
        DeviationTrace trace = check.againstDl4j(title, progress);
        check.againstDouble();
        check.threads();
        return new Findings(
                title,
                "an epoch of " + images.size() + " images in batches of " + BATCH
                        + "; DL4J's parameters and moments are taken over every " + STRETCH + " steps",
                check.verdicts,
                List.of(trace.series(title + ": losses against DL4J's")));
    }

    private DeviationTrace againstDl4j(String title, ProgressListener progress) {
        Comparison firstLosses = new Comparison("losses from DL4J's parameters", Tolerances.FLOAT_LOSS);
        Comparison firstStates = new Comparison("a step from DL4J's state, nine in ten", Tolerances.FLOAT_STEP);
        Comparison losses = new Comparison("losses of each step, against DL4J", Tolerances.FLOAT_LOSS_AFTER_STEPS);
        Comparison states = new Comparison(STRETCH + " steps from DL4J's state, nine in ten", Tolerances.FLOAT_STEPS);
        DeviationTrace trace = new DeviationTrace(losses, batches.count());
        try (DigitTraining twin = new DigitTraining(start, batches, RATE, Adam.Epsilon.ON_RAW, TrainingMethod.dl4j());
                ByHandNetwork byHand = byHand(state(twin), 2)) {
            for (int step = 0; step < batches.count(); step++) {
                double expected = twin.step(order, step);
                double loss = byHand.step(order, step, RATE);
                losses.add(step, "loss", expected, loss);
                trace.endStep();
                if (step % STRETCH == 0) {
                    firstLosses.add(step, "loss", expected, loss);
                    compare(firstStates, step, state(twin), byHand.state());
                }
                if ((step + 1) % STRETCH == 0 || step + 1 == batches.count()) {
                    ByHandNetwork.State theirs = state(twin);
                    compare(states, step, theirs, byHand.state());
                    byHand.restore(theirs);
                }
                progress.at(title, step + 1, batches.count());
            }
        }
        Stream.of(firstLosses, firstStates, losses, states)
                .map(Comparison::verdict)
                .forEach(verdicts::add);
        return trace;
    }

    /** Compares W1, b1, W2 and b2, which follow one another, and their moments. */
    private void compare(Comparison comparison, long step, ByHandNetwork.State expected, ByHandNetwork.State actual) {
        int parameters = expected.parameters().length;
        int from = 0;
        for (Map.Entry<String, Matrix> named : start.byName().entrySet()) {
            int to = from + named.getValue().data().length;
            String name = named.getKey();
            compare(comparison, step, name, expected.parameters(), actual.parameters(), from, to);
            compare(comparison, step, "m of " + name, expected.moments(), actual.moments(), from, to);
            compare(
                    comparison,
                    step,
                    "v of " + name,
                    expected.moments(),
                    actual.moments(),
                    parameters + from,
                    parameters + to);
            from = to;
        }
    }

    private static void compare(
            Comparison comparison, long step, String name, float[] expected, float[] actual, int from, int to) {
        comparison.add(step, name, 0, nineInTen(widened(expected, from, to), widened(actual, from, to)));
    }

    /** @return the relative deviation that one number in ten exceeds; NaN if any number is not finite */
    static double nineInTen(double[] expected, double[] actual) {
        double[] deviations = new double[expected.length];
        for (int i = 0; i < deviations.length; i++) {
            double deviation = Math.abs(actual[i] - expected[i]);
            if (!Double.isFinite(deviation)) {
                return Double.NaN;
            }
            deviations[i] = deviation == 0 ? 0 : deviation / Math.abs(expected[i]);
        }
        Arrays.sort(deviations);
        return deviations[(deviations.length - 1) * 9 / 10];
    }

    private ByHandNetwork byHand(ByHandNetwork.State from, int threads) {
        return new ByHandNetwork(settings, from, batches, threads, kernels);
    }

    private static ByHandNetwork.State state(DigitTraining twin) {
        NetworkState state = twin.state();
        return new ByHandNetwork.State(state.parameters(), state.moments(), state.steps());
    }

    private void againstDouble() {
        Comparison losses = new Comparison(
                "losses of " + DOUBLE_STEPS + " steps, against backpropagation in double",
                Tolerances.FLOAT_LOSS_AFTER_STEPS);
        OnlineTraining training = new OnlineTraining(network, Loss.CATEGORICAL_CROSS_ENTROPY);
        Parameters exact = start.copy();
        Adam adam = new Adam(RATE, Adam.Epsilon.ON_RAW);
        try (ByHandNetwork byHand = byHand(initial(), 1)) {
            for (int step = 0; step < Math.min(DOUBLE_STEPS, batches.count()); step++) {
                float[] pixels = new float[batches.size(step) * batches.images().features()];
                float[] oneHot = new float[batches.size(step) * Mnist.CLASSES];
                batches.gather(order, step, pixels, oneHot);
                double expected = training.stepInPlace(exact, adam, matrix(step, pixels), matrix(step, oneHot));
                losses.add(step, "loss", expected, byHand.step(order, step, RATE));
            }
        }
        verdicts.add(losses.verdict());
    }

    private Matrix matrix(int step, float[] values) {
        int rows = batches.size(step);
        return new Matrix(rows, values.length / rows, widened(values));
    }

    private void threads() {
        Comparison same = new Comparison("parameters with 2, 3, 4 threads, against one thread", Tolerances.EXACT);
        double[] one = null;
        for (int threads : THREADS) {
            try (ByHandNetwork byHand = byHand(initial(), threads)) {
                for (int step = 0; step < Math.min(STRETCH, batches.count()); step++) {
                    byHand.step(order, step, RATE);
                }
                double[] parameters = widened(byHand.state().parameters());
                if (one == null) {
                    one = parameters;
                } else {
                    same.add(STRETCH - 1, byHand.threads() + " threads", one, parameters);
                }
            }
        }
        verdicts.add(same.verdict());
    }

    private ByHandNetwork.State initial() {
        try (DigitTraining untrained =
                new DigitTraining(start, batches, RATE, Adam.Epsilon.ON_RAW, TrainingMethod.dl4j())) {
            return state(untrained);
        }
    }

    private static double[] widened(float[] values) {
        return widened(values, 0, values.length);
    }

    private static double[] widened(float[] values, int from, int to) {
        double[] wide = new double[to - from];
        Arrays.setAll(wide, i -> values[from + i]);
        return wide;
    }
}
