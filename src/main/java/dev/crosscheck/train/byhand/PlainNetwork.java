package dev.crosscheck.train.byhand;

import static dev.crosscheck.train.byhand.Sums.addScaled;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.byhand.Update.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
final class PlainNetwork implements FloatNetwork {
    private static final int SLICE = Sums.SLICE;
    private static final Kernels KERNELS = KernelChoice.plain();

    private final Setup setup;
    private final Batches batches;
    private final InputForm input;
    private final List<Layer> layers = new ArrayList<>();
    private long steps;

    /** A layer's parameters, and its activations and gradients for the current batch. */
    private static final class Layer {
        private final int inputs; // I
        private final int units; // U
        private final Parameter w; // (I, U)
        private final Parameter b; // (U)
        private float[] a = {}; // (N, U): f(Z); in the output layer Z
        private float[] slope = {}; // (N, U): dA/dZ
        private float[] dz = {}; // (N, U)

        Layer(int inputs, int units) {
            this.inputs = inputs;
            this.units = units;
            this.w = new Parameter(Math.multiplyExact(inputs, units));
            this.b = new Parameter(units);
        }

        void makeRoom(int rows) {
            if (a.length < rows * units) {
                a = new float[Math.multiplyExact(rows, units)];
                slope = new float[a.length];
                dz = new float[a.length];
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
                            case DENSE -> new Layer(layer.inputs(), layer.units());
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

        Layer last = layers.get(layers.size() - 1);
        OutputLoss output = OutputLoss.of(setup, batches, order, index);
        double loss = 0;
        for (int row = 0; row < x.count(); row++) {
            loss += output.lossAndGradient(row, last.a, last.dz, row * last.units); // dZ = dLoss/dZ
        }
        loss /= x.count();

        for (int k = layers.size() - 1; k >= 0; k--) {
            Layer layer = layers.get(k);
            KERNELS.sumRows(x.count(), x.count(), layer.dz, layer.b.gradient()); // db = Σ rows of dZ
            if (k == 0) {
                x.weightGradient(layer.dz, layer.b.gradient(), layer.units, layer.w.gradient()); // dW = Xᵀ·dZ
            } else {
                Layer below = layers.get(k - 1);
                int i = layer.inputs;
                int u = layer.units;
                KERNELS.weightGradient(x.count(), i, u, u, below.a, layer.dz, layer.w.gradient()); // dW = Aᵀ·dZ
                Arrays.fill(below.dz, 0f);
                KERNELS.addInputGradient(x.count(), i, u, u, layer.dz, layer.w.theta(), below.dz); // dA = dZ·Wᵀ
                for (int at = 0; at < x.count() * below.units; at++) {
                    below.dz[at] =
                            below.slope[at] == 0 ? 0 : below.dz[at] * below.slope[at]; // dZ = dA ⊙ f'(Z) ⊙ mask/(1-p)
                }
            }
        }

        Update update = Update.after(setup.training().optimizer(), steps++, learningRate);
        for (Layer layer : layers) {
            layer.w.update(update);
            layer.b.update(update);
        }
        return loss;
    }

    /** A = f(X·W + b) ⊙ mask/(1-p) in each hidden layer, Z = A·W + b in the output layer. */
    private void forward(Rows x, boolean training) {
        for (int k = 0; k < layers.size(); k++) {
            Layer layer = layers.get(k);
            layer.makeRoom(x.count());
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

    private void activate(int rows, Layer layer, int k, boolean training) {
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
    private static void product(int rows, float[] a, Layer layer, boolean biasFirst) {
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

    @Override
    public float[] probabilities(Examples examples) {
        return OutputLoss.outputs(setup, logits(examples));
    }

    @Override
    public float[] logits(Examples examples) {
        Layer last = layers.get(layers.size() - 1);
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
        for (Layer layer : layers) {
            for (int j = 0; j < layer.units; j++) {
                layer.w.copy(j, layer.units, layer.inputs, state, at, out);
                at += layer.inputs;
            }
            layer.b.copy(0, 1, layer.units, state, at, out);
            at += layer.units;
        }
    }

    @Override
    public void close() {}
}
