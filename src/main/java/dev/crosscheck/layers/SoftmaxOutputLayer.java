package dev.crosscheck.layers;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseOutputLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The end of the forward pass and the beginning of the backward pass of {@link SoftmaxOutput}: {@code z = h W + b},
 * {@code p = softmax z}, {@code loss = -Σ t log p}, {@code dz = p - t}, {@code dW = hᵀ dz}, {@code db = Σ rows of dz} and
 * {@code dh = dz Wᵀ}.
 *
 * <p>Shapes: h (N, H), z, p, t (N, C); W (H, C) is column-major, as in DL4J.
 */
final class SoftmaxOutputLayer extends BaseOutputLayer<SoftmaxOutput> {
    private static final long serialVersionUID = 1L;

    private transient FloatPointer outside = new FloatPointer(); // (N, C): z, then dz, outside the heap
    private transient float[] z = {}; // (N, C): z, then exp(z - max), then dz
    private transient float[] t = {}; // (N, C)
    private transient float[] bias; // (C): b, then db
    private transient double meanLoss = Double.NaN; // of the batch of the last backward pass, until it is read

    SoftmaxOutputLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
    }

    @Override
    protected INDArray getLabels2d(LayerWorkspaceMgr workspaces, ArrayType type) {
        return labels;
    }

    /** In training DL4J asks for the loss right after the backward pass, which has computed it. */
    @Override
    public double computeScore(double regularisation, boolean training, LayerWorkspaceMgr workspaces) {
        if (!training || Double.isNaN(meanLoss)) {
            double loss = super.computeScore(0, training, workspaces);
            meanLoss = conf.isMiniBatch() ? loss : loss / input.size(0);
        }
        score = meanLoss + regularisation;
        meanLoss = Double.NaN;
        return score;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray none, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        if (maskArray != null) {
            throw new IllegalStateException("SoftmaxOutput has no masks; DL4J's own OutputLayer does.");
        }
        applyDropOutIfNecessary(true, workspaces);
        INDArray hidden = InputDenseLayer.rowMajor(input);
        int n = Math.toIntExact(hidden.size(0));
        roomFor(n);
        FloatPointer h = Native.of(hidden);
        FloatPointer w = Native.of(getParam(DefaultParamInitializer.WEIGHT_KEY));
        logits(n, h, w);
        meanLoss = lossAndGradient(n);
        outside.put(z, 0, n * bias.length);
        INDArray dHidden =
                workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, hidden.shape(), 'c');
        Gradient gradient = gradients(n, h, w, Native.of(dHidden));
        return new Pair<>(gradient, backpropDropOutIfPresent(dHidden));
    }

    private void roomFor(int n) {
        int classes = (int) layerConf().getNOut();
        int needed = Math.multiplyExact(n, classes);
        if (z.length < needed) {
            outside = new FloatPointer(needed);
            z = new float[needed];
            t = new float[needed];
            bias = new float[classes];
        }
    }

    private void logits(int n, FloatPointer h, FloatPointer w) {
        int classes = bias.length;
        multiply(CblasNoTrans, CblasTrans, n, classes, (int) layerConf().getNIn(), h, w, outside);
        outside.get(z, 0, n * classes);
        Native.of(InputDenseLayer.rowMajor(labels)).get(t, 0, n * classes);
        Native.of(getParam(DefaultParamInitializer.BIAS_KEY)).get(bias);
    }

    /** Turns the logits into their gradient, and b into its own. */
    private double lossAndGradient(int n) {
        float scale = conf.isMiniBatch() ? 1f : 1f / n;
        float[] dBias = new float[bias.length];
        double sum = 0;
        for (int row = 0; row < n; row++) {
            sum += lossAndGradient(row * bias.length, scale, dBias);
        }
        System.arraycopy(dBias, 0, bias, 0, dBias.length);
        return sum / n;
    }

    /** The loss of a row as {@code log Σ exp(z - max) - (z - max)}, weighted by t. */
    private double lossAndGradient(int at, float scale, float[] dBias) {
        float max = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < bias.length; c++) {
            z[at + c] += bias[c];
            max = Math.max(max, z[at + c]);
        }
        double sum = 0;
        double weight = 0;
        double weighted = 0;
        for (int c = 0; c < bias.length; c++) {
            float below = z[at + c] - max;
            double exp = Math.exp(below);
            z[at + c] = (float) exp;
            sum += exp;
            weight += t[at + c];
            weighted += t[at + c] * below;
        }
        float share = (float) (1 / sum);
        for (int c = 0; c < bias.length; c++) {
            float dz = (z[at + c] * share - t[at + c]) * scale;
            z[at + c] = dz;
            dBias[c] += dz;
        }
        return weight * Math.log(sum) - weighted;
    }

    private Gradient gradients(int n, FloatPointer h, FloatPointer w, FloatPointer dHidden) {
        int inputs = (int) layerConf().getNIn();
        int classes = bias.length;
        INDArray dWeights = gradientViews.get(DefaultParamInitializer.WEIGHT_KEY);
        INDArray dBias = gradientViews.get(DefaultParamInitializer.BIAS_KEY);
        Native.of(dBias).put(bias);
        // Column-major W is row-major Wᵀ.
        multiply(CblasTrans, CblasNoTrans, classes, inputs, n, outside, h, Native.of(dWeights));
        multiply(CblasNoTrans, CblasNoTrans, n, inputs, classes, outside, w, dHidden);
        Gradient gradient = new DefaultGradient();
        gradient.gradientForVariable().put(DefaultParamInitializer.WEIGHT_KEY, dWeights);
        gradient.gradientForVariable().put(DefaultParamInitializer.BIAS_KEY, dBias);
        return gradient;
    }

    /** The product (rows, columns) of two row-major matrices, each or its transpose; {@code shared} is what is summed over. */
    private static void multiply(
            int transposeA,
            int transposeB,
            int rows,
            int columns,
            int shared,
            FloatPointer a,
            FloatPointer b,
            FloatPointer product) {
        int widthA = transposeA == CblasTrans ? rows : shared;
        int widthB = transposeB == CblasTrans ? shared : columns;
        cblas_sgemm(
                CblasRowMajor,
                transposeA,
                transposeB,
                rows,
                columns,
                shared,
                1f,
                a,
                widthA,
                b,
                widthB,
                0f,
                product,
                columns);
    }
}
