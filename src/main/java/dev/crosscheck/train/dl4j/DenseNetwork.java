package dev.crosscheck.train.dl4j;

import static dev.crosscheck.nn.optim.Adam.BETA1;
import static dev.crosscheck.nn.optim.Adam.BETA2;
import static dev.crosscheck.nn.optim.Adam.EPSILON;

import dev.crosscheck.data.Normalisation;
import dev.crosscheck.layers.FusedAdam;
import dev.crosscheck.layers.InputDense;
import dev.crosscheck.layers.SoftmaxOutput;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/**
 * A {@link NetworkSpec} as a DL4J {@link MultiLayerNetwork} of dense layers, whose loss is the mean over the batch.
 *
 * <p>There are two forms with the same parameters and names. {@link #of} consists only of DL4J's own parts; it is the form that is saved,
 * and the reference for the other. {@link #callingEngine} uses the faster {@link InputDense}, {@link SoftmaxOutput} and {@link FusedAdam}, for the digit
 * network on the CPU.
 *
 * @param setup the network and how it is trained, with inputs, outputs and class weights of the data; without dropout and momentum ({@link
 *     Dl4jTrainers#obstacle})
 */
public record DenseNetwork(Setup setup) {
    /** @return the text about the optimizer in a run's record */
    public static String words(OptimizerSpec optimizer) {
        String adam = ", beta1 " + BETA1 + ", beta2 " + BETA2 + ", epsilon " + EPSILON
                + " added to the raw root of the second moment";
        return switch (optimizer.kind()) {
            case SGD -> "gradient descent";
            case MOMENTUM ->
                "gradient descent with momentum " + optimizer.momentum()
                        + ", the learning rate outside of the velocity";
            case ADAM -> "Adam" + adam;
            case ADAMW -> "AdamW, weight decay " + optimizer.weightDecay() + " of all parameters" + adam;
        };
    }

    public NetworkSpec network() {
        return setup.network();
    }

    private OptimizerSpec optimizer() {
        return setup.training().optimizer();
    }

    public double learningRate() {
        return optimizer().learningRate();
    }

    public DenseNetwork at(double rate) {
        return new DenseNetwork(setup.at(rate));
    }

    /** @return the network in DL4J's own layers and updater, with parameters drawn by DL4J */
    MultiLayerNetwork stock() {
        return build(true, stockLayers());
    }

    /** @return the network in DL4J's own layers and updater, with a given state */
    public MultiLayerNetwork of(NetworkState state) {
        MultiLayerNetwork network = stock();
        restore(network, state);
        return network;
    }

    /**
     * Creates the digit network for training on the CPU, with {@link InputDense}, {@link SoftmaxOutput} and {@link FusedAdam}.
     *
     * @param state parameters and optimizer state
     * @param pixels how pixels are normalised, if the first layer is to take raw pixels and skip dark ones; else null
     */
    public MultiLayerNetwork callingEngine(NetworkState state, Normalisation pixels) {
        MultiLayerNetwork network = build(false, engineLayers(pixels));
        FusedAdam.install(network, optimizer().epsilon()).keepParameters();
        restore(network, state);
        return network;
    }

    /**
     * @param weights of classes in the loss; empty if all are equal
     * @return a network's layers in DL4J, which has each activation by the same name and with the same constants
     */
    static List<BaseLayer> layers(NetworkSpec network, List<Double> weights) {
        List<BaseLayer> layers = new ArrayList<>();
        for (int k = 1; k <= network.hidden().size(); k++) {
            Layer layer = network.hidden().get(k - 1);
            FeedForwardLayer.Builder<?> theirs = switch (layer.kind()) {
                case DENSE, GROUPED_DENSE -> new DenseLayer.Builder(); // of Network.ungrouped
                case CONVOLUTION -> throw new IllegalArgumentException("no layer for " + layer);
            };
            layers.add(theirs.nIn(layer.inputs())
                    .nOut(layer.units())
                    .activation(Activation.valueOf(network.activation(k).name().replace("_", "")))
                    .build());
        }
        layers.add(new OutputLayer.Builder(Outputs.loss(network.loss(), weights))
                .nIn(network.network().last().inputs())
                .nOut(network.outputs())
                .activation(Outputs.activation(network.loss()))
                .build());
        return layers;
    }

    private List<BaseLayer> stockLayers() {
        return layers(network(), setup.training().classWeights().weights());
    }

