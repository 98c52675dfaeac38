package dev.crosscheck.train;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.train.byhand.ByHandNetwork;
import dev.crosscheck.train.byhand.Kernels;
import dev.crosscheck.train.byhand.NetworkState;
import dev.crosscheck.train.dl4j.DenseNetwork;
import java.util.Arrays;
import java.util.List;

/** Trains {@link ByHandNetwork} without ND4J. */
final class ByHandTrainer implements Trainer {
    private final ByHandNetwork network;
    private final int firstLayer;

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
        ByHandNetwork.Settings settings = new ByHandNetwork.Settings(
                hidden,
                batches.examples().outputs(),
                DenseNetwork.BETA1,
                DenseNetwork.BETA2,
                DenseNetwork.EPSILON,
                epsilonPlacement);
        this.network = new ByHandNetwork(settings, start, batches, threads, kernels);
        this.firstLayer = batches.examples().features() * hidden.get(0);
    }

    @Override
    public double step(int[] order, int index, double rate) {
        return network.step(order, index, rate);
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
