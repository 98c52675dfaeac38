package dev.crosscheck.layers;

import dev.crosscheck.math.Simd;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The two passes of {@link InputDense}: {@code h = relu(x W + b)} and, from {@code dh}, {@code dz = dh ⊙ 1[h > 0]},
 * {@code dW = xᵀ dz} and {@code db = Σ rows of dz}. The gradients are sums over the batch if {@code dh} is one, as in
 * DL4J's layers.
 *
 * <p>ReLU's derivative is read off its output, since h > 0 exactly where z > 0: the forward product is not repeated.
 */
final class InputDenseLayer extends BaseLayer<InputDense> {
    private static final long serialVersionUID = 1L;

    private transient InputProducts products;
    private transient INDArray x; // (N, I), of the last forward pass
    private transient float[] h = {}; // (N, H), of the last forward pass
    private transient float[] dz = {}; // (N, H)
    private transient float[] bias; // (H): b, and in the backward pass its gradient

    InputDenseLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
    }

    private int inputs() {
        return (int) layerConf().getNIn();
    }

    private int outputs() {
        return (int) layerConf().getNOut();
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        int n = Math.toIntExact(input.size(0));
        roomFor(n);
        x = rowMajor(input);
        INDArray output =
                workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, new long[] {n, outputs()}, 'c');
        Native.of(getParam(DefaultParamInitializer.BIAS_KEY)).get(bias);
        FloatPointer weights = Native.of(getParam(DefaultParamInitializer.WEIGHT_KEY));
        products.forward(n, Native.of(x), weights, bias, h, training);
        relu(n * outputs());
        x = training ? x : null;
        Native.of(output).put(h, 0, n * outputs());
        return output;
    }

    private void roomFor(int n) {
        if (products == null) {
            products = products(layerConf());
            bias = new float[outputs()];
        }
        int needed = Math.multiplyExact(n, outputs());
        if (h.length < needed) {
            h = new float[needed];
            dz = new float[needed];
        }
    }

    /** The class is found by name, since it cannot even be loaded without the Vector API's module. */
    private static InputProducts products(InputDense layer) {
        int inputs = (int) layer.getNIn();
        int outputs = (int) layer.getNOut();
        if (layer.getBackground() == null || !Simd.isThere()) {
            return new DenseProducts(inputs, outputs);
        }
        try {
            return (InputProducts) Class.forName(InputDenseLayer.class.getPackageName() + ".VectorLitProducts")
                    .getDeclaredConstructor(int.class, int.class, float.class)
                    .newInstance(inputs, outputs, layer.getBackground());
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return the array itself if it is contiguous, row-major and float, otherwise a copy that is */
    static INDArray rowMajor(INDArray array) {
        boolean contiguous = array.rank() == 2
                && array.stride(1) == 1
                && (array.stride(0) == array.size(1) || array.size(0) == 1)
                && array.dataType() == DataType.FLOAT;
        return contiguous ? array : array.castTo(DataType.FLOAT).dup('c');
    }

    private void relu(int length) {
        for (int i = 0; i < length; i++) {
            h[i] = Math.max(h[i], 0f);
        }
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray dHidden, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        int n = Math.toIntExact(x.size(0));
        Native.of(rowMajor(dHidden)).get(dz, 0, n * outputs());
        keepWherePositive(n);
        INDArray dWeights = gradientViews.get(DefaultParamInitializer.WEIGHT_KEY);
        INDArray dBias = gradientViews.get(DefaultParamInitializer.BIAS_KEY);
        Native.of(dBias).put(bias);
        products.weightGradient(n, Native.of(x), dz, bias, Native.of(dWeights));
        x = null;
        Gradient gradient = new DefaultGradient();
        gradient.gradientForVariable().put(DefaultParamInitializer.WEIGHT_KEY, dWeights);
        gradient.gradientForVariable().put(DefaultParamInitializer.BIAS_KEY, dBias);
        return new Pair<>(gradient, null);
    }

    /**
     * Turns dh into dz, and sums its rows into db. The processor could not predict the branch of a comparison; but an
     * activation is never below 0, and the bits of -bits(h) >> 31 are all 1 if h is above 0, all 0 if it is 0.
     */
    private void keepWherePositive(int n) {
        Arrays.fill(bias, 0f);
        int outputs = bias.length;
        for (int row = 0; row < n; row++) {
            for (int j = 0; j < outputs; j++) {
                int at = row * outputs + j;
                int keep = -Float.floatToRawIntBits(h[at]) >> 31;
                dz[at] = Float.intBitsToFloat(Float.floatToRawIntBits(dz[at]) & keep);
                bias[j] += dz[at];
            }
        }
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }

    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArray(INDArray mask, MaskState state, int minibatchSize) {
        return new Pair<>(mask, state);
    }
}
