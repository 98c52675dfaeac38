package dev.crosscheck.proof.twin;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.Shape;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Objective;
import dev.crosscheck.nn.Parameters;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.layers.BaseOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * A {@link Network} and its loss as a DL4J {@link MultiLayerNetwork} in double precision.
 *
 * <p>Forward pass, loss and backward pass are DL4J's, without DL4J's training loop, whose overhead exceeds the computation for networks of this size. Its
 * updaters are in {@link OptimizerTwin}.
 *
 * <p>Needs ND4J started. Arrays go in and out as copies.
 */
public final class NetworkTwin {
    private static final LayerWorkspaceMgr NO_WORKSPACES = LayerWorkspaceMgr.noWorkspacesImmutable();

    private final FlatParameters layout;
    private final MultiLayerNetwork theirs;
    private final Objective objective;
    private double score;

    /**
     * @param network layer sizes and activations
     * @param objective the loss to differentiate
     */
    public NetworkTwin(Network network, Objective objective) {
        this.layout = new FlatParameters(network, true);
        this.objective = objective;
        this.theirs = stock(
                network,
                k -> Conventions.activation(network.activation(k)),
                Conventions.loss(objective, network.outputs()),
                new NoOp());
        theirs.initGradientsView();
    }

    /**
     * Builds a network of DL4J's own layers, in double precision: {@code ConvolutionLayer} with its activation, {@code SubsamplingLayer} after it,
     * {@code DenseLayer} and {@code OutputLayer}. Of equal values in a window, DL4J's gradient goes to the first, row by row.
     *
     * @param network its layers
     * @param activations the activation of each layer, from 1
     */
    static MultiLayerNetwork stock(
            Network network, IntFunction<IActivation> activations, ILossFunction loss, IUpdater updater) {
        NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .updater(updater)
                .trainingWorkspaceMode(WorkspaceMode.NONE)
                .inferenceWorkspaceMode(WorkspaceMode.NONE)
                .list();
        for (int k = 1; k <= network.depth(); k++) {
            Layer ours = network.layer(k);
            FeedForwardLayer.Builder<?> layer = switch (ours.kind()) {
                case DENSE -> k < network.depth() ? new DenseLayer.Builder() : new OutputLayer.Builder(loss);
                case CONVOLUTION -> convolution((Convolution) ours);
                case GROUPED_DENSE -> throw new IllegalArgumentException("no twin of " + ours);
            };
            layers.layer(layer.nIn(
                            ours.kind() == Layer.Kind.CONVOLUTION ? ours.input().channels() : ours.inputs())
                    .nOut(ours.columns())
                    .activation(activations.apply(k))
                    .build());
            if (ours instanceof Convolution convolution && convolution.pools()) {
                layers.layer(new SubsamplingLayer.Builder(
                                SubsamplingLayer.PoolingType.MAX, new int[] {2, 2}, new int[] {2, 2})
                        .build());
            }
        }
        if (network.layer(1).kind() == Layer.Kind.CONVOLUTION) {
            Shape input = network.layer(1).input();
            layers.setInputType(InputType.convolutionalFlat(input.rows(), input.columns(), input.channels()));
        }
        MultiLayerNetwork built = new MultiLayerNetwork(layers.build());
        built.init();
        return built;
    }

    private static FeedForwardLayer.Builder<?> convolution(Convolution ours) {
        return new ConvolutionLayer.Builder(ours.side(), ours.side())
                .convolutionMode(ours.same() ? ConvolutionMode.Same : ConvolutionMode.Truncate);
    }

    /** Sets DL4J's parameters to copies of these values. */
    public void setParameters(Parameters parameters) {
        theirs.setParams(Nd4j.createFromArray(layout.flatten(parameters)));
    }

    /**
     * @param x inputs, (N, I)
     * @return outputs, (N, O)
     */
    public Matrix output(Matrix x) {
        return Nd4jArrays.matrix(theirs.output(Nd4jArrays.of(x)));
    }

    /**
     * Loss and gradients of a batch.
     *
     * @param loss the loss of the batch
     * @param gradients dLoss/dθ for each parameter
     */
    public record Derivative(double loss, Gradients gradients) {}

    /**
     * Loss and gradients. DL4J can weight outputs, which are the classes if each class has one. Otherwise the rows of each weight are differentiated
     * separately and added with their weights.
     *
     * @param x inputs, (N, I)
     * @param targets (N, O)
     */
    public Derivative derivative(Matrix x, Matrix targets) {
        boolean byRows = objective.loss() == Loss.BINARY_CROSS_ENTROPY;
        Matrix weights = Conventions.rowWeights(byRows ? objective : objective.loss(), targets);
        INDArray sum = null;
        double loss = 0;
        for (double weight : Arrays.stream(weights.data()).distinct().toArray()) {
            int[] rows = IntStream.range(0, x.rows())
                    .filter(n -> weights.get(n, 0) == weight)
                    .toArray();
            INDArray part = differentiate(rows(x, rows), rows(targets, rows)).mul(weight);
            loss += weight * score * ((double) rows.length / x.rows());
            sum = sum == null ? part : sum.addi(part);
        }
        return new Derivative(loss, new Gradients(layout.matrices(sum.toDoubleVector(), 1.0 / x.rows())));
    }

    /** @return loss, outputs and gradients at these parameters, which are then DL4J's */
    public SameDiffTwin.At at(Parameters parameters, Matrix x, Matrix targets) {
        setParameters(parameters);
        Derivative derivative = derivative(x, targets);
        return new SameDiffTwin.At(derivative.loss(), output(x), derivative.gradients(), List.of());
    }

    private static Matrix rows(Matrix matrix, int... rows) {
        double[] chosen = IntStream.of(rows)
                .mapToObj(n -> matrix.row(n).data())
                .flatMapToDouble(Arrays::stream)
                .toArray();
        return new Matrix(rows.length, matrix.columns(), chosen);
    }

    /**
     * Runs DL4J's layers forward and backward directly: {@code computeGradientAndScore} does the same and takes twice as long.
     *
     * @return the sum over the examples of the gradients of the loss: DL4J's own array, not a copy
     */
    private INDArray differentiate(Matrix x, Matrix targets) {
        INDArray a = Nd4jArrays.of(x);
        int last = theirs.getnLayers() - 1;
        IntFunction<InputPreProcessor> reshaping =
                theirs.getLayerWiseConfigurations()::getInputPreProcess; // of convolutions and what is after them
        for (int k = 0; k < last; k++) {
            a = into(reshaping.apply(k), a);
            a = theirs.getLayer(k).activate(a, true, NO_WORKSPACES);
        }
        BaseOutputLayer<?> output = (BaseOutputLayer<?>) theirs.getOutputLayer();
        output.setInput(into(reshaping.apply(last), a), NO_WORKSPACES);
        output.setLabels(Nd4jArrays.of(targets));
        score = output.computeScore(0, true, NO_WORKSPACES);
        INDArray da = output.backpropGradient(null, NO_WORKSPACES).getSecond();
        for (int k = last - 1; k >= 0; k--) {
            InputPreProcessor reshaped = reshaping.apply(k + 1);
            INDArray dz = reshaped == null ? da : reshaped.backprop(da, x.rows(), NO_WORKSPACES);
            da = theirs.getLayer(k).backpropGradient(dz, NO_WORKSPACES).getSecond();
        }
        return theirs.getFlattenedGradients();
    }

    private static INDArray into(@Nullable InputPreProcessor reshaping, INDArray a) {
        return reshaping == null ? a : reshaping.preProcess(a, (int) a.size(0), NO_WORKSPACES);
    }
}
