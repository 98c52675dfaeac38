package dev.crosscheck.proof.verify;

import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.OnlineTraining;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.DeviationTrace;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.twin.DigitTwin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Compares a trainer of the digit network, in float, with DL4J's own layers and Adam in double ({@link DigitTwin}) over one epoch. Needs ND4J started.
 *
 * <p>{@link StepComparison} compares single steps, each from the trainer's own state before it, so that errors do not accumulate and tolerances are
 * tight. In addition, the losses of the first steps are compared with those of two independent trainings in double: DL4J's, and the backpropagation of
 * the course.
 */
public final class DigitTrainerCheck {
    private static final double RATE = 0.001;
    private static final int FREE_STEPS = 25;

    /** The number of DL4J trainings with perturbed parameters: if rounding decides the side of a ReLU's kink, each shows it with a chance of one half. */
    private static final int NUDGES = 8;

    /** The largest perturbation, in units in float32's last place, since a trainer rounds at each operation. */
    private static final int NUDGE = 8;

    /** The allowed multiple of the losses' changes in these trainings. */
    private static final double NUDGE_SAFETY = 3;

    /** The largest allowed change of a loss: no kink was seen to change one by more than 6e-4. */
    private static final double MOST_MOVED = 1e-3;

    private static final List<Integer> DEEP = List.of(130, 48); // three slices and one
    private static final int DEEP_BATCH = 64;
    private static final int DEEP_IMAGES = 15 * DEEP_BATCH;

    /** Fewer steps with several hidden layers: a ReLU on the other side of its kink drove losses 4e-3 apart within 25 steps in one of 30 trainings. */
    private static final int DEEP_FREE_STEPS = 10;

    private static final List<Integer> THREADS = List.of(1, 2, 3, 4);

    private final DigitTrainer.Task task;
    private final Epoch epoch;
    private final List<Integer> looks;
    private final double[] lossesInDl4j;
    private final double[] lossesInDouble;

    /** The divisor of the loss of each step, for {@link Tolerances#FLOAT_LOSSES}. */
    private final double[] sizes;

    /**
     * @param images the training images
     * @param hidden units of each hidden layer
     * @param batchSize images per step
     * @param seed the seed of initial parameters, order and the choice of steps to compare
     */
    DigitTrainerCheck(ImageSet images, List<Integer> hidden, int batchSize, long seed) {
        Network network = Network.of(images.features(), hidden, images.outputs(), Elementwise.RELU, Softmax.SOFTMAX);
        this.task = new DigitTrainer.Task(images, batchSize, scaled(network.initial(seed)), RATE, seed);
        this.epoch = Epoch.of(task, 1);
        this.looks = StepComparison.looks(epoch.steps(), seed);
        this.lossesInDl4j = trainInDl4j(task.start());
        this.sizes = sizes();
        this.lossesInDouble = trainInDouble(network);
    }

    /**
     * Divides by √fan_in, so that sums of many inputs of size 1 are of size 1 as well and no probability is clipped.
     */
    private static Parameters scaled(Parameters gaussian) {
        List<Matrix> matrices = new ArrayList<>();
        for (int k = 1; k <= gaussian.layers(); k++) {
            double root = Math.sqrt(gaussian.weights(k).rows());
            matrices.add(gaussian.weights(k).map(w -> (float) (w / root)));
            matrices.add(gaussian.bias(k).map(b -> (float) (b / root)));
        }
        return new Parameters(matrices);
    }

    /**
     * Checks every trainer that runs on this machine: by hand with each of the fast kernels, and this program's layers in DL4J; and, with fewer steps, a
     * network with two hidden layers, by hand with the plain kernels too.
     *
     * @param images the training images
     * @param seed the seed of initial parameters, order and the choice of steps to compare
     * @param progress called after each step
     */
    public static List<Findings> findings(ImageSet images, long seed, ProgressListener progress) {
        DigitTrainerCheck check = new DigitTrainerCheck(images, List.of(256), 64, seed);
        List<Findings> findings = new ArrayList<>();
        for (String method : DigitTrainer.methods()) {
            findings.add(check.findings(check.title(method), task -> new DigitTrainer(task, method, 2), progress));
        }
        for (String method : DigitTrainer.methods()) {
            findings.add(check.threads(method));
        }
        findings.addAll(deepFindings(images, seed, progress));
        return findings;
    }

    private static List<Findings> deepFindings(ImageSet images, long seed, ProgressListener progress) {
        DigitTrainerCheck deep = new DigitTrainerCheck(images.first(DEEP_IMAGES), DEEP, DEEP_BATCH, seed);
        List<Findings> findings = new ArrayList<>();
        for (String method : DigitTrainer.methodsForSeveralLayers()) {
            findings.add(deep.findings(deep.title(method), task -> new DigitTrainer(task, method, 2), progress));
        }
        for (String method : DigitTrainer.methodsForSeveralLayers()) {
            findings.add(deep.threads(method));
        }
        return findings;
    }

    private String title(String method) {
        String trainer = method.equals(DigitTrainer.DL4J)
                ? "Digit trainer in DL4J, our layers"
                : "Digit trainer by hand, " + method + " kernels";
        int hidden = task.start().layers() - 1;
        return hidden == 1 ? trainer : trainer + ", " + hidden + " hidden layers";
    }

