package dev.crosscheck.train.dl4j;

import dev.crosscheck.layers.FusedAdam;
import dev.crosscheck.layers.InputDense;
import dev.crosscheck.layers.SoftmaxOutput;
import dev.crosscheck.nn.optim.Adam.Epsilon;
import dev.crosscheck.train.byhand.NetworkState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The digit network of course section 5 as a DL4J {@link MultiLayerNetwork}: linear, ReLU, linear, softmax, with the mean
 * cross-entropy over the batch and Adam.
 *
 * <p>There are two forms with the same parameters by the same names. {@link #stock} is made of DL4J's own parts only: it is what
 * runs on CUDA, what is saved and what the tuned form is checked against. {@link #tuned} has {@link InputDense},
 * {@link SoftmaxOutput} and {@link FusedAdam} in their places and is what {@code --trainer dl4j} uses on the CPU.
 */
public final class DigitNetwork {
    public static final double BETA1 = 0.9;
    public static final double BETA2 = 0.999;
    public static final double EPSILON = 1e-8;

    /** DL4J would take the clock's time. Nothing depends on it: what DL4J draws is replaced at once. */
    private static final long NO_SEED = 0;

    /** What a run's record says of the optimizer. */
    public static final String OPTIMIZER = "Adam, beta1 " + BETA1 + ", beta2 " + BETA2 + ", epsilon " + EPSILON
            + " added to the raw root of the second moment";

    private DigitNetwork() {}

    /** DL4J's own layers and updater. */
    static MultiLayerNetwork stock(int inputs, int hidden, int classes, double learningRate) {
        return stock(inputs, hidden, classes, learningRate, NO_SEED);
    }

    private static MultiLayerNetwork stock(int inputs, int hidden, int classes, double learningRate, long seed) {
        Layer first = new DenseLayer.Builder()
                .nIn(inputs)
                .nOut(hidden)
                .activation(Activation.RELU)
                .build();
        Layer last = new OutputLayer.Builder(LossFunction.MCXENT)
                .nIn(hidden)
                .nOut(classes)
                .activation(Activation.SOFTMAX)
                .build();
        return build(first, last, true, learningRate, seed);
    }

    /**
     * The same network with layers and an updater that do no needless work.
     *
     * @param background the value of dark pixels, which the first layer leaves out; null for none
     * @param epsilonPlacement what Adam's epsilon is added to
     */
    static MultiLayerNetwork tuned(
            int inputs, int hidden, int classes, double learningRate, Float background, Epsilon epsilonPlacement) {
        Layer first = background == null ? new InputDense(inputs, hidden) : new InputDense(inputs, hidden, background);
        MultiLayerNetwork network = build(first, new SoftmaxOutput(hidden, classes), false, learningRate, NO_SEED);
        FusedAdam.install(network, epsilonPlacement);
        return network;
    }

    private static MultiLayerNetwork build(Layer first, Layer last, boolean divides, double learningRate, long seed) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(seed)
                .dataType(DataType.FLOAT)
                .updater(new Adam(learningRate, BETA1, BETA2, EPSILON))
                .miniBatch(divides)
                .trainingWorkspaceMode(WorkspaceMode.ENABLED)
                .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
                .list()
                .layer(first)
                .layer(last)
                .build());
        network.init();
        return network;
    }

    /**
     * DL4J's own layers and updater, with what a network has learnt.
     *
     * @param learningRate Adam's
     */
    public static MultiLayerNetwork of(NetworkState state, int inputs, int hidden, double learningRate) {
        return of(state, inputs, hidden, learningRate, NO_SEED);
    }

    /**
     * The same of a run.
     *
     * @param seed the run's, which its model's file tells
     */
    public static MultiLayerNetwork of(NetworkState state, int inputs, int hidden, double learningRate, long seed) {
        long first = (inputs + 1L) * hidden;
        int outputs = (int) ((state.parameters().length - first) / (hidden + 1));
        MultiLayerNetwork network = stock(inputs, hidden, outputs, learningRate, seed);
        restore(network, state);
        return network;
    }

    /**
     * A copy in DL4J's own parts, with parameters and updater state, for saving.
     *
     * @param network either form
     * @param learningRate Adam's
     */
    public static MultiLayerNetwork toStock(MultiLayerNetwork network, double learningRate) {
        return copy(network, stock(inputs(network), hidden(network), classes(network), learningRate));
    }

    /**
     * A copy in the tuned form, with parameters and updater state, for training on the CPU.
     *
     * @param stock in DL4J's own parts
     * @param background the value of dark pixels, which the first layer leaves out; null for none
     * @param epsilonPlacement what Adam's epsilon is added to
     */
    public static MultiLayerNetwork toTuned(MultiLayerNetwork stock, Float background, Epsilon epsilonPlacement) {
        MultiLayerNetwork tuned = tuned(
                inputs(stock), hidden(stock), classes(stock), stock.getLearningRate(0), background, epsilonPlacement);
        copy(stock, tuned);
        ((FusedAdam) tuned.getUpdater()).reload();
        return tuned;
    }

    /** By name, for W of the first layer lies row by row in one form and column by column in the other. */
    private static MultiLayerNetwork copy(MultiLayerNetwork from, MultiLayerNetwork to) {
        INDArray fromMoments = updaterState(from);
        INDArray toMoments = updaterState(to);
        long count = from.numParams();
        long at = 0;
        for (String name : from.paramTable().keySet()) {
            INDArray source = from.getParam(name);
            INDArray target = to.getParam(name);
            target.assign(source);
            for (long start : new long[] {at, count + at}) {
                stretch(toMoments, start, target).assign(stretch(fromMoments, start, source));
            }
            at += source.length();
        }
        to.setIterationCount(from.getIterationCount());
        to.setEpochCount(from.getEpochCount());
        return to;
    }

    /** @return the moments that belong to a parameter, in its shape and order */
    private static INDArray stretch(INDArray moments, long start, INDArray parameter) {
        return moments.reshape(moments.length())
                .get(NDArrayIndex.interval(start, start + parameter.length()))
                .reshape(parameter.ordering(), parameter.shape());
    }

    /** @return what a network in DL4J's own parts has learnt, out of it */
    public static NetworkState state(MultiLayerNetwork stock) {
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
    public static void setLearningRate(MultiLayerNetwork network, double rate) {
        if (network.getUpdater() instanceof FusedAdam adam) {
            adam.setLearningRate(rate);
        } else {
            network.setLearningRate(rate);
        }
    }

    /** @return the array of Adam's moments: all of m, then all of v, each in the parameters' order */
    static INDArray updaterState(MultiLayerNetwork network) {
        return network.getUpdater().getStateViewArray();
    }

    public static int inputs(MultiLayerNetwork network) {
        return (int) network.getParam("0_W").size(0);
    }

    static int hidden(MultiLayerNetwork network) {
        return (int) network.getParam("0_W").size(1);
    }

    static int classes(MultiLayerNetwork network) {
        return (int) network.getParam("1_W").size(1);
    }
}
