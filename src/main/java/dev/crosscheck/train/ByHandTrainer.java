package dev.crosscheck.train;

import dev.crosscheck.data.Examples;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.train.byhand.FloatNetwork;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.Arrays;

/** Trains with the engine by hand, a {@link FloatNetwork}, on the CPU or a GPU, without ND4J. */
public final class ByHandTrainer implements Trainer {
    private final FloatNetwork network;
    private final int firstLayer;

    /**
     * @param network on the CPU or a GPU
     * @param plan the description of the network
     */
    public ByHandTrainer(FloatNetwork network, NetworkSpec plan) {
        this.network = network;
        this.firstLayer = plan.sizes().get(0) * plan.sizes().get(1);
    }

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
    public double largestParameter() {
        return Trainer.largest(network.state(0).parameters());
    }

    @Override
    public float[] firstLayer() {
        return Arrays.copyOf(network.state(0).parameters(), firstLayer);
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
