package dev.crosscheck.layers;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.layers.Native.Block;
import dev.crosscheck.train.byhand.Batch;
import dev.crosscheck.train.byhand.InputForm;
import dev.crosscheck.train.byhand.Kernels;
import dev.crosscheck.train.byhand.Neuron;
import dev.crosscheck.train.byhand.Parameter;
import dev.crosscheck.train.byhand.Products.InputLayer;
import dev.crosscheck.train.byhand.Sums;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
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
 * The two passes of {@link InputDense}: {@code h = relu(x W + b)} and, from {@code dh}, {@code dz = dh ⊙ 1[h > 0]}, {@code dW = xᵀ dz} and
 * {@code db = Σ rows of dz}, computed by the engine's first layer, slice by slice. As in DL4J's layers, the gradients are sums over the
 * batch if {@code dh} is the gradient of a sum.
 */
final class InputDenseLayer extends BaseLayer<InputDense> {
    private static final long serialVersionUID = 1L;
    private static final int U = Sums.SLICE;

    private transient List<Slice> slices = List.of();
    private transient int mostRows;
    private transient InputLayer kernel; // has the rows of the last forward pass, if that pass was for training
    private transient Batch batch;

    /** The units that one thread computes, with their parameters in the engine's layout. Shapes: I inputs, U units, N rows. */
    private static final class Slice {
        private final int first;
        private final int units; // the used ones; the others stay 0
        private final Parameter w; // (I, U)
        private final Parameter b = Parameter.withoutMoments(U);
        private final float[] h; // (N, U)
        private final float[] dz; // (N, U)

        Slice(int inputs, int first, int units, int rows) {
            this.first = first;
            this.units = units;
            this.w = Parameter.withoutMoments(Math.multiplyExact(inputs, U));
            this.h = new float[Math.multiplyExact(rows, U)];
            this.dz = new float[h.length];
        }

        void forward(InputLayer kernel, Batch batch, INDArray weights, INDArray bias, INDArray output) {
            Block.of(weights, first, units).get(0, (int) weights.size(0), w.theta(), U);
            Block.of(bias, first, units).get(0, 1, b.theta(), U);
            kernel.forward(batch, w.theta(), b.theta(), h);
            Neuron.relu(h, batch.size() * U);
            Block.of(output, first, units).put(0, batch.size(), h, U);
        }

        void backward(InputLayer kernel, Batch batch, INDArray dHidden, INDArray dWeights, INDArray dBias) {
            Block.of(dHidden, first, units).get(0, batch.size(), dz, U);
            Neuron.keepWherePositive(h, dz, batch.size() * U);
            Block dw = Block.of(dWeights, first, units);
            // The kernel's update step only copies the gradient to DL4J, whose updater runs later.
            kernel.backwardAndUpdate(batch, dz, w, b, (gradient, theta, m, v, from, length) -> {
                if (theta == w.theta()) {
                    dw.put(from / U, length / U, gradient, U);
                }
            });
            Block.of(dBias, first, units).put(0, 1, b.gradient(), U);
        }
    }

    InputDenseLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        int n = Math.toIntExact(input.size(0));
        int outputs = (int) layerConf().getNOut();
        roomFor(n, outputs);
        Batches rows = new Batches(examples(n), n);
        InputForm form = layerConf().pixels() == null ? InputForm.ALL : InputForm.LIT;
        batch = new Batch(
                rows, rows.inOrder(), 0, 1); // one part: preparing the rows takes less time than synchronising threads
        kernel = Kernels.products().inputLayer(rows, form);
        kernel.load(batch, 0);
        if (training) {
            kernel.arrange(batch, 0);
        }
        INDArray output =
                workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, new long[] {n, outputs}, 'c');
        INDArray weights = getParam(DefaultParamInitializer.WEIGHT_KEY);
        INDArray bias = getParam(DefaultParamInitializer.BIAS_KEY);
        LayerThreads.share(slices.size(), i -> slices.get(i).forward(kernel, batch, weights, bias, output));
        if (!training) {
            kernel = null;
        }
        return output;
    }

    private void roomFor(int n, int outputs) {
        if (n > mostRows) {
            int inputs = (int) layerConf().getNIn();
            slices = IntStream.range(0, Sums.slices(outputs))
                    .mapToObj(i -> new Slice(inputs, i * U, Math.min(U, outputs - i * U), n))
                    .toList();
            mostRows = n;
        }
    }

    /** Returns the batch for the engine: pixels as a copy, numbers as a view that its first layer copies. */
    private Examples examples(int n) {
        int inputs = (int) layerConf().getNIn();
        if (layerConf().pixels() == null) {
            return new NumberRows(
                    Native.of(Native.rowMajor(input, DataType.FLOAT)).asBuffer(), n, inputs);
        }
        Instances.require(
                input.dataType() == DataType.UINT8, "InputDense", "pixels of data type UINT8", input.dataType());
        INDArray pixels = Native.rowMajor(input, DataType.UINT8);
        byte[] copy = new byte[Math.multiplyExact(n, inputs)];
        new BytePointer(pixels.data().pointer()).position(pixels.offset()).get(copy);
        return new ImageSet(
                copy, new int[n], new ImageForm(1, inputs, layerConf().pixels(), List.of()));
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray dHidden, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        INDArray dh = Native.rowMajor(dHidden, DataType.FLOAT);
        INDArray dWeights = gradientViews.get(DefaultParamInitializer.WEIGHT_KEY);
        INDArray dBias = gradientViews.get(DefaultParamInitializer.BIAS_KEY);
        LayerThreads.share(slices.size(), i -> slices.get(i).backward(kernel, batch, dh, dWeights, dBias));
        kernel = null;
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
