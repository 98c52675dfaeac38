package dev.crosscheck.train;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.train.byhand.ByHandNetwork;
import dev.crosscheck.train.byhand.FloatNetwork;
import dev.crosscheck.train.byhand.GpuNetwork;
import dev.crosscheck.train.byhand.Kernels;
import dev.crosscheck.train.byhand.NetworkState;
import dev.crosscheck.train.dl4j.DenseNetwork;
import java.util.Arrays;
import java.util.List;

/** Trains a {@link FloatNetwork} without ND4J, on the CPU or on a GPU. */
final class ByHandTrainer implements Trainer {
    private final FloatNetwork network;
    private final int firstLayer;
    private final boolean onGpu;

    /**
     * @param start what the network starts from; unchanged
     * @param hidden units of each hidden layer
     * @param batches training images
     * @param threads at least 1; more than there are slices of hidden units are not used
     * @param kernels implementation of the matrix products
     * @param epsilonPlacement what Adam's epsilon is added to
     */
    ByHandTrainer(
            NetworkState start,
            List<Integer> hidden,
            Batches batches,
            int threads,
            Kernels kernels,
            Adam.Epsilon epsilonPlacement) {
        ByHandNetwork.Settings settings = settings(hidden, batches.examples().outputs(), epsilonPlacement);
        this.network = new ByHandNetwork(settings, start, batches, threads, kernels);
        this.firstLayer = batches.examples().features() * hidden.get(0);
        this.onGpu = false;
    }

    /**
     * Trains a network that is on a GPU already.
     *
     * @param firstLayer number of weights in its first layer
     */
    ByHandTrainer(GpuNetwork network, int firstLayer) {
        this.network = network;
        this.firstLayer = firstLayer;
        this.onGpu = true;
    }

    /** @return a network's size, with Adam's constants */
    static ByHandNetwork.Settings settings(List<Integer> hidden, int classes, Adam.Epsilon epsilonPlacement) {
        return new ByHandNetwork.Settings(
                hidden, classes, DenseNetwork.BETA1, DenseNetwork.BETA2, DenseNetwork.EPSILON, epsilonPlacement);
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
    public boolean canBeLost() {
        return onGpu;
    }

    @Override
    public float[] probabilities(Examples examples) {
        return network.probabilities(examples);
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