    /** Checks any trainer. */
    Findings findings(String title, Function<DigitTrainer.Task, DigitTrainer> maker, ProgressListener progress) {
        Comparisons all = new Comparisons();
        StepComparison steps = new StepComparison(all, task, epoch);
        Comparison losses = all.of(
                "losses of the first " + lossesInDl4j.length + " steps, against DL4J's own training",
                Tolerances.FLOAT_LOSSES);
        Comparison inDouble = all.of(
                "losses of the first " + lossesInDouble.length + " steps, against backpropagation in double",
                Tolerances.FLOAT_LOSSES);
        DeviationTrace trace = new DeviationTrace(losses, lossesInDl4j.length);
        try (DigitTrainer trainer = maker.apply(task)) {
            int[] order = trainer.order(1);
            for (int step = 0; step < epoch.steps(); step++) {
                double loss = looks.contains(step) ? steps.compare(trainer, order, step) : trainer.step(order, step);
                if (step < lossesInDl4j.length) {
                    losses.add(step, "loss", lossesInDl4j[step] / sizes[step], loss / sizes[step]);
                    trace.endStep();
                }
                if (step < lossesInDouble.length) {
                    inDouble.add(step, "loss", lossesInDouble[step] / sizes[step], loss / sizes[step]);
                }
                progress.at(title, step + 1, epoch.steps());
            }
        }
        steps.end();
        return all.findings(title, note(), trace.series(title + ": losses against DL4J's own training"));
    }

    private String note() {
        return "an epoch of " + task.images().size() + " images in batches of " + task.batchSize() + "; " + looks.size()
                + " of its " + epoch.steps() + " steps are looked at: the first " + StepComparison.FIRST
                + ", one in each " + StepComparison.STRETCH + " after them, drawn from the seed, and the last"
                + (most() > 1
                        ? String.format(
                                Locale.ROOT,
                                "; losses of the first steps are allowed %.1e, since DL4J's own move by a third of that if its"
                                        + " start is moved in float32's last places",
                                most() * Tolerances.FLOAT_LOSSES.absolute())
                        : "");
    }

    /** @return the largest divisor of a loss */
    private double most() {
        return Arrays.stream(sizes).max().orElse(1);
    }

    private int freeSteps() {
        return Math.min(task.start().layers() > 2 ? DEEP_FREE_STEPS : FREE_STEPS, epoch.steps());
    }

    /** @return the divisors of the losses, from DL4J's trainings alone, so that they do not depend on the trainer under test */
    private double[] sizes() {
        double[] sizes = new double[lossesInDl4j.length];
        Arrays.fill(sizes, 1);
        SplittableRandom random = new SplittableRandom(task.seed());
        for (int nudge = 0; nudge < NUDGES; nudge++) {
            Parameters moved = new Parameters(task.start().matrices().stream()
                    .map(theta -> theta.map(
                            value -> value + random.nextInt(-NUDGE, NUDGE + 1) * (double) Math.ulp((float) value)))
                    .toList());
            double[] losses = trainInDl4j(moved);
            double most = 0;
            for (int step = 0; step < sizes.length; step++) {
                most = Math.max(most, Math.abs(losses[step] - lossesInDl4j[step]));
                double allowed = Math.min(MOST_MOVED, NUDGE_SAFETY * most);
                sizes[step] = Math.max(sizes[step], allowed / Tolerances.FLOAT_LOSSES.absolute());
            }
        }
        return sizes;
    }

    private double[] trainInDl4j(Parameters start) {
        DigitTwin twin = new DigitTwin(start, RATE);
        double[] losses = new double[freeSteps()];
        for (int step = 0; step < losses.length; step++) {
            ImageSet batch = epoch.batch(step);
            losses[step] = twin.step(batch.pixels(), batch.labels());
        }
        return losses;
    }

    private double[] trainInDouble(Network network) {
        OnlineTraining training = new OnlineTraining(network, Loss.CATEGORICAL_CROSS_ENTROPY);
        Parameters parameters = task.start().copy();
        Adam adam = new Adam(RATE, Adam.Epsilon.ON_RAW);
        double[] losses = new double[freeSteps()];
        for (int step = 0; step < losses.length; step++) {
            losses[step] = training.stepInPlace(parameters, adam, epoch.x(step), epoch.t(step));
        }
        return losses;
    }

    /** Compares a trainer with several threads with itself on one thread. */
    private Findings threads(String method) {
        Comparisons all = new Comparisons();
        Comparison same = all.of("parameters with 2, 3, 4 threads, against one thread", Tolerances.EXACT);
        double[] one = null;
        for (int threads : THREADS) {
            try (DigitTrainer trainer = new DigitTrainer(task, method, threads)) {
                int[] order = trainer.order(1);
                for (int step = 0; step < Math.min(FREE_STEPS, trainer.steps()); step++) {
                    trainer.step(order, step);
                }
                double[] parameters = Matrix.doubles(trainer.state().parameters());
                if (one == null) {
                    one = parameters;
                } else {
                    same.add(FREE_STEPS - 1, threads + " threads", one, parameters);
                }
            }
        }
        return all.findings("Threads: " + title(method), "");
    }
}
