package dev.crosscheck.proof.twin;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.Shape;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Objective;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Softmax;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.nd4j.autodiff.loss.LossReduce;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.api.OutAndGrad;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A {@link Network} and its loss as a SameDiff graph of plain formulas and SameDiff's own losses, which SameDiff differentiates automatically. It
 * shares no backward pass with DL4J's layers, and takes a few milliseconds per call. Needs ND4J started.
 */
public final class SameDiffTwin {
    private static final String LOSS = "loss";
    private static final String OUTPUT = "y";
    private static final String Z = "z";
    private static final String FACTOR = "factor";
    private static final String WEIGHTS = "weights";
    private static final String MASK = "mask";

    /** c of {@code z σ(cz)} (Hendrycks and Gimpel, 2016: 1.702), rounded to single precision as in ND4J. */
    private static final double GELU_SCALE = 1.702f;

    private final Objective objective;
    private final boolean masked;
    private final SameDiff sd = SameDiff.create();

    /**
     * @param network layer sizes and activations
     * @param objective the loss to differentiate; a cross-entropy requires its own output activation
     * @param masked whether the outputs of each hidden layer are multiplied by a mask, as for dropout; {@link #at} takes the masks
     */
    public SameDiffTwin(Network network, Objective objective, boolean masked) {
        objective.loss().requireFits(network.outputActivation());
        this.objective = objective;
        this.masked = masked;
        SDVariable a = sd.placeHolder("x", DataType.DOUBLE, -1, network.inputs());
        SDVariable z = a;
        SDVariable t = sd.placeHolder("t", DataType.DOUBLE, -1, network.outputs());
        for (int k = 1; k <= network.depth(); k++) {
            Layer layer = network.layer(k);
            SDVariable w = sd.placeHolder("W" + k, DataType.DOUBLE, layer.fanIn(), layer.columns());
            SDVariable b = sd.placeHolder("b" + k, DataType.DOUBLE, 1, layer.columns());
            z = switch (layer.kind()) {
                case DENSE -> a.mmul(w).add(b).rename(Z + k);
                case CONVOLUTION -> convolution((Convolution) layer, a, w, b).rename(Z + k);
                case GROUPED_DENSE -> throw new IllegalArgumentException("no twin of " + layer);
            };
            a = activation(layer.activation(), z);
            if (masked && k < network.depth()) {
                a = a.mul(sd.placeHolder(MASK + k, DataType.DOUBLE, -1, layer.units()));
            }
        }
        a = a.rename(OUTPUT);
        loss(z, a, t).rename(LOSS);
        sd.setLossVariables(LOSS);
        String[] names = IntStream.rangeClosed(1, network.depth())
                .boxed()
                .flatMap(k -> Stream.of("W" + k, "b" + k))
                .toArray(String[]::new);
        Quietly.run(() -> sd.createGradFunction(names));
    }

    /**
     * Results at given parameters for one batch.
     *
     * @param loss the mean over the batch
     * @param output (N, O)
     * @param gradients dLoss/dθ
     * @param zs Z1, Z2, … of the hidden layers, each (N, units)
     */
    public record At(double loss, Matrix output, Gradients gradients, List<Matrix> zs) {}

    /**
     * @param parameters θ
     * @param x inputs, (N, I)
     * @param targets (N, O)
     * @param masks the factors of the outputs of each hidden layer, each (N, units); ignored if the twin has no masks
     */
    public At at(Parameters parameters, Matrix x, Matrix targets, List<Matrix> masks) {
        Map<String, INDArray> arrays = arrays(parameters, x, targets);
        for (int k = 1; masked && k <= masks.size(); k++) {
            arrays.put(MASK + k, Nd4jArrays.of(atLeastTwoRows(masks.get(k - 1))));
        }
        List<String> zs =
                IntStream.range(1, parameters.layers()).mapToObj(k -> Z + k).toList();
        List<String> values =
                Stream.concat(Stream.of(LOSS, OUTPUT), zs.stream()).toList();
        OutAndGrad found = sd.calculateGradientsAndOutputs(arrays, values, parameters.names());
        Function<String, Matrix> rows = name -> {
            Matrix all = Nd4jArrays.matrix(found.getOutputs().get(name));
            return new Matrix(x.rows(), all.columns(), Arrays.copyOf(all.data(), x.rows() * all.columns()));
        };
        return new At(
                found.getOutputs().get(LOSS).getDouble(0),
                rows.apply(OUTPUT),
                new Gradients(parameters.names().stream()
                        .map(name -> Nd4jArrays.matrix(found.getGradients().get(name)))
                        .toList()),
                zs.stream().map(rows).toList());
    }

    /** A single row is duplicated, which does not change a mean, since SameDiff cannot differentiate the product of two single numbers. */
    private Map<String, INDArray> arrays(Parameters parameters, Matrix x, Matrix targets) {
        Matrix t = atLeastTwoRows(targets);
        Map<String, INDArray> arrays = new HashMap<>();
        arrays.put("x", Nd4jArrays.of(atLeastTwoRows(x)));
        arrays.put("t", Nd4jArrays.of(t));
        boolean crossEntropy =
                objective.loss() == Loss.BINARY_CROSS_ENTROPY || objective.loss() == Loss.CATEGORICAL_CROSS_ENTROPY;
        arrays.put(crossEntropy ? WEIGHTS : FACTOR, crossEntropy ? weights(t) : Nd4jArrays.row(1, factor(t)));
        parameters.byName().forEach((name, matrix) -> arrays.put(name, Nd4jArrays.of(matrix)));
        return arrays;
    }

