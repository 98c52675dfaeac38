package dev.crosscheck.train;

import dev.crosscheck.data.Examples;
import dev.crosscheck.train.byhand.FloatNetwork;
import dev.crosscheck.train.byhand.NetworkState;

/** Trains with the engine by hand, a {@link FloatNetwork}, on the CPU or a GPU, without ND4J. */
public record ByHandTrainer(FloatNetwork network) implements Trainer {
    @Override
    public double step(int[] order, int index, double rate) {
        return network.steps(order, index, rate)[0];
    }

    @Override
    public int stepsAtOnce() {
        return network.stepsAtOnce();
    }

    @Override
    public double[] steps(int[] order, int index, double... rates) {
        return network.steps(order, index, rates);
    }

    @Override
    public float[] probabilities(Examples examples) {
        return network.probabilities(examples);
    }

    @Override
    public float[] logits(Examples examples) {
        return network.logits(examples);
    }

    @Override
    public NetworkState state(int epochs) {
        return network.state(epochs);
    }

    @Override
    public void close() {
        network.close();
    }
}
