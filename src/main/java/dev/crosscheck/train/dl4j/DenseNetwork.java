package dev.crosscheck.train.dl4j;

import static dev.crosscheck.nn.optim.Adam.BETA1;
import static dev.crosscheck.nn.optim.Adam.BETA2;
import static dev.crosscheck.nn.optim.Adam.EPSILON;

import dev.crosscheck.data.Normalisation;
import dev.crosscheck.layers.FusedAdam;
import dev.crosscheck.layers.InputDense;
import dev.crosscheck.layers.SoftmaxOutput;
import dev.crosscheck.math.Shape;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/**
 * A {@link NetworkSpec} as a DL4J {@link MultiLayerNetwork}, whose loss is the mean over the batch.
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
     * @return a network's layers in DL4J, which has each activation by the same name and with the same constants; pooling is a layer of its own
     */
    private static List<org.deeplearning4j.nn.conf.layers.Layer> layers(NetworkSpec network, List<Double> weights) {
        List<org.deeplearning4j.nn.conf.layers.Layer> layers = new ArrayList<>();
        for (int k = 1; k <= network.hidden().size(); k++) {
            Layer layer = network.hidden().get(k - 1);
            Activation activation = activation(network.activation(k).label());
            switch (layer.kind()) {
                case DENSE, GROUPED_DENSE -> // of Network.ungrouped
                    layers.add(new DenseLayer.Builder()
                            .nIn(layer.inputs())
                            .nOut(layer.units())
                            .activation(activation)
                            .build());
                case CONVOLUTION -> addConvolution((Convolution) layer, activation, layers);
            }
        }
        layers.add(new OutputLayer.Builder(loss(network.loss(), weights))
                .nIn(network.network().last().inputs())
                .nOut(network.outputs())
                .activation(activation(network.outputActivation().label()))
                .build());
        return layers;
    }

    private static Activation activation(String label) {
        return Activation.valueOf(label.replace("-", "").toUpperCase(Locale.ROOT));
    }

    /**
     * Returns DL4J's loss. DL4J has no Huber loss; it is replaced by the squared error, since such a network is only used for its outputs.
     *
     * @param weights one per class, for categorical cross-entropy; empty if all rows have the same weight
     */
    private static ILossFunction loss(Loss loss, List<Double> weights) {
        if (!weights.isEmpty()) {
            Float[] values = weights.stream().map(Double::floatValue).toArray(Float[]::new);
            return new LossMCXENT(Nd4j.createFromArray(values).reshape(1, values.length));
        }
        return switch (loss) {
            case CATEGORICAL_CROSS_ENTROPY -> new LossMCXENT();
            case BINARY_CROSS_ENTROPY -> new LossBinaryXENT();
            case MEAN_SQUARED_ERROR, HUBER, HALF_SQUARED_ERROR -> new LossMSE();
        };
    }

    /** Adds a convolution, and its pooling, which in DL4J is a layer of its own: the largest of ReLU's outputs is ReLU of the largest. */
    private static void addConvolution(
            Convolution form, Activation activation, List<org.deeplearning4j.nn.conf.layers.Layer> layers) {
        layers.add(new ConvolutionLayer.Builder(form.side(), form.side())
                .padding(form.padding(), form.padding())
                .convolutionMode(ConvolutionMode.Truncate)
                .nIn(form.input().channels())
                .nOut(form.maps())
                .activation(activation)
                .build());
        if (form.pools()) {
            layers.add(
                    new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX, new int[] {2, 2}, new int[] {2, 2})
                            .convolutionMode(ConvolutionMode.Truncate)
                            .build());
        }
    }

    /** Adds a network's layers; between pictures and rows of numbers DL4J converts by itself. */
    private static MultiLayerNetwork network(
            NetworkSpec network,
            List<org.deeplearning4j.nn.conf.layers.Layer> layers,
            NeuralNetConfiguration.ListBuilder list) {
        layers.forEach(list::layer);
        if (network.beginsWithConvolution()) {
            Shape input = network.layers().get(0).input();
            list.setInputType(InputType.convolutionalFlat(input.rows(), input.columns(), input.channels()));
        }
        MultiLayerNetwork made = new MultiLayerNetwork(list.build());
        made.init();
        return made;
    }

    /** @return a network for prediction in DL4J's own layers; its updater does nothing */
    static MultiLayerNetwork predicting(NetworkSpec network, float... parameters) {
        MultiLayerNetwork made = network(
                network,
                layers(network, List.of()),
                new NeuralNetConfiguration.Builder()
                        .seed(0)
                        .dataType(DataType.FLOAT)
                        .updater(new NoOp())
                        .list());
        restore(made, new NetworkState(parameters, new float[0], 0, 0));
        return made;
    }

    private List<org.deeplearning4j.nn.conf.layers.Layer> stockLayers() {
        return layers(network(), setup.training().classWeights().weights());
    }

    private List<org.deeplearning4j.nn.conf.layers.Layer> engineLayers(Normalisation pixels) {
        List<org.deeplearning4j.nn.conf.layers.Layer> layers = stockLayers();
        Layer first = network().network().layer(1);
        Layer last = network().network().last();
        layers.set(0, new InputDense(first.inputs(), first.units(), pixels));
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

    private MultiLayerNetwork build(boolean divides, List<org.deeplearning4j.nn.conf.layers.Layer> layers) {
        WeightDecay decay = new WeightDecay(optimizer().weightDecay(), true);
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .seed(setup.training().seed())
                .dataType(DataType.FLOAT)
                .updater(stockUpdater())
                .miniBatch(divides)
                .trainingWorkspaceMode(WorkspaceMode.ENABLED)
                .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
                .list();
        for (org.deeplearning4j.nn.conf.layers.Layer layer : layers) {
            if (optimizer().weightDecay() > 0 && layer instanceof BaseLayer weighted) {
                weighted.setRegularization(List.of(decay));
                weighted.setRegularizationBias(List.of(decay));
            }
        }
        return network(network(), layers, list);
    }

    /**
     * An array of parameters of DL4J's, W or b of a layer.
     *
     * @param array it
     * @param theirs its place in DL4J's parameters, where a convolution's b comes before its W
     * @param ours its place in a state, where each W comes first
     */
    private record Piece(INDArray array, int theirs, int ours) {
        static List<Piece> of(MultiLayerNetwork network) {
            List<Piece> pieces = new ArrayList<>();
            int at = 0;
            for (org.deeplearning4j.nn.api.Layer layer : network.getLayers()) {
                if (layer.numParams() > 0) {
                    INDArray w = layer.getParam("W");
                    INDArray b = layer.getParam("b");
                    int weights = (int) w.length();
                    int biases = (int) b.length();
                    boolean isConvolution = w.rank() > 2;
                    pieces.add(new Piece(w, isConvolution ? at + biases : at, at));
                    pieces.add(new Piece(b, isConvolution ? at : at + weights, at + weights));
                    at += weights + biases;
                }
            }
            return pieces;
        }

        /** @return in which order a state has its numbers: of (inputs, units) column by column, of (maps, channels, rows, columns) as they stand there */
        char order() {
            return array.rank() > 2 ? 'c' : 'f';
        }

        /** @return the part of the updater's state that goes with it, in its shape and order */
        INDArray kept(INDArray all, int moment) {
            long from = (long) moment + theirs;
            return all.reshape(all.length())
                    .get(NDArrayIndex.interval(from, from + array.length()))
                    .reshape(array.ordering(), array.shape());
        }

        void copy(INDArray from, float[] to, int moment) {
            float[] values = from.dup(order()).data().asFloat();
            System.arraycopy(values, 0, to, moment + ours, values.length);
        }

        INDArray of(float[] values, int moment) {
            int from = moment + ours;
            return Nd4j.create(Arrays.copyOfRange(values, from, from + (int) array.length()), array.shape(), order());
        }
    }

    /**
     * @param network either form
     * @return a copy of its parameters and optimizer state
     */
    public static NetworkState state(MultiLayerNetwork network) {
        int count = Math.toIntExact(network.numParams());
        INDArray kept = updaterState(network);
        float[] parameters = new float[count];
        float[] moments = new float[kept == null ? 0 : Math.toIntExact(kept.length())];
        for (Piece piece : Piece.of(network)) {
            piece.copy(piece.array(), parameters, 0);
            for (int moment = 0; moment < moments.length; moment += count) {
                piece.copy(piece.kept(kept, moment), moments, moment);
            }
        }
        return new NetworkState(parameters, moments, network.getIterationCount(), network.getEpochCount());
    }

    /** Sets parameters and optimizer state of a network of the same shape, of either form. */
    static void restore(MultiLayerNetwork network, NetworkState state) {
        int count = state.parameters().length;
        INDArray kept = updaterState(network);
        for (Piece piece : Piece.of(network)) {
            piece.array().assign(piece.of(state.parameters(), 0));
            for (int moment = 0; moment < state.moments().length; moment += count) {
                piece.kept(kept, moment).assign(piece.of(state.moments(), moment));
            }
        }
        if (network.getUpdater() instanceof FusedAdam adam) {
            adam.reload();
        }
        network.setIterationCount(state.steps());
        network.setEpochCount(state.epochs());
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
