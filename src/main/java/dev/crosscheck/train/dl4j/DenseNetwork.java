package dev.crosscheck.train.dl4j;

import static dev.crosscheck.nn.optim.Adam.BETA1;
import static dev.crosscheck.nn.optim.Adam.BETA2;
import static dev.crosscheck.nn.optim.Adam.EPSILON;

import dev.crosscheck.data.Normalisation;
import dev.crosscheck.layers.FusedAdam;
import dev.crosscheck.layers.InputDense;
import dev.crosscheck.layers.SoftmaxOutput;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.Adam.Epsilon;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/**
 * A {@link NetworkSpec} as a DL4J {@link MultiLayerNetwork} of dense layers, whose loss is the mean over the batch.
 *
 * <p>There are two forms with the same parameters and names. {@link #of} consists only of DL4J's own parts; it is the form that is saved,
 * and the reference for the other. {@link #callingEngine} uses the faster {@link InputDense}, {@link SoftmaxOutput} and {@link FusedAdam}, for the digit
 * network on the CPU.
 *
 * @param setup the network and how it is trained, with inputs, outputs and class weights of the data
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

    /** @return the network */
    public NetworkSpec network() {
        return setup.network();
    }

    private OptimizerSpec optimizer() {
        return setup.training().optimizer();
    }

    /** @return η */
    public double learningRate() {
        return optimizer().learningRate();
    }

    /** @return the same with another learning rate */
    public DenseNetwork at(double rate) {
        return new DenseNetwork(setup.at(rate));
    }

    /** @return the network in DL4J's own layers and updater, with parameters drawn by DL4J */
    MultiLayerNetwork stock() {
        return build(true, layers(null));
    }

    /** @return the network in DL4J's own layers and updater, with a given state */
    public MultiLayerNetwork of(NetworkState state) {
        MultiLayerNetwork network = stock();
        restore(network, optimizer().kind() == OptimizerSpec.Kind.MOMENTUM ? withRateInside(state) : state);
        return network;
    }

    /** Converts velocities: DL4J's contain η and the sign. */
    private NetworkState withRateInside(NetworkState state) {
        float[] velocity = new float[state.moments().length];
        for (int i = 0; i < velocity.length; i++) {
            velocity[i] = (float) -learningRate() * state.moments()[i];
        }
        return new NetworkState(state.parameters(), velocity, state.steps(), state.epochs());
    }

    /**
     * @param engine whether the digit network may be trained by layers that call the engine's kernels
     * @return why DL4J cannot train this setup, in a clause; empty if it can
     */
    public static Optional<String> obstacle(Setup setup, boolean engine) {
        NetworkSpec network = setup.network();
        String reason = null;
        if (network.loss() == Loss.HUBER) {
            reason = "it has no Huber loss";
        } else if (network.loss() == Loss.BINARY_CROSS_ENTROPY) {
            reason = "its binary cross-entropy clips probabilities, so that very wrong rows have no gradient";
        } else if (setup.training().optimizer().kind() == OptimizerSpec.Kind.MOMENTUM) {
            reason = "its momentum is Nesterov's";
        } else if (setup.training().optimizer().epsilon() == Epsilon.ON_CORRECTED
                && !(engine && setup.hasEngineLayers())) {
            reason = "its Adam adds epsilon to the raw root";
        } else if (network.dropout() > 0) {
            reason = "its dropout depends on a random state that cannot be saved";
        } else {
            for (int k = 1; k <= network.hidden().size(); k++) {
                if (List.of(Elementwise.GELU, Elementwise.SOFTPLUS).contains(network.activation(k))) {
                    reason = "its " + network.activation(k).label() + " is not a number for large inputs";
                }
            }
        }
        return Optional.ofNullable(reason);
    }

    /**
     * Creates the digit network for training on the CPU, with {@link InputDense}, {@link SoftmaxOutput} and {@link FusedAdam}.
     *
     * @param state parameters and optimizer state
     * @param pixels how pixels are normalised, if the first layer is to take raw pixels and skip dark ones; else null
     */
    public MultiLayerNetwork callingEngine(NetworkState state, Normalisation pixels) {
        MultiLayerNetwork network = build(false, layers(new Tuning(pixels)));
        FusedAdam.install(network, optimizer().epsilon()).keepParameters();
        restore(network, state);
        return network;
    }

    /** The use of layers that call the engine's kernels. */
    private record Tuning(Normalisation pixels) {}

    /** @param tuning null for DL4J's own layers */
    private BaseLayer[] layers(Tuning tuning) {
        List<Integer> sizes = network().sizes();
        BaseLayer[] layers = new BaseLayer[sizes.size() - 1];
        for (int k = 0; k < layers.length - 1; k++) {
            layers[k] = k == 0 && tuning != null
                    ? first(sizes.get(1), tuning.pixels())
                    : new DenseLayer.Builder()
                            .nIn(sizes.get(k))
                            .nOut(sizes.get(k + 1))
                            .activation(Activations.of(network().activation(k + 1)))
                            .build();
        }
        int last = sizes.get(layers.length - 1);
        layers[layers.length - 1] = tuning != null
                ? new SoftmaxOutput(last, network().outputs())
                : new OutputLayer.Builder(Outputs.loss(
                                network().loss(),
                                setup.training().classWeights().weights()))
                        .nIn(last)
                        .nOut(network().outputs())
                        .activation(Outputs.activation(network().loss()))
                        .build();
        for (int k = 1; network().dropout() > 0 && k < layers.length; k++) {
            // In DL4J a layer drops its inputs: here the outputs of the previous hidden layer.
            layers[k].setIDropout(new Dropout(1 - network().dropout()));
        }
        return layers;
    }

    private InputDense first(int units, Normalisation pixels) {
        return pixels == null
                ? new InputDense(network().inputs(), units)
                : new InputDense(network().inputs(), units, pixels);
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
        return switch (optimizer().kind()) {
            case SGD -> new Sgd(learningRate());
            case MOMENTUM -> new Nesterovs(learningRate(), optimizer().momentum());
            case ADAM, ADAMW -> new Adam(learningRate(), BETA1, BETA2, EPSILON);
        };
    }

    private MultiLayerNetwork build(boolean divides, BaseLayer... layers) {
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
