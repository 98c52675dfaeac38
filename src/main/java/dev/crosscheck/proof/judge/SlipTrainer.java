package dev.crosscheck.proof.judge;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.Trainer;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A trainer for mutants: {@link ReferenceTraining}, right or with a slip, whose state is kept in float. */
public final class SlipTrainer implements Trainer {
    private final Setup setup;
    private final Batches batches;
    private final Slip.Patch slip;
    private NetworkState state;

    public SlipTrainer(TrainingConfig config, NetworkState start, Batches batches, Slip.Patch slip) {
        Examples examples = batches.examples();
        this.setup =
                config.with(draft -> draft.batch = batches.largest()).setup().of(examples.shape(), examples.outputs());
        this.batches = batches;
        this.slip = slip;
        this.state = start;
    }

    @Override
    public double step(int[] order, int index, double learningRate) {
        int from = index * batches.largest();
        int[] rows = Arrays.copyOfRange(order, from, from + batches.size(index));
        MatrixExamples batch = MatrixExamples.inFloat(batches.examples(), rows);
        Network network = setup.network().network();
        Recording run = Recording.ofBatch(setup.at(learningRate), batch, network.named(state.parameters(network)));
        int done = state.steps();
        Slip.Patch goesOn = p -> p.count = t -> done + t;
        ReferenceTraining training = new ReferenceTraining(run, Slip.all(goesOn, slip));
        training.resume(run.named(Matrix.doubles(state.parameters()), Matrix.doubles(state.moments())));
        double loss = training.step().get(Recording.LOSS).get(0, 0);
        Map<String, Matrix> after = training.state();
        state = new NetworkState(
                Matrix.floats(run.flat(after, List.of(""))),
                Matrix.floats(run.flat(after, run.moments())),
                done + 1,
                0);
        return loss;
    }

    @Override
    public NetworkState state(int epochs) {
        return new NetworkState(state.parameters(), state.moments(), state.steps(), epochs);
    }

    @Override
    public float[] probabilities(Examples examples) {
        int[] rows = IntStream.range(0, examples.size()).toArray();
        Network network = setup.network().network();
        Parameters parameters = state.parameters(network);
        return Matrix.floats(network.forward(
                        parameters, MatrixExamples.inFloat(examples, rows).x())
                .output()
                .data());
    }

    @Override
    public void close() {
        // holds nothing
    }
}
