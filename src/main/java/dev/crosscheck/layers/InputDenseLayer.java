package dev.crosscheck.layers;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.layers.Native.Block;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.train.byhand.Batch;
import dev.crosscheck.train.byhand.InputForm;
import dev.crosscheck.train.byhand.Inputs;
import dev.crosscheck.train.byhand.KernelChoice;
import dev.crosscheck.train.byhand.Kernels;
import dev.crosscheck.train.byhand.Neuron;
import dev.crosscheck.train.byhand.Sums;
import dev.crosscheck.train.byhand.Team;
import dev.crosscheck.train.byhand.Update;
import dev.crosscheck.train.byhand.Update.AdamStep;
import dev.crosscheck.train.byhand.Update.Parameter;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The two passes of {@link InputDense}: {@code h = relu(x W + b)} and, from {@code dh}, {@code dz = dh ⊙ 1[h > 0]}, {@code dW = xᵀ dz} and
 * {@code db = Σ rows of dz}, computed by the engine's first layer, slice by slice. As in DL4J's layers, the gradients are sums over the
 * batch if {@code dh} is the gradient of a sum.
 *
 * <p>Two passes belong to a step: {@link #activate} leaves a {@link Pass}, and {@link #backpropGradient} uses it up. With {@link FusedAdam},
 * which describes the order of all calls, the gradients of a step are used where they are computed, while they are in the processor's
 * innermost cache. Then this layer holds the moments, and DL4J's gradient arrays are not written.
 */
final class InputDenseLayer extends BaseLayer<InputDense> {
    private static final long serialVersionUID = 1L;
    private static final int U = Sums.SLICE;

    private final transient Kernels kernels = KernelChoice.fastest();
    private final transient List<Slice> slices;
    private transient Examples examples; // null unless a batch may consist of their numbers
    private transient Inputs ofExamples; // prepared once for many batches; null until a batch has numbers
    private transient FusedAdam adam; // null if DL4J's updater uses the gradients
    private transient Pass pass; // null unless a backward pass is to follow
    private transient boolean parametersKept; // the slices have the parameters, which nothing but fit will change
    private transient boolean gradientWritten = true;

    /**
     * A forward pass in training, as the backward pass needs it.
     *
     * @param inputs hold the rows of the batch
     * @param update the step to do with the gradients; null if they are to be written to DL4J's arrays
     */
    private record Pass(
            Inputs inputs, Batch batch, @Nullable AdamStep update) {}

    /** DL4J's arrays in the shapes of W and b. */
    private record Views(FloatBuffer weights, FloatBuffer bias) {
        static Views of(Map<String, INDArray> table) {
            return new Views(
                    Native.buffer(table.get(DefaultParamInitializer.WEIGHT_KEY)),
                    Native.buffer(table.get(DefaultParamInitializer.BIAS_KEY)));
        }
    }

    /** The units that one thread computes, with their parameters in the engine's layout. Shapes: I inputs, U units, N rows. */
    private final class Slice {
        private final int first;
        private final int units; // the used ones; the others stay 0
        private final Parameter w; // (I, U)
        private final Parameter b; // (U)
        private float[] h = {}; // (N, U)
        private float[] dz = {}; // (N, U)

        Slice(int first) {
            this.first = first;
            this.units = Math.min(U, outputs() - first);
            this.w = new Parameter(Math.multiplyExact((int) layerConf().getNIn(), U));
            this.b = new Parameter(U);
        }

        private int inputs() {
            return w.theta().length / U;
        }

        private Block of(FloatBuffer matrix) {
            return new Block(matrix, outputs(), first, units);
        }

        void roomFor(int rows) {
            if (h.length < Math.multiplyExact(rows, U)) {
                h = new float[rows * U];
                dz = new float[h.length];
            }
        }

        /** Copies this slice's parameters from DL4J's arrays. */
        void read(Views from, float[] weights, float[] bias) {
            of(from.weights).get(0, inputs(), weights, U);
            of(from.bias).get(0, 1, bias, U);
        }

        /** Copies this slice's parameters to DL4J's arrays. */
        void write(Views to, float[] weights, float[] bias) {
            of(to.weights).put(0, inputs(), weights, U);
            of(to.bias).put(0, 1, bias, U);
        }

        void forward(Inputs inputs, Batch batch, FloatBuffer output) {
            roomFor(batch.size());
            inputs.forward(batch, new float[][] {w.theta()}, new float[][] {b.theta()}, new float[][] {h});
            Neuron.relu(h, batch.size() * U);
            of(output).put(0, batch.size(), h, U);
        }

        void backward(Inputs inputs, Batch batch, FloatBuffer dHidden, Update update) {
            of(dHidden).get(0, batch.size(), dz, U);
            kernels.keepWherePositive(batch.size() * U, h, dz);
            kernels.sumRows(batch.size(), batch.size(), dz, b.gradient());
            inputs.backward(batch, new float[][] {dz}, new float[][] {b.gradient()}, new Parameter[] {w}, update);
            b.update(update);
        }

        /** @return an update that only copies the gradient of W to DL4J; that of b stays in {@link #b} */
        Update toDl4j(FloatBuffer dWeights) {
            Block dw = of(dWeights);
            return (gradient, theta, m, v, from, length) -> {
                if (theta == w.theta()) {
                    dw.put(from / U, length / U, gradient, U);
                }
            };
        }

        /** @return Adam's step for gradients that are multiplied by {@code scale} first */
        Update scaled(AdamStep adam, float scale) {
            if (scale == 1f) {
                return adam;
            }
            return (gradient, theta, m, v, from, length) -> {
                for (int i = 0; i < length; i++) {
                    gradient[i] *= scale;
                }
                kernels.update(adam, gradient, theta == w.theta() ? w : b, from, length);
            };
        }
    }

    InputDenseLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
        slices = IntStream.range(0, Sums.slices(outputs()))
                .mapToObj(i -> new Slice(i * U))
                .toList();
    }

    private int outputs() {
        return (int) layerConf().getNOut();
    }

    /**
     * Lets a batch consist of the numbers of examples, as a column of data type INT32.
     *
     * @param examples with as many features as this layer has inputs
     */
    void store(Examples examples) {
        Normalisation pixels = layerConf().pixels();
        Instances.require(
                examples.features() == layerConf().getNIn(),
                "InputDense",
                layerConf().getNIn() + " features",
                examples.features());
        Instances.require(
                pixels == null
                        || examples instanceof ImageSet images
                                && images.form().normalisation().equals(pixels),
                "InputDense",
                "images with the normalisation " + pixels,
                examples.getClass().getSimpleName());
        this.examples = examples;
        ofExamples = null;
    }

    /** Lets this layer do the updater's steps on its own parameters. */
    void updateBy(FusedAdam updater) {
        adam = updater;
    }

    /** Reads the parameters from DL4J's arrays again before the next pass. */
    void reload() {
        parametersKept = false;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        AdamStep update = training && adam != null ? adam.takeStep() : null; // first: a pass that fails leaves none
        pass = null;
        assertInputSet(false);
        int n = Math.toIntExact(input.size(0));
        InputForm form = layerConf().pixels() == null ? InputForm.ALL : InputForm.LIT;
        boolean numbers = examples != null && input.dataType() == DataType.INT32;
        Batches source = new Batches(numbers ? examples : inputs(n), n);
        int parts = numbers ? Math.min(Team.threads(), slices.size()) : 1;
        Batch batch = new Batch(source, numbers ? numbers(n) : source.inOrder(), 0, parts);
        if (numbers && (ofExamples == null || ofExamples.batches().largest() < n)) {
            ofExamples = new Inputs(kernels, source, form);
        }
        Inputs inputs = numbers ? ofExamples : new Inputs(kernels, source, form);
        INDArray output =
                workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, new long[] {n, outputs()}, 'c');
        FloatBuffer hidden = Native.buffer(output);
        Views parameters = Views.of(params);
        boolean read = !parametersKept;
        Team.share(slices.size(), i -> inputs.load(batch, i, slices.size(), training), i -> {
            Slice slice = slices.get(i);
            if (read) {
                slice.read(parameters, slice.w.theta(), slice.b.theta());
            }
            slice.forward(inputs, batch, hidden);
        });
        parametersKept = adam != null && adam.keepsParameters();
        pass = training ? new Pass(inputs, batch, update) : null;
        return output;
    }

    private int[] numbers(int n) {
        Instances.require(input.length() == n, "InputDense", "one number per example", input.length());
        Instances.require(n <= examples.size(), "InputDense", "no more rows than there are examples", n);
        int[] numbers = new int[n];
        INDArray column = Native.rowMajor(input, DataType.INT32);
        new IntPointer(column.data().pointer()).position(column.offset()).get(numbers);
        for (int number : numbers) {
            if (number < 0 || number >= examples.size()) {
                Instances.require(false, "InputDense", "numbers of " + examples.size() + " examples", number);
            }
        }
        return numbers;
    }

    /** @return a copy of the batch for the engine */
    private Examples inputs(int n) {
        int inputs = (int) layerConf().getNIn();
        if (layerConf().pixels() == null) {
            float[] x = new float[Math.multiplyExact(n, inputs)];
            Native.of(Native.rowMajor(input, DataType.FLOAT)).get(x);
            return new MatrixExamples(Matrix.widened(n, x), Matrix.zeros(n, 1), 0);
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
        FloatBuffer dh = Native.buffer(Native.rowMajor(dHidden, DataType.FLOAT));
        Pass forward = pass;
        pass = null;
        Inputs inputs = forward.inputs;
        Batch batch = forward.batch;
        if (forward.update == null) {
            Views gradients = Views.of(gradientViews);
            Team.share(slices.size(), i -> {
                Slice slice = slices.get(i);
                slice.backward(inputs, batch, dh, slice.toDl4j(gradients.weights));
                slice.of(gradients.bias).put(0, 1, slice.b.gradient(), U);
            });
            gradientWritten = true;
        } else {
            hideGradients();
            Views parameters = Views.of(params);
            float scale = conf.isMiniBatch() ? 1f / batch.size() : 1f;
            Team.share(slices.size(), i -> {
                Slice slice = slices.get(i);
                slice.backward(inputs, batch, dh, slice.scaled(forward.update, scale));
                slice.write(parameters, slice.w.theta(), slice.b.theta());
            });
        }
        return new Pair<>(Instances.gradient(gradientViews), null);
    }

    /** Overwrites gradients of an earlier pass, which would look like those of this one. */
    private void hideGradients() {
        if (gradientWritten) {
            gradientViews.values().forEach(gradient -> gradient.assign(Float.NaN));
            gradientWritten = false;
        }
    }

    /** Does Adam's step with the gradients of a pass that wrote them to DL4J's arrays. */
    void update(AdamStep adam, float scale) {
        Views parameters = Views.of(params);
        Views gradients = Views.of(gradientViews);
        Team.share(slices.size(), i -> {
            Slice slice = slices.get(i);
            Update update = slice.scaled(adam, scale);
            slice.read(parameters, slice.w.theta(), slice.b.theta());
            slice.read(gradients, slice.w.gradient(), slice.b.gradient());
            slice.w.update(update);
            slice.b.update(update);
            slice.write(parameters, slice.w.theta(), slice.b.theta());
        });
    }

    /**
     * Copies the moments from or to DL4J's arrays.
     *
     * @param m this layer's first moments: of W, then of b
     * @param v this layer's second moments
     * @param out true to copy to DL4J
     */
    void copyMoments(FloatPointer m, FloatPointer v, boolean out) {
        long weights = layerConf().getNIn() * outputs();
        Views first = new Views(m.asBuffer(), Native.at(m, weights).asBuffer());
        Views second = new Views(v.asBuffer(), Native.at(v, weights).asBuffer());
        for (Slice slice : slices) {
            if (out) {
                slice.write(first, slice.w.m(), slice.b.m());
                slice.write(second, slice.w.v(), slice.b.v());
            } else {
                slice.read(first, slice.w.m(), slice.b.m());
                slice.read(second, slice.w.v(), slice.b.v());
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
