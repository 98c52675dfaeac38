package dev.crosscheck.proof.verify;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.train.StepwiseTraining;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.Kernels;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A trainer as {@code train} uses it, with Adam's ε on the raw root. Public for {@link MutatedClasses} alone. */
public final class ShippedTrainer implements DigitTrainer {
    /** The method of our layers and our updater in DL4J. */
    static final String DL4J = "dl4j";

    private final Task task;
    private final Batches batches;
    private final StepwiseTraining training;

    /**
     * @param task what to train
     * @param method {@code dl4j}, or the kernels of the trainer by hand
     * @param threads that share the work
     */
    public ShippedTrainer(Task task, String method, int threads) {
        this.task = task;
        this.batches = new Batches(
                new ImageSet(task.pixels(), task.labels(), ImageForm.ofDigits(task.rows(), task.columns())),
                task.batchSize());
        this.training = new StepwiseTraining(
                task.start(), batches, task.learningRate(), Adam.Epsilon.ON_RAW, method(method, threads));
    }

    private static TrainingMethod method(String name, int threads) {
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

    /** @return the methods that run here: the fast kernels of the trainer by hand, then DL4J */
    static List<String> methods() {
        List<String> methods =
                new ArrayList<>(Kernels.fast().stream().map(Kernels::label).toList());
        methods.add(DL4J);
        return methods;
    }

    /** @return the same, and the plain kernels of the trainer by hand, which take too long for an epoch */
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
        float[] features = new float[batches.size(step) * task.features()];
        float[] oneHot = new float[batches.size(step) * batches.examples().outputs()];
        batches.gather(order, step, features, oneHot);
        return new Rows(features, oneHot);
    }

    @Override
    public double step(int[] order, int step) {
        return training.step(order, step);
    }

    @Override
    public State state() {
        NetworkState state = training.state();
        return new State(state.parameters(), state.moments());
    }

    @Override
    public void close() {
        training.close();
    }
}
