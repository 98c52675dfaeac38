package dev.crosscheck.train;

import dev.crosscheck.byhand.ByHandNetwork;
import dev.crosscheck.byhand.Kernels;
import dev.crosscheck.data.Batches;
import dev.crosscheck.nn.optim.Adam;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Learns with {@link ByHandNetwork}, from and back into a DL4J network's parameter array. */
final class ByHandLearner implements Learner {
    private final MultiLayerNetwork network;
    private final ByHandNetwork training;
    private double learningRate;

    /**
     * @param start in DL4J's own parts, with updater state; unchanged
     * @param batches what to learn from
     * @param threads how many are wanted
     * @param kernels what multiplies
     * @param home what Adam's epsilon is added to
     */
    ByHandLearner(MultiLayerNetwork start, Batches batches, int threads, Kernels kernels, Adam.Epsilon home) {
        this.network = start.clone();
        this.learningRate = start.getLearningRate(0);
        ByHandNetwork.Settings settings = new ByHandNetwork.Settings(
                DigitNetwork.hidden(start),
                DigitNetwork.classes(start),
                DigitNetwork.BETA1,
                DigitNetwork.BETA2,
                DigitNetwork.EPSILON,
                home);
        this.training = new ByHandNetwork(settings, state(start), batches, threads, kernels);
    }

    private static ByHandNetwork.State state(MultiLayerNetwork network) {
        NetworkState state = DigitNetwork.state(network);
        return new ByHandNetwork.State(state.parameters(), state.moments(), state.steps());
    }

    @Override
    public double step(int[] order, int index, double rate) {
        learningRate = rate;
        return training.step(order, index, rate);
    }

    @Override
    public MultiLayerNetwork network() {
        return publish();
    }

    /** Writes what was learned into the live arrays of the DL4J network. */
    private MultiLayerNetwork publish() {
        ByHandNetwork.State state = training.state();
        int epochs = network.getEpochCount();
        DigitNetwork.restore(
                network, new NetworkState(state.parameters(), state.moments(), (int) state.steps(), epochs));
        return network;
    }

    @Override
    public MultiLayerNetwork snapshot() {
        return DigitNetwork.toStock(publish(), learningRate);
    }

    @Override
    public void close() {
        training.close();
    }
}
