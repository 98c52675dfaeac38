package dev.crosscheck.proof.verify;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.table.Task;
import dev.crosscheck.nn.NetworkSpec;
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

/** A trainer of digits as {@code train} creates and uses it, with the batches of {@code train}. */
class ShippedTrainer implements DigitTrainer {
    /** The method that runs this program's layers and updater in DL4J. */
    static final String DL4J = "dl4j";

    private final Task task;
    private final Batches batches;
    private final Trainer trainer;

    /**
     * @param task the training to do
     * @param method {@code dl4j}, or the label of the kernels of the trainer by hand
     * @param threads the number of threads
     */
    ShippedTrainer(Task task, String method, int threads) {
        this(task, method(method, threads), TrainerCheck.Maker.AS_TRAIN_DOES);
    }

    /** Uses any trainer instead of that of {@code train}. */
    ShippedTrainer(Task task, TrainingMethod method, TrainerCheck.Maker maker) {
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

    @Override
    public int steps() {
        return batches.count();
    }

    @Override
    public int[] order(int epoch) {
        return batches.shuffled(task.seed(), epoch);
    }

    @Override
    public Rows rows(int[] order, int step) {
        float[] features = new float[batches.size(step) * task.images().features()];
        float[] oneHot = new float[batches.size(step) * batches.examples().outputs()];
        batches.gather(order, step, features, oneHot);
        return new Rows(features, oneHot);
    }

    @Override
    public double step(int[] order, int step) {
        return trainer.step(order, step, task.learningRate());
    }

    @Override
    public NetworkState state() {
        return trainer.state(0);
    }

    @Override
    public void close() {
        trainer.close();
    }
}
