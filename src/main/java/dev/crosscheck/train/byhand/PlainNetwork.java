package dev.crosscheck.train.byhand;

import static dev.crosscheck.math.FloatMath.fma;
import static dev.crosscheck.train.byhand.Sums.addScaled;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.math.Shape;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.byhand.Update.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The engine's reference implementation of a training step: forward pass, loss, backward pass, update, in plain Java with one thread. It
 * trains where the Vector API is missing; elsewhere {@link LayeredNetwork} computes the same bits with several threads.
 *
 * <p>Shapes: N rows of a batch, I inputs of a layer, U of its units. All matrices are row-major: X and A (N, I), W (I, U), Z and dZ (N, U).
 * Gradients are dLoss/dθ, with the loss a mean over the batch.
 *
 * <p><b>The order of additions</b> decides the last bits, so it is part of the engine's contract. A product's sum runs over its terms in
 * their order, each added by a fused multiply-add, with two exceptions. Where a layer's inputs are hidden units, they are summed in slices
 * of {@link Sums#SLICE}, and the slices' sums are added up. In the first layer of images that are mostly dark, {@link PixelInput} takes
 * scale and shift out of the product. {@link Update} rounds the optimizer's state.
 */
@SuppressWarnings("NullAway") // a convolution has a form
final class PlainNetwork implements FloatNetwork {
    private static final int SLICE = Sums.SLICE;
    private static final int LANES = ConvolutionKernels.LANES;
    private static final Kernels KERNELS = KernelChoice.plain();

    private final Setup setup;
    private final Batches batches;
    private final InputForm input;
    private final List<TrainedLayer> layers = new ArrayList<>();
    private long steps;

    /** A layer's parameters, and its activations and gradients for the current batch. */
    private static final class TrainedLayer {
        private final int inputs; // I
        private final int units; // U
        private final @Nullable Convolution convolution; // null in a dense layer
        private final Parameter w; // (I, U); of a convolution (its fan-in, maps)
        private final Parameter b; // (U); of a convolution (maps)
        private float[] a = {}; // (N, U): f(Z); in the output layer Z
        private float[] slope = {}; // (N, U): dA/dZ
        private float[] dz = {}; // (N, U)
        private int[] place = {}; // (N, U): of a convolution, where in Y each unit is from

        TrainedLayer(Layer form) {
            inputs = form.inputs();
            units = form.units();
            convolution = form instanceof Convolution found ? found : null;
            w = new Parameter(Math.toIntExact(form.weights()));
            b = new Parameter(form.columns());
        }

        void makeRoom(int rows) {
            if (a.length < rows * units) {
                a = new float[Math.multiplyExact(rows, units)];
                slope = new float[a.length];
                dz = new float[a.length];
                place = new int[convolution == null ? 0 : a.length];
            }
        }
    }

    /**
     * Creates a network that continues from a state.
     *
     * @param setup what is trained
     * @param start initial parameters and moments; unchanged
     * @param batches examples to learn from
     * @param input whether the first layer skips dark pixels
     */
    PlainNetwork(Setup setup, NetworkState start, Batches batches, InputForm input) {
        this.setup = setup;
        this.batches = batches;
        this.input = input;
        setup.network()
                .layers()
                .forEach(layer -> layers.add(
                        switch (layer.kind()) {
                            case DENSE, CONVOLUTION -> new TrainedLayer(layer);
                            case GROUPED_DENSE ->
                                throw new IllegalArgumentException("a mean of trained networks is not trained");
                        }));
        restore(start);
    }

    @Override
    public double[] steps(int[] order, int index, double... rates) {
        double[] losses = new double[rates.length];
        for (int i = 0; i < rates.length; i++) {
            losses[i] = step(order, index + i, rates[i]);
        }
        return losses;
    }

    private double step(int[] order, int index, double learningRate) {
        Rows x = Rows.of(batches, order, index, input);
        forward(x, true);

        TrainedLayer last = layers.get(layers.size() - 1);
        OutputLoss output = OutputLoss.of(setup, batches, order, index);
        double loss = 0;
        for (int row = 0; row < x.count(); row++) {
            loss += output.lossAndGradient(row, last.a, last.dz, row * last.units); // dZ = dLoss/dZ
        }
        loss /= x.count();

        for (int k = layers.size() - 1; k >= 0; k--) {
            TrainedLayer layer = layers.get(k);
            if (layer.convolution != null) {
                convolutionGradients(x, k);
                continue;
            }
            KERNELS.sumRows(x.count(), x.count(), layer.dz, layer.b.gradient()); // db = Σ rows of dZ
            if (k == 0) {
                x.weightGradient(layer.dz, layer.b.gradient(), layer.units, layer.w.gradient()); // dW = Xᵀ·dZ
            } else {
                TrainedLayer below = layers.get(k - 1);
                int i = layer.inputs;
                int u = layer.units;
                KERNELS.weightGradient(x.count(), i, u, u, below.a, layer.dz, layer.w.gradient()); // dW = Aᵀ·dZ
                Arrays.fill(below.dz, 0f);
                KERNELS.addInputGradient(x.count(), i, u, u, layer.dz, layer.w.theta(), below.dz); // dA = dZ·Wᵀ
                keepSlopes(x.count(), below);
            }
        }

        Update update = Update.after(setup.training().optimizer(), steps++, learningRate);
        for (TrainedLayer layer : layers) {
            layer.w.update(update);
            layer.b.update(update);
        }
        return loss;
    }

    /** dZ = dA ⊙ f'(Z) ⊙ mask/(1-p). */
    private static void keepSlopes(int rows, TrainedLayer layer) {
        for (int at = 0; at < rows * layer.units; at++) {
            layer.dz[at] = layer.slope[at] == 0 ? 0 : layer.dz[at] * layer.slope[at];
        }
    }

    /** A = f(X·W + b) ⊙ mask/(1-p) in each hidden layer, Z = A·W + b in the output layer. */
    private void forward(Rows x, boolean training) {
        for (int k = 0; k < layers.size(); k++) {
            TrainedLayer layer = layers.get(k);
            layer.makeRoom(inGroups(x.count()));
            if (layer.convolution != null) {
                convolution(x.count(), inputs(x, k), layer);
                continue;
            }
            boolean hidden = k + 1 < layers.size();
            if (k == 0) {
                x.product(layer.w.theta(), layer.b.theta(), layer.units, layer.a);
            } else {
                product(x.count(), layers.get(k - 1).a, layer, hidden);
            }
            if (hidden) {
                activate(x.count(), layer, k + 1, training);
            }
        }
    }

    private void activate(int rows, TrainedLayer layer, int k, boolean training) {
        Elementwise f = setup.network().activation(k);
        Dropout dropout = Dropout.of(setup.network().dropout(), setup.training().seed(), k, steps, layer.units);
        for (int i = 0; i < rows * layer.units; i++) {
            float z = layer.a[i];
            float factor = training ? dropout.factor(i / layer.units, i % layer.units) : 1f;
            layer.a[i] = factor == 0 ? 0f : Neuron.value(f, z) * factor;
            layer.slope[i] = factor == 0 ? 0f : Neuron.slope(f, z) * factor;
        }
    }

    /** Z = b + Σ slices of A·W; in the output layer b is added last. */
    private static void product(int rows, float[] a, TrainedLayer layer, boolean biasFirst) {
        float[] w = layer.w.theta();
        float[] b = layer.b.theta();
        float[] share = new float[layer.units];
        for (int row = 0; row < rows; row++) {
            int at = row * layer.units;
            for (int j = 0; j < layer.units; j++) {
                layer.a[at + j] = biasFirst ? b[j] : 0;
            }
            for (int from = 0; from < layer.inputs; from += SLICE) {
                Arrays.fill(share, 0f);
                for (int i = from; i < Math.min(from + SLICE, layer.inputs); i++) {
                    addScaled(a[row * layer.inputs + i], w, i * layer.units, share, 0, layer.units);
                }
                for (int j = 0; j < layer.units; j++) {
                    layer.a[at + j] += share[j];
                }
            }
            for (int j = 0; !biasFirst && j < layer.units; j++) {
                layer.a[at + j] += b[j];
            }
        }
    }

    /** @return A of the layer below layer k from 0, with black images up to a whole group */
    private float[] inputs(Rows x, int k) {
        return k > 0 ? layers.get(k - 1).a : Arrays.copyOf(x.x(), inGroups(x.count()) * layers.get(0).inputs);
    }

    /** @return so many images rounded up to whole groups, which a convolution's sums have */
    private static int inGroups(int rows) {
        return (rows + LANES - 1) / LANES * LANES;
    }

    /**
     * A convolution: Y = b, + A·W by fma over channels, rows and columns of the kernel. Beyond the border A is 0, and counts. Z is the largest Y of a
     * window: in each row the left one if it is not smaller, then the upper one. A = max(Z, 0).
     */
    private static void convolution(int rows, float[] a, TrainedLayer layer) {
        Convolution form = layer.convolution;
        Shape full = form.full();
        int window = form.pools() ? 2 : 1;
        float[] y = new float[full.size()];
        for (int n = 0; n < inGroups(rows); n++) {
            for (int at = 0; at < y.length; at++) {
                int map = at / (full.rows() * full.columns());
                int row = at / full.columns() % full.rows() - form.padding();
                int column = at % full.columns() - form.padding();
                float sum = layer.b.theta()[map];
                for (int i = 0; i < form.fanIn(); i++) {
                    sum = fma(pixel(a, n, form, i, row, column), layer.w.theta()[i * form.maps() + map], sum);
                }
                y[at] = sum;
            }
            Shape out = form.output();
            for (int unit = 0; unit < layer.units; unit++) {
                int row = unit / out.columns(); // of all maps
                int map = row / out.rows();
                int at = (map * full.rows() + row % out.rows() * window) * full.columns()
                        + unit % out.columns() * window;
                if (form.pools()) {
                    int below = at + full.columns();
                    at = larger(y, larger(y, at, at + 1), larger(y, below, below + 1));
                }
                layer.place[n * layer.units + unit] = at;
                layer.a[n * layer.units + unit] = Math.max(y[at], 0f);
                layer.slope[n * layer.units + unit] = y[at] > 0 ? 1f : 0f;
            }
        }
    }

    private static int larger(float[] y, int one, int other) {
        return y[one] < y[other] ? other : one;
    }

    /** @return the input that weight i of a kernel has at a place, counted from the first pixel; 0 beyond the border */
    private static float pixel(float[] a, int n, Convolution form, int i, int row, int column) {
        Shape in = form.input();
        int side = form.side();
        int r = row + i / side % side;
        int c = column + i % side;
        boolean isInside = r >= 0 && r < in.rows() && c >= 0 && c < in.columns();
        return isInside ? a[((n * in.channels() + i / (side * side)) * in.rows() + r) * in.columns() + c] : 0f;
    }

    /**
     * Backward, of layer k from 0, a convolution. An image's sums run over rows and columns: db = Σ dZ, and dW = Σ A·dY, where dY is dZ at the places
     * that Z is from and 0 elsewhere. Then a group's images are added half to half, and the groups in order. dA = Σ dY·W over maps, rows and columns
     * of the kernel; dY beyond the border is 0, and counts.
     */
    private void convolutionGradients(Rows x, int k) {
        TrainedLayer layer = layers.get(k);
        Convolution form = layer.convolution;
        Shape full = form.full();
        int places = full.rows() * full.columns();
        float[] a = inputs(x, k);
        Arrays.fill(layer.w.gradient(), 0f);
        Arrays.fill(layer.b.gradient(), 0f);
        float[][] dy = new float[LANES][];
        float[] sums = new float[LANES];
        int ofMap = layer.units / form.maps();
        for (int first = 0; first < x.count(); first += LANES) {
            for (int lane = 0; lane < LANES; lane++) {
                dy[lane] = new float[full.size()];
                for (int unit = 0; unit < layer.units; unit++) {
                    int at = (first + lane) * layer.units + unit;
                    dy[lane][layer.place[at]] = first + lane < x.count() ? layer.dz[at] : 0f;
                }
            }
            for (int map = 0; map < form.maps(); map++) {
                for (int lane = 0; lane < LANES; lane++) {
                    sums[lane] = 0;
                    for (int unit = map * ofMap; unit < (map + 1) * ofMap; unit++) {
                        sums[lane] += first + lane < x.count() ? layer.dz[(first + lane) * layer.units + unit] : 0f;
                    }
                }
                layer.b.gradient()[map] += ConvolutionKernels.sum(sums);
                for (int i = 0; i < form.fanIn(); i++) {
                    for (int lane = 0; lane < LANES; lane++) {
                        sums[lane] = 0;
                        for (int at = 0; at < places; at++) {
                            int row = at / full.columns() - form.padding();
                            int column = at % full.columns() - form.padding();
                            float input = pixel(a, first + lane, form, i, row, column);
                            sums[lane] = fma(input, dy[lane][map * places + at], sums[lane]);
                        }
                    }
                    layer.w.gradient()[i * form.maps() + map] += ConvolutionKernels.sum(sums);
                }
            }
            for (int lane = 0; k > 0 && lane < LANES; lane++) {
                convolutionInputGradient(layer, dy[lane], layers.get(k - 1).dz, (first + lane) * layer.inputs);
            }
        }
        if (k > 0) {
            keepSlopes(x.count(), layers.get(k - 1));
        }
    }

    private static void convolutionInputGradient(TrainedLayer layer, float[] dy, float[] da, int from) {
        Convolution form = layer.convolution;
        Shape in = form.input();
        Shape full = form.full();
        int side = form.side();
        for (int i = 0; i < layer.inputs; i++) {
            int channel = i / (in.rows() * in.columns());
            int row = i / in.columns() % in.rows() + form.padding();
            int column = i % in.columns() + form.padding();
            float sum = 0;
            for (int tap = 0; tap < form.fanOut(); tap++) {
                int map = tap / (side * side);
                int r = row - tap / side % side;
                int c = column - tap % side;
                boolean isInside = r >= 0 && r < full.rows() && c >= 0 && c < full.columns();
                float d = isInside ? dy[(map * full.rows() + r) * full.columns() + c] : 0f;
                int weight = channel * side * side + tap % (side * side);
                sum = fma(d, layer.w.theta()[weight * form.maps() + map], sum);
            }
            da[from + i] = sum;
        }
    }

    @Override
    public float[] probabilities(Examples examples) {
        return OutputLoss.outputs(setup, logits(examples));
    }

    @Override
    public float[] logits(Examples examples) {
        TrainedLayer last = layers.get(layers.size() - 1);
        Batches inBatches = new Batches(examples, batches.largest());
        int[] order = inBatches.inOrder();
        float[] z = new float[Math.multiplyExact(examples.size(), last.units)];
        for (int index = 0; index < inBatches.count(); index++) {
            Rows x = Rows.of(inBatches, order, index, input);
            forward(x, false);
            System.arraycopy(last.a, 0, z, inBatches.first(index) * last.units, x.count() * last.units);
        }
        return z;
    }

    @Override
    public void restore(NetworkState state) {
        copy(state, false);
        steps = state.steps();
    }

    @Override
    public NetworkState state(int epochs) {
        NetworkState state = NetworkState.zero(setup, steps, epochs);
        copy(state, true);
        return state;
    }

    /**
     * Copies W1 column by column, b1, W2, and so on, with the optimizer's state in the same order: first all of m, then all of v. {@code
     * out} is true to copy to the state, false to copy from it.
     */
    private void copy(NetworkState state, boolean out) {
        int at = 0;
        for (TrainedLayer layer : layers) {
            int columns = layer.b.theta().length;
            int rows = layer.w.theta().length / columns;
            for (int j = 0; j < columns; j++) {
                layer.w.copy(j, columns, rows, state, at, out);
                at += rows;
            }
            layer.b.copy(0, 1, columns, state, at, out);
            at += columns;
        }
    }

    @Override
    public void close() {}
}
