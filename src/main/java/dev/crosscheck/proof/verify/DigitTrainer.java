package dev.crosscheck.proof.verify;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.Trainer;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.Kernels;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A trainer of the digit network with its batches, as {@code train} creates and uses it. Mutants override a part.
 */
class DigitTrainer implements AutoCloseable {
    /** The method that runs this program's layers and updater in DL4J. */
    static final String DL4J = "dl4j";

    private final Task task;
    private final Batches batches;
    private final Trainer trainer;

    /**
     * The training to do.
     *
     * @param images the training images
     * @param batchSize images per step
     * @param start W1 (I, H), b1 (1, H), W2 (H, C), b2 (1, C)
     * @param learningRate Adam's η
     * @param seed the seed of the order of images
     */
    record Task(ImageSet images, int batchSize, Parameters start, double learningRate, long seed) {}

    /**
     * The images of a step as the trainer receives them.
     *
     * @param features (N, I), normalised
     * @param oneHot (N, C)
     */
    record Rows(float[] features, float[] oneHot) {}

    /**
     * @param task the training to do
     * @param method {@code dl4j}, or the label of the kernels of the trainer by hand
     * @param threads the number of threads
     */
    DigitTrainer(Task task, String method, int threads) {
        this(task, method(method, threads), TrainerCheck.Maker.AS_TRAIN_DOES);
    }

    /** Uses any trainer instead of that of {@code train}. */
    DigitTrainer(Task task, TrainingMethod method, TrainerCheck.Maker maker) {
        this.task = task;
        this.batches = new Batches(task.images(), task.batchSize());
        List<Integer> hidden = IntStream.range(1, task.start().layers())
                .mapToObj(k -> task.start().weights(k).columns())
                .toList();
        OptimizerSpec adam = OptimizerSpec.Kind.ADAM.byDefault().at(task.learningRate());
        TrainingConfig config = TrainingConfig.of(new Setup(
                        NetworkSpec.digits().withUnits(hidden),
                        new TrainingSpec(adam, task.batchSize(), 1, task.seed())))
                .with(draft -> draft.method = method);
        this.trainer = maker.trainer(config, NetworkState.of(task.start(), adam.kind()), batches);
    }

    static TrainingMethod method(String name, int threads) {
        return name.equals(DL4J)
                ? new TrainingMethod(TrainerChoice.DL4J, Kernels.AUTO, threads)
                : new TrainingMethod(TrainerChoice.BY_HAND, kernels(name), threads);
    }

    private static Kernels kernels(String label) {
        return Stream.of(Kernels.values())
                .filter(kernels -> kernels.label().equals(label))
                .findFirst()
                .orElseThrow();
    }

    /** @return the methods available on this machine: the fast kernels of the trainer by hand, then DL4J */
    static List<String> methods() {
        List<String> methods =
                new ArrayList<>(Kernels.fast().stream().map(Kernels::label).toList());
        methods.add(DL4J);
        return methods;
    }

    /** @return the same methods and the plain kernels of the trainer by hand, which are too slow for the full epoch */
    static List<String> methodsForSeveralLayers() {
        List<String> methods = methods();
        methods.add(Kernels.PLAIN.label());
        return methods;
    }

    /** @return the number of steps of an epoch */
    int steps() {
        return batches.count();
    }

    /** @return the order of the images in an epoch; epochs count from 1 */
    int[] order(int epoch) {
        return batches.shuffled(task.seed(), epoch);
    }

    /** @return the images of a step in this order */
    Rows rows(int[] order, int step) {
        float[] features = new float[batches.size(step) * task.images().features()];
        float[] oneHot = new float[batches.size(step) * batches.examples().outputs()];
        batches.gather(order, step, features, oneHot);
        return new Rows(features, oneHot);
    }

    /**
     * Does one step of training.
     *
     * @return the batch's mean loss, before the update
     */
    double step(int[] order, int step) {
        return trainer.step(order, step, task.learningRate());
    }

    /** @return a copy of its current state */
    NetworkState state() {
        return trainer.state(0);
    }

    @Override
    public void close() {
        trainer.close();
    }
}
