package dev.crosscheck.train;

import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The first layer's two passes: {@code h = relu(x W + b)} and, from {@code dh}, {@code dW = xᵀ dz} and {@code db = Σ dz}
 * with {@code dz = dh ⊙ 1[h > 0]} (course sections 4 and 5; sums over the batch, as DL4J's layers have them).
 *
 * <p>ReLU's derivative can be read off its output, since h > 0 exactly where z > 0: the forward product is not repeated.
 */
final class LeanDenseLayer extends BaseLayer<LeanDense> {
    private static final long serialVersionUID = 1L;

    /** relu(x W + b) of the last training batch, (batch, hidden); lives in DL4J's workspace until the backward pass. */
    private transient INDArray hidden;

    LeanDenseLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        INDArray weights = params.get(DefaultParamInitializer.WEIGHT_KEY);
        INDArray bias = params.get(DefaultParamInitializer.BIAS_KEY);
        INDArray z = workspaces.createUninitialized(
                ArrayType.ACTIVATIONS, weights.dataType(), new long[] {input.size(0), weights.size(1)}, 'c');
        input.castTo(z.dataType()).mmuli(weights, z);
        z.addiRowVector(bias);
        INDArray h = layerConf().getActivationFn().getActivation(z, training);
        hidden = training ? h : null;
        return h;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray dHidden, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        INDArray dz = new ActivationReLU().backprop(hidden, dHidden).getFirst();
        hidden = null;
        INDArray dWeights = gradientViews.get(DefaultParamInitializer.WEIGHT_KEY);
        Nd4j.gemm(input.castTo(dWeights.dataType()), dz, dWeights, true, false, 1.0, 0.0);
        INDArray dBias = gradientViews.get(DefaultParamInitializer.BIAS_KEY);
        dz.sum(dBias, 0);
        Gradient gradient = new DefaultGradient();
        gradient.gradientForVariable().put(DefaultParamInitializer.WEIGHT_KEY, dWeights);
        gradient.gradientForVariable().put(DefaultParamInitializer.BIAS_KEY, dBias);
        return new Pair<>(gradient, null);
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
