package dev.crosscheck.layers;

import dev.crosscheck.layers.Native.Block;
import dev.crosscheck.train.byhand.KernelChoice;
import dev.crosscheck.train.byhand.Kernels;
import dev.crosscheck.train.byhand.OutputLoss;
import dev.crosscheck.train.byhand.Sums;
import dev.crosscheck.train.byhand.Team;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseOutputLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The forward and backward pass of {@link SoftmaxOutput}: {@code z = h W + b}, {@code p = softmax z}, {@code loss = -ln p} of the label's
 * class, {@code dz = p - t}, {@code dW = hᵀ dz}, {@code db = Σ rows of dz} and {@code dh = dz Wᵀ}, computed by the engine's kernels, slice
 * by slice.
 *
 * <p>Shapes: h (N, H), z, p, t (N, C), W (H, C); M is C rounded up to the kernels' vector width.
 */
final class SoftmaxOutputLayer extends BaseOutputLayer<SoftmaxOutput> {
    private static final long serialVersionUID = 1L;
    private static final int U = Sums.SLICE;

    private transient Kernels kernels;
    private transient List<Slice> slices = List.of();
    private transient int mostRows;
    private transient int width; // M
    private transient float[] z = {}; // (N, M)
    private transient float[] dz = {}; // (N, M)
    private transient float[] bias = {}; // (M): b, then db
    private transient double meanLoss = Double.NaN; // of the last backward pass, until computeScore reads it

    /** A slice of the layer's input units, with their weights and their part of the logits. */
    private final class Slice {
        private final int first;
        private final int units; // the used ones; the others stay 0
        private final float[] h; // (N, U)
        private final float[] dh; // (N, U)
        private final float[] w = new float[U * width]; // (U, M)
        private final float[] dw = new float[U * width]; // (U, M)
        private final float[] share; // (N, M): this slice's part of z

        Slice(int first, int units, int rows) {
            this.first = first;
            this.units = units;
            this.h = new float[Math.multiplyExact(rows, U)];
            this.dh = new float[h.length];
            this.share = new float[Math.multiplyExact(rows, width)];
        }

        void forward(int n, FloatBuffer hidden, FloatBuffer weights) {
            new Block(hidden, inputs(), first, units).get(0, n, h, U);
            new Block(weights, classes(), 0, classes()).get(first, units, w, width);
            Arrays.fill(share, 0, n * width, 0f);
            kernels.addForward(0, n, U, width, h, w, share);
        }

        void backward(int n, FloatBuffer dWeights, FloatBuffer dHidden) {
            kernels.weightGradient(n, U, width, classes(), h, dz, dw);
            new Block(dWeights, classes(), 0, classes()).put(first, units, dw, width);
            Arrays.fill(dh, 0, n * U, 0f);
            kernels.addInputGradient(n, U, width, classes(), dz, w, dh);
            new Block(dHidden, inputs(), first, units).put(0, n, dh, U);
        }
    }

    SoftmaxOutputLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
    }

    private int inputs() {
        return (int) layerConf().getNIn();
    }

    private int classes() {
        return (int) layerConf().getNOut();
    }

    @Override
    protected INDArray getLabels2d(LayerWorkspaceMgr workspaces, ArrayType type) {
        return labels;
    }

    /** In training DL4J asks for the loss right after the backward pass, which has already computed it. */
    @Override
    public double computeScore(double regularisation, boolean training, LayerWorkspaceMgr workspaces) {
        if (!training || Double.isNaN(meanLoss)) {
            meanLoss = lossAndGradient(logits());
        }
        score = meanLoss + regularisation;
        meanLoss = Double.NaN;
        return score;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        int n = logits();
        float[] p = new float[n * classes()];
        for (int row = 0; row < n; row++) {
            OutputLoss.softmax(z, row * width, p, row * classes(), classes());
        }
        INDArray output =
                workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, new long[] {n, classes()}, 'c');
        Native.of(output).put(p, 0, p.length);
        return output;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray none, LayerWorkspaceMgr workspaces) {
        if (maskArray != null) {
            throw new IllegalStateException("SoftmaxOutput has no masks; DL4J's own OutputLayer does.");
        }
        int n = logits();
        meanLoss = lossAndGradient(n);
        INDArray dWeights = gradientViews.get(DefaultParamInitializer.WEIGHT_KEY);
        INDArray dBias = gradientViews.get(DefaultParamInitializer.BIAS_KEY);
        kernels.sumRows(n, n, dz, bias);
        Native.of(dBias).put(bias, 0, classes());
        INDArray dHidden =
                workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, input.shape(), 'c');
        FloatBuffer dw = Native.buffer(dWeights);
        FloatBuffer dh = Native.buffer(dHidden);
        Team.share(slices.size(), i -> slices.get(i).backward(n, dw, dh));
        return new Pair<>(Instances.gradient(gradientViews), dHidden);
    }

    /** Computes z: the sum of the slices' shares, in their order, and b. */
    private int logits() {
        assertInputSet(true);
        FloatBuffer hidden = Native.buffer(Native.rowMajor(input, DataType.FLOAT));
        FloatBuffer weights = Native.buffer(getParam(DefaultParamInitializer.WEIGHT_KEY));
        int n = Math.toIntExact(input.size(0));
        roomFor(n);
        Team.share(slices.size(), i -> slices.get(i).forward(n, hidden, weights));
        Native.of(getParam(DefaultParamInitializer.BIAS_KEY)).get(bias, 0, classes());
        Arrays.fill(bias, classes(), width, 0f);
        Arrays.fill(z, 0, n * width, 0f);
        for (Slice slice : slices) {
            for (int i = 0; i < n * width; i++) {
                z[i] += slice.share[i];
            }
        }
        for (int row = 0; row < n; row++) {
            for (int c = 0; c < width; c++) {
                z[row * width + c] += bias[c];
            }
        }
        return n;
    }

    private void roomFor(int n) {
        if (n > mostRows) {
            kernels = KernelChoice.fastest();
            width = Sums.width(classes());
            slices = IntStream.range(0, Sums.slices(inputs()))
                    .mapToObj(i -> new Slice(i * U, Math.min(U, inputs() - i * U), n))
                    .toList();
            z = new float[Math.multiplyExact(n, width)];
            dz = new float[z.length];
            bias = new float[width];
            mostRows = n;
        }
    }

    /** Computes dz and the mean loss. */
    private double lossAndGradient(int n) {
        int classes = classes();
        float[] t = new float[n * classes];
        Native.of(Native.rowMajor(labels, DataType.FLOAT)).get(t, 0, t.length);
        int divisor = conf.isMiniBatch() ? 1 : n; // divided by N here unless DL4J's updater does it
        double sum = 0;
        for (int row = 0; row < n; row++) {
            sum += OutputLoss.ofClasses(label(t, row, classes), 1f, classes, divisor, z, dz, row * width);
        }
        return sum / n;
    }

    /** @return the class of a one-hot row of labels */
    private static int label(float[] t, int row, int classes) {
        int found = -1;
        boolean oneHot = true;
        for (int c = 0; c < classes; c++) {
            float value = t[row * classes + c];
            oneHot &= value == 0 || value == 1 && found < 0;
            found = value == 1 ? c : found;
        }
        if (found < 0 || !oneHot) { // the text is only made when it is needed
            Instances.require(false, "SoftmaxOutput", "labels of 0 and a single 1", "row " + row);
        }
        return found;
    }
}