    private static Matrix atLeastTwoRows(Matrix matrix) {
        return matrix.rows() > 1
                ? matrix
                : new Matrix(
                        2,
                        matrix.columns(),
                        DoubleStream.concat(Arrays.stream(matrix.data()), Arrays.stream(matrix.data()))
                                .toArray());
    }

    /** SameDiff's conv2d and maxPooling2d. Of equal values in a window, the gradient goes to the first, row by row. */
    private SDVariable convolution(Convolution layer, SDVariable a, SDVariable w, SDVariable b) {
        Shape in = layer.input();
        Conv2DConfig form = Conv2DConfig.builder()
                .kH(layer.side())
                .kW(layer.side())
                .paddingMode(layer.same() ? PaddingMode.SAME : PaddingMode.VALID)
                .dataFormat("NCHW")
                .weightsFormat(WeightsFormat.YXIO)
                .build();
        SDVariable x = a.reshape(-1, in.channels(), in.rows(), in.columns());
        SDVariable kernels = w.reshape(in.channels(), layer.side(), layer.side(), layer.maps())
                .permute(1, 2, 0, 3);
        SDVariable y = sd.cnn.conv2d(x, kernels, b.reshape(layer.maps()), form);
        Pooling2DConfig windows = Pooling2DConfig.builder()
                .kH(2)
                .kW(2)
                .sH(2)
                .sW(2)
                .paddingMode(PaddingMode.VALID)
                .isNHWC(false)
                .build();
        return (layer.pools() ? sd.cnn.maxPooling2d(y, windows) : y).reshape(-1, layer.units());
    }

    private SDVariable activation(Activation activation, SDVariable z) {
        if (activation == Softmax.SOFTMAX) {
            return sd.nn.softmax(z, 1);
        }
        return switch ((Elementwise) activation) {
            case SIGMOID -> sd.nn.sigmoid(z);
            case RELU -> sd.nn.relu(z, 0);
            case TANH -> sd.math.tanh(z);
            case LEAKY_RELU -> sd.nn.relu(z, 0).sub(sd.nn.relu(z.neg(), 0).mul(LeakyRelu.SLOPE));
            case ELU -> sd.nn.elu(z);
            case GELU -> z.mul(sd.nn.sigmoid(z.mul(GELU_SCALE)));
            case SOFTPLUS -> sd.nn.softplus(z);
            case IDENTITY -> z;
        };
    }

    /**
     * The sum of the terms of a loss times a factor. The factor is a placeholder, so that the graph works for any number of rows. SameDiff's own losses take
     * it as weights, since they ignore a factor that is applied afterwards. Its cross-entropies are those of logits, which do not clip.
     */
    private SDVariable loss(SDVariable z, SDVariable y, SDVariable t) {
        return switch (objective.loss()) {
            case HALF_SQUARED_ERROR ->
                sd.math.square(y.sub(t)).sum().mul(factor()).mul(0.5);
            case MEAN_SQUARED_ERROR -> sd.math.square(y.sub(t)).sum().mul(factor());
            case BINARY_CROSS_ENTROPY ->
                sd.loss.sigmoidCrossEntropy(t, z, sd.placeHolder(WEIGHTS, DataType.DOUBLE, -1, 1), LossReduce.SUM, 0);
            case CATEGORICAL_CROSS_ENTROPY ->
                sd.loss.softmaxCrossEntropy(t, z, sd.placeHolder(WEIGHTS, DataType.DOUBLE, -1), LossReduce.SUM, 0);
            case HUBER -> sd.loss.huberLoss(t, y, factor(), LossReduce.SUM, HuberLoss.DELTA);
        };
    }

    private SDVariable factor() {
        return sd.placeHolder(FACTOR, DataType.DOUBLE, 1, 1);
    }

    /** @return the factor times the weight of each row: (N, 1), or (N) for the categorical cross-entropy, which has one term per row */
    private INDArray weights(Matrix t) {
        Matrix rows = Conventions.rowWeights(objective, t);
        double[] weights = new double[t.rows()];
        Arrays.setAll(weights, n -> factor(t) * rows.get(n, 0));
        return objective.loss() == Loss.CATEGORICAL_CROSS_ENTROPY
                ? Nd4j.createFromArray(weights)
                : Nd4jArrays.of(new Matrix(weights.length, 1, weights));
    }

    /** @return the inverse of the divisor of the loss, which is the number of rows or of elements */
    private double factor(Matrix targets) {
        Loss loss = objective.loss();
        boolean rows = loss == Loss.HALF_SQUARED_ERROR || loss == Loss.CATEGORICAL_CROSS_ENTROPY;
        return 1.0 / (rows ? targets.rows() : targets.data().length);
    }
}
