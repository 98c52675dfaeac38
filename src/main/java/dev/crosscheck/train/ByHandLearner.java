package dev.crosscheck.train;

import dev.crosscheck.byhand.ByHandNetwork;
import dev.crosscheck.byhand.Kernels;
import dev.crosscheck.data.Batches;
import dev.crosscheck.nn.optim.Adam;
import java.util.Arrays;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Learns with {@link ByHandNetwork}, from and back into a DL4J network's parameter array. */
final class ByHandLearner implements Learner {
    private final MultiLayerNetwork network;
    private final ByHandNetwork training;
    private final Batches batches;
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
        this.batches = batches;
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
        float[] moments = DigitNetwork.updaterState(network).toFloatVector();
        int parameters = moments.length / 2;
        return new ByHandNetwork.State(
                network.params().toFloatVector(),
                Arrays.copyOf(moments, parameters),
                Arrays.copyOfRange(moments, parameters, moments.length),
                network.getIterationCount());
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
        assign(network.params(), state.parameters());
        float[] moments = Arrays.copyOf(state.m(), 2 * state.m().length);
        System.arraycopy(state.v(), 0, moments, state.m().length, state.v().length);
        assign(DigitNetwork.updaterState(network), moments);
        network.setIterationCount((int) state.steps());
        return network;
    }

    private static void assign(INDArray array, float[] values) {
        array.assign(Nd4j.create(values, array.shape(), 'c'));
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
