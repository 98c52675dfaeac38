package dev.crosscheck.train;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.device.Device;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.stream.IntStream;

/** Trains the digit network on the CPU from given parameters, one step per call, for comparisons. */
public final class StepwiseTraining implements AutoCloseable {
    private final Trainer trainer;
    private final Setup setup;

    /**
     * @param start W1 (I, H), b1 (1, H), and so on to the output layer, rounded to float here; unchanged
     * @param batches training images
     * @param learningRate Adam's
     * @param epsilonPlacement what Adam's epsilon is added to
     * @param method which trainer to use
     */
    public StepwiseTraining(
            Parameters start,
            Batches batches,
            double learningRate,
            Adam.Epsilon epsilonPlacement,
            TrainingMethod method) {
        NetworkSpec network = NetworkSpec.digits()
                .withUnits(IntStream.range(1, start.layers())
                        .mapToObj(k -> start.weights(k).columns())
                        .toList())
                .of(start.weights(1).rows(), start.weights(start.layers()).columns());
        OptimizerSpec adam =
                OptimizerSpec.Kind.ADAM.byDefault().at(learningRate).with(epsilonPlacement);
        this.setup = new Setup(network, new TrainingSpec(adam, batches.largest(), 1, 0));
        this.trainer = method.newTrainer(Device.CPU, setup, NetworkState.of(start, adam.kind()), batches);
    }

    /**
     * Does one step.
     *
     * @param order the epoch's order
     * @param index which batch of it
     * @return the batch's mean loss, before the update
     */
    public double step(int[] order, int index) {
        return trainer.step(order, index, setup.training().optimizer().learningRate());
    }

    /** @return a copy of the parameters, in the shapes of those it started from */
    public Parameters parameters() {
        return state().parameters(setup.network().sizes());
    }

    /** @return a copy of parameters and Adam's moments */
    public NetworkState state() {
        return trainer.state(0);
    }

    /** @return the network's predictions on a labelled set, counted */
    public Evaluation evaluate(Examples examples) {
        return Evaluation.of(trainer.probabilities(examples), examples.labels());
    }

    @Override
    public void close() {
        trainer.close();
    }
}
