package dev.crosscheck.proof.verify;

import dev.crosscheck.data.DataSet;
import dev.crosscheck.data.Examples;
import dev.crosscheck.device.Device;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.twin.FlatParameters;
import dev.crosscheck.proof.twin.NetworkTwin;
import dev.crosscheck.train.Checkpoint;
import dev.crosscheck.train.CheckpointInterval;
import dev.crosscheck.train.CheckpointSink;
import dev.crosscheck.train.EpochMetrics;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.RunListener;
import dev.crosscheck.train.StepMetrics;
import dev.crosscheck.train.Training;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingOutcome;
import dev.crosscheck.train.TrainingStart;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A training from its seed, as {@code train} does it, with a checkpoint after each epoch.
 *
 * @param network the trained network, with its numbers of inputs and outputs
 * @param afterEpochs the checkpoint after each epoch
 * @param steps the metrics of each step
 */
record WholeRun(NetworkSpec network, TrainingOutcome outcome, List<Checkpoint> afterEpochs, List<StepMetrics> steps) {

    static WholeRun of(TrainingConfig config, DataSet data) {
        List<Checkpoint> checkpoints = new ArrayList<>();
        List<StepMetrics> steps = new ArrayList<>();
        RunListener listener = new RunListener() {
            @Override
            public void step(StepMetrics step) {
                steps.add(step);
            }
        };
        CheckpointInterval everyEpoch = new CheckpointInterval(1, CheckpointInterval.Unit.EPOCHS);
        TrainingOutcome outcome = new Training(
                        Device.CPU,
                        new TrainingStart.Seed(),
                        config,
                        data,
                        new CheckpointSink(everyEpoch, checkpoints::add))
                .run(listener, () -> false);
        return new WholeRun(
                config.network(),
                outcome,
                checkpoints.subList(0, outcome.epochs().size()),
                steps);
    }

    /** @return the parameters after an epoch, from 1 */
    float[] parameters(int epoch) {
        return afterEpochs.get(epoch - 1).network().parameters();
    }

    /**
     * Compares the loss after each epoch with that of DL4J's layers, in double, for the parameters of its checkpoint.
     *
     * @param evaluation the evaluation of these examples after an epoch
     * @return DL4J's losses
     */
    double[] compareLosses(
            Comparison losses, String name, Examples examples, Function<EpochMetrics, Evaluation> evaluation) {
        NetworkTwin twin = new NetworkTwin(network.network(), network.loss());
        FlatParameters layout = new FlatParameters(network.sizes());
        int[] order = IntStream.range(0, examples.size()).toArray();
        TrainerCheck.Rows rows = TrainerCheck.Rows.of(examples, order, 0, order.length);
        double[] right = new double[afterEpochs.size()];
        for (int epoch = 1; epoch <= right.length; epoch++) {
            twin.setParameters(layout.parameters(Matrix.doubles(parameters(epoch))));
            right[epoch - 1] = twin.loss(rows.x(), rows.t());
            losses.add(
                    epoch,
                    name,
                    right[epoch - 1],
                    evaluation.apply(outcome.epochs().get(epoch - 1)).loss());
        }
        return right;
    }
}
