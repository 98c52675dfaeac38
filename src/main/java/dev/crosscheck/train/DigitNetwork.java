package dev.crosscheck.train;

import dev.crosscheck.data.Mnist;
import dev.crosscheck.nn.optim.Adam.Epsilon;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.MultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The digit network of course section 5 as a DL4J {@link MultiLayerNetwork}: linear, ReLU, linear, softmax, with the mean
 * cross-entropy over the batch and Adam.
 *
 * <p>There are two forms with the same parameters in the same order. {@link #stock} is made of DL4J's own parts only: it
 * is what runs on CUDA, what is saved and what the fast form is checked against. {@link #tuned} puts {@link LeanDense} and
 * {@link FusedAdam} in their places and is what trains on the CPU.
 */
final class DigitNetwork {
    static final double BETA1 = 0.9;
    static final double BETA2 = 0.999;
    static final double EPSILON = 1e-8;

    /** What a run's record says of the optimizer. */
    static final String OPTIMIZER = "Adam, beta1 " + BETA1 + ", beta2 " + BETA2 + ", epsilon " + EPSILON
            + " added to the raw root of the second moment";

    private DigitNetwork() {}

    /** DL4J's own layers and updater. */
    static MultiLayerNetwork stock(int inputs, int hidden, int classes, double learningRate) {
        Layer first = new DenseLayer.Builder()
                .nIn(inputs)
                .nOut(hidden)
                .activation(Activation.RELU)
                .build();
        return build(first, hidden, classes, new Adam(learningRate, BETA1, BETA2, EPSILON));
    }

    /** The same network with a first layer and an updater that do no needless work. */
    static MultiLayerNetwork tuned(int inputs, int hidden, int classes, double learningRate) {
        return tuned(inputs, hidden, classes, learningRate, Epsilon.ON_RAW);
    }

    /** The same with Adam's epsilon where another program has it. */
    static MultiLayerNetwork tuned(int inputs, int hidden, int classes, double learningRate, Epsilon home) {
        FusedAdam updater = new FusedAdam(learningRate, BETA1, BETA2, EPSILON, home);
        return build(new LeanDense(inputs, hidden), hidden, classes, updater);
    }

    private static MultiLayerNetwork build(Layer first, int hidden, int classes, IUpdater updater) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(DataType.FLOAT)
                .updater(updater)
                .trainingWorkspaceMode(WorkspaceMode.ENABLED)
                .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
                .list()
                .layer(first)
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(hidden)
                        .nOut(classes)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        network.init();
        return network;
    }

    /**
     * DL4J's own layers and updater, with what a network has learnt.
     *
     * @param learningRate Adam's
     */
    static MultiLayerNetwork of(NetworkState state, int inputs, int hidden, double learningRate) {
        MultiLayerNetwork network = stock(inputs, hidden, Mnist.CLASSES, learningRate);
        restore(network, state);
        return network;
    }

    /**
     * A copy in DL4J's own parts, with parameters and updater state, for saving.
     *
     * @param network either form
     * @param learningRate Adam's
     */
    static MultiLayerNetwork toStock(MultiLayerNetwork network, double learningRate) {
        fusedUpdaters(network).forEach(FusedAdamUpdater::flush);
        return copy(network, stock(inputs(network), hidden(network), classes(network), learningRate));
    }

    /**
     * A copy in the fast form, with parameters and updater state, for training on the CPU.
     *
     * @param stock in DL4J's own parts
     * @param home what Adam's epsilon is added to
     */
    static MultiLayerNetwork toTuned(MultiLayerNetwork stock, Epsilon home) {
        MultiLayerNetwork tuned =
                copy(stock, tuned(inputs(stock), hidden(stock), classes(stock), stock.getLearningRate(0), home));
        fusedUpdaters(tuned).forEach(FusedAdamUpdater::reload);
        return tuned;
    }

    private static MultiLayerNetwork copy(MultiLayerNetwork from, MultiLayerNetwork to) {
        to.setParams(from.params());
        updaterState(to).assign(updaterState(from));
        to.setIterationCount(from.getIterationCount());
        to.setEpochCount(from.getEpochCount());
        return to;
    }

    /** @return what a network in DL4J's own parts has learnt, out of it */
    static NetworkState state(MultiLayerNetwork stock) {
        return new NetworkState(
                stock.params().toFloatVector(),
                updaterState(stock).toFloatVector(),
                stock.getIterationCount(),
                stock.getEpochCount());
    }

    /** Puts what a network has learnt into one in DL4J's own parts, of the same shape. */
    static void restore(MultiLayerNetwork stock, NetworkState state) {
        stock.setParams(Nd4j.create(state.parameters(), stock.params().shape(), 'c'));
        INDArray moments = updaterState(stock);
        moments.assign(Nd4j.create(state.moments(), moments.shape(), 'c'));
        stock.setIterationCount(state.steps());
        stock.setEpochCount(state.epochs());
    }

    /** Changes Adam's η in either form; moments and step count stay. */
    static void setLearningRate(MultiLayerNetwork network, double rate) {
        List<FusedAdamUpdater> fused = fusedUpdaters(network);
        if (fused.isEmpty()) {
            network.setLearningRate(rate);
        } else {
            fused.forEach(updater -> updater.setLearningRate(rate));
        }
    }

    private static List<FusedAdamUpdater> fusedUpdaters(MultiLayerNetwork network) {
        return updater(network).getUpdaterBlocks().stream()
                .map(UpdaterBlock::getGradientUpdater)
                .filter(FusedAdamUpdater.class::isInstance)
                .map(FusedAdamUpdater.class::cast)
                .toList();
    }

    /** @return the live array of Adam's moments: all of m, then all of v, each in the parameters' order */
    static INDArray updaterState(MultiLayerNetwork network) {
        return updater(network).getStateViewArray();
    }

    private static MultiLayerUpdater updater(MultiLayerNetwork network) {
        return (MultiLayerUpdater) network.getUpdater();
    }

    static int inputs(MultiLayerNetwork network) {
        return (int) network.getParam("0_W").size(0);
    }

    static int hidden(MultiLayerNetwork network) {
        return (int) network.getParam("0_W").size(1);
    }

    static int classes(MultiLayerNetwork network) {
        return (int) network.getParam("1_W").size(1);
    }
}