    private List<BaseLayer> engineLayers(Normalisation pixels) {
        List<BaseLayer> layers = stockLayers();
        Layer first = network().network().layer(1);
        Layer last = network().network().last();
        layers.set(
                0,
                pixels == null
                        ? new InputDense(first.inputs(), first.units())
                        : new InputDense(first.inputs(), first.units(), pixels));
        layers.set(layers.size() - 1, new SoftmaxOutput(last.inputs(), last.units()));
        return layers;
    }

    /** @return whether a network takes raw pixels, not normalised features */
    static boolean takesPixels(MultiLayerNetwork network) {
        return network.getLayer(0).conf().getLayer() instanceof InputDense first && first.pixels() != null;
    }

    /** @return whether a network has the faster first layer, which can look up its examples by their numbers */
    public static boolean looksUp(MultiLayerNetwork network) {
        return network.getLayer(0).conf().getLayer() instanceof InputDense;
    }

    private IUpdater stockUpdater() {
        return optimizer().kind() == OptimizerSpec.Kind.SGD
                ? new Sgd(learningRate())
                : new Adam(learningRate(), BETA1, BETA2, EPSILON);
    }

    private MultiLayerNetwork build(boolean divides, List<BaseLayer> layers) {
        WeightDecay decay = new WeightDecay(optimizer().weightDecay(), true);
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .seed(setup.training().seed())
                .dataType(DataType.FLOAT)
                .updater(stockUpdater())
                .miniBatch(divides)
                .trainingWorkspaceMode(WorkspaceMode.ENABLED)
                .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
                .list();
        for (BaseLayer layer : layers) {
            if (optimizer().weightDecay() > 0) {
                layer.setRegularization(List.of(decay));
                layer.setRegularizationBias(List.of(decay));
            }
            list.layer(layer);
        }
        MultiLayerNetwork network = new MultiLayerNetwork(list.build());
        network.init();
        return network;
    }

    /**
     * @param network either form
     * @return a copy of its parameters and optimizer state
     */
    public static NetworkState state(MultiLayerNetwork network) {
        int count = Math.toIntExact(network.numParams());
        INDArray kept = updaterState(network);
        int state = kept == null ? 0 : Math.toIntExact(kept.length() / count);
        float[] parameters = new float[count];
        float[] moments = new float[state * count];
        int at = 0;
        for (String name : network.paramTable().keySet()) {
            INDArray parameter = network.getParam(name);
            int length = copy(parameter, parameters, at);
            for (int s = 0; s < state; s++) {
                copy(stretch(kept, s * (long) count + at, parameter), moments, s * count + at);
            }
            at += length;
        }
        return new NetworkState(parameters, moments, network.getIterationCount(), network.getEpochCount());
    }

    /** Copies weights column by column, the order of DL4J's own layers; those of {@code layers} are stored row by row. */
    private static int copy(INDArray from, float[] to, int at) {
        float[] values = from.dup('f').data().asFloat();
        System.arraycopy(values, 0, to, at, values.length);
        return values.length;
    }

    /** Sets parameters and optimizer state of a network of the same shape, of either form. */
    static void restore(MultiLayerNetwork network, NetworkState state) {
        int count = state.parameters().length;
        INDArray kept = updaterState(network);
        int at = 0;
        for (String name : network.paramTable().keySet()) {
            INDArray parameter = network.getParam(name);
            parameter.assign(piece(state.parameters(), at, parameter));
            for (int from = at; from < state.moments().length; from += count) {
                stretch(kept, from, parameter).assign(piece(state.moments(), from, parameter));
            }
            at += (int) parameter.length();
        }
        if (network.getUpdater() instanceof FusedAdam adam) {
            adam.reload();
        }
        network.setIterationCount(state.steps());
        network.setEpochCount(state.epochs());
    }

    private static INDArray piece(float[] values, int at, INDArray parameter) {
        return Nd4j.create(Arrays.copyOfRange(values, at, at + (int) parameter.length()), parameter.shape(), 'f');
    }

    /** @return the updater's state for a parameter, in its shape and order */
    private static INDArray stretch(INDArray kept, long start, INDArray parameter) {
        return kept.reshape(kept.length())
                .get(NDArrayIndex.interval(start, start + parameter.length()))
                .reshape(parameter.ordering(), parameter.shape());
    }

    /** Changes the optimizer's η in either form; its state and step count do not change. */
    public static void setLearningRate(MultiLayerNetwork network, double rate) {
        if (network.getUpdater() instanceof FusedAdam adam) {
            adam.setLearningRate(rate);
        } else {
            network.setLearningRate(rate);
        }
    }

    /** @return the updater's state in the parameters' order; for Adam all of m, then all of v; null if it has none */
    static INDArray updaterState(MultiLayerNetwork network) {
        return network.getUpdater().getStateViewArray();
    }
}
