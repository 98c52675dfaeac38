package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Batches;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.byhand.Products.Incoming;
import dev.crosscheck.train.byhand.Products.InputLayer;
import dev.crosscheck.train.byhand.Products.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The layers of {@link ByHandNetwork}: forward pass, loss, backward pass and update of the hidden layers, which are divided into slices,
 * and of the output layer.
 *
 * <p>Layers count from 1. Threads synchronise when a layer's activations are computed and, in the backward pass, when the gradient of its Z
 * is, for all layers but the first.
 *
 * <p>Shapes: N rows, I inputs, U units of a slice, M units of a slice of the next layer, which is U, or {@link Sums#width} for the logits.
 */
final class Layers {
    /** U: units of a slice. It is constant, so that sums do not depend on the number of threads. */
    private static final int UNITS = Sums.SLICE;

    /** Passed as the number of steps done when the network only predicts, without dropout. */
    static final long NOT_TRAINING = -1;

    private final Setup setup;
    private final InputLayer input; // of the examples to learn from
    private final List<List<HiddenSlice>> hidden = new ArrayList<>(); // by layer

    /**
     * @param setup of the network
     * @param input the first layer's products
     * @param products the other layers' products
     * @param batches examples to learn from
     */
    Layers(Setup setup, InputLayer input, Products products, Batches batches) {
        this.setup = setup;
        this.input = input;
        List<Integer> units = setup.network().units();
        int batch = batches.largest();
        for (int k = 0; k < units.size(); k++) {
            int inputs = k == 0 ? batches.examples().features() : 0;
            boolean last = k + 1 == units.size();
            int receivers = last ? 1 : Sums.slices(units.get(k + 1));
            int receiving = last ? setup.network().outputs() : UNITS;
            List<HiddenSlice> layer = new ArrayList<>();
            for (int i = 0; i < Sums.slices(units.get(k)); i++) {
                Incoming incoming = k == 0 ? null : new LowerLayer(hidden.get(k - 1), i, products);
                int used = Math.min(UNITS, units.get(k) - i * UNITS);
                layer.add(new HiddenSlice(
                        incoming,
                        inputs,
                        used,
                        setup.network().activation(k + 1),
                        setup.network().dropout() > 0,
                        products,
                        batch,
                        receivers,
                        receiving,
                        last));
            }
            hidden.add(layer);
        }
    }

    /** @return the slices of hidden layer k, from 1 */
    List<HiddenSlice> hidden(int k) {
        return hidden.get(k - 1);
    }

    /** @return the slices of the last hidden layer; their shares are those of the logits */
    List<HiddenSlice> last() {
        return hidden(hidden.size());
    }

    /**
     * Does one thread's part of the forward pass. All threads synchronise after each layer.
     *
     * @param input the first layer's products, for the batch's examples
     * @param done number of steps before this one, which determines dropout's masks; {@link #NOT_TRAINING} for no dropout
     */
    void forward(InputLayer input, Batch batch, long done, int member, Team team) {
        double rate = done == NOT_TRAINING ? 0 : setup.network().dropout();
        for (int k = 1; k <= hidden.size(); k++) {
            List<HiddenSlice> layer = hidden(k);
            Dropout dropout = rate == 0
                    ? null
                    : Dropout.of(
                            rate,
                            setup.training().seed(),
                            k,
                            done,
                            setup.network().hidden().get(k - 1).units());
            int from = first(layer, member, batch.parts());
            List<HiddenSlice> mine = part(layer, member, batch.parts());
            if (k == 1) {
                input.forward(batch, mine.stream().map(HiddenSlice::slice).toList());
            }
            for (int i = 0; i < mine.size(); i++) {
                mine.get(i).forward(batch, dropout, (from + i) * UNITS);
            }
            team.meet();
        }
    }

    /**
     * Does one thread's part of the backward pass and of the update. All threads synchronise between layers.
     *
     * @param dLogits (N, M)
     */
    void backwardAndUpdate(Batch batch, float[] dLogits, Update step, int member, Team team) {
        List<float[]> dNext = List.of(dLogits);
        for (int k = hidden.size(); k > 0; k--) {
            if (k < hidden.size()) {
                team.meet();
                dNext = hidden(k + 1).stream().map(slice -> slice.dz).toList();
            }
            List<HiddenSlice> mine = part(hidden(k), member, batch.parts());
            for (HiddenSlice slice : mine) {
                slice.backwardAndUpdate(batch, dNext, step);
            }
            if (k == 1) {
                input.backwardAndUpdate(
                        batch, mine.stream().map(HiddenSlice::slice).toList(), step);
            }
        }
    }

    private static List<HiddenSlice> part(List<HiddenSlice> layer, int member, int members) {
        return layer.subList(first(layer, member, members), first(layer, member + 1, members));
    }

    private static int first(List<HiddenSlice> layer, int member, int members) {
        return (int) ((long) layer.size() * member / members);
    }

    /**
     * A slice of a hidden layer: the weights from the inputs (first layer only), the weights to the next layer, activations, gradients and
     * the optimizer's state.
     *
     * <p>From other slices it needs only its input and the gradient of the next layer's Z, which is why each thread can own slices. Units
     * beyond the layer's size have weights, activations and gradients of 0, and so stay 0.
     */
    static final class HiddenSlice {
        private final Incoming incoming; // null in the first layer, whose slices the input layer computes together
        private final int used; // units that belong to the layer; the rest is padding
        private final Elementwise activation;
        private final Products products;
        private final int receiving; // units of a slice of the next layer, or the outputs
        private final int width; // M: the same, rounded up
        private final List<Parameter> next; // (U, M) each, by slice of the next layer
        private final Parameter w; // (I, U), with I = 0 in all layers but the first
        private final Parameter b; // (U)
        private final float[] a; // (N, U)
        private final float[] slope; // (N, U): dA/dZ; empty for ReLU, whose A determines it
        private final float[] dz; // (N, U): first dLoss/dA, then dLoss/dZ
        private final float[] share; // (N, M): this slice's part of the logits; empty in all layers but the last
        private final Slice slice;

        HiddenSlice(
                Incoming incoming,
                int inputs,
                int used,
                Elementwise activation,
                boolean drops,
                Products products,
                int batch,
                int receivers,
                int receiving,
                boolean last) {
            this.incoming = incoming;
            this.used = used;
            this.activation = activation;
            this.products = products;
            this.receiving = receiving;
            this.width = Sums.width(receiving);
            this.w = new Parameter(Math.multiplyExact(inputs, UNITS));
            this.b = new Parameter(UNITS);
            this.next = Stream.generate(() -> new Parameter(UNITS * width))
                    .limit(receivers)
                    .toList();
            this.a = new float[Math.multiplyExact(batch, UNITS)];
            this.slope = new float[activation == Elementwise.RELU && !drops ? 0 : a.length];
            this.dz = new float[a.length];
            this.share = new float[last ? Math.multiplyExact(batch, width) : 0];
            this.slice = new Slice(w, b, a, dz);
        }

        /**
         * Forward: {@code A = f(Z) ⊙ mask/(1-p)}, with the Z that {@link InputLayer} computed in the first layer and that of {@link
         * LowerLayer} in the others; in the last layer also this slice's part of the logits, {@code A·Wnext}.
         *
         * @param dropout null for none
         * @param first this slice's first unit, in its layer
         */
        void forward(Batch batch, Dropout dropout, int first) {
            if (incoming != null) {
                incoming.forward(batch, w.theta(), b.theta(), a);
            }
            if (slope.length == 0) {
                Neuron.relu(a, batch.size() * UNITS);
            } else {
                activate(batch.size(), dropout, first);
            }
            if (share.length > 0) {
                products.forward(batch.size(), UNITS, width, a, next.get(0).theta(), share);
            }
        }

        private void activate(int n, Dropout dropout, int first) {
            products.activate(activation, n * UNITS, a, slope);
            for (int row = 0; (dropout != null || used < UNITS) && row < n; row++) {
                for (int j = 0; j < UNITS; j++) {
                    int at = row * UNITS + j;
                    float factor = j >= used ? 0f : dropout == null ? 1f : dropout.factor(row, first + j);
                    a[at] = factor == 0 ? 0f : a[at] * factor;
                    slope[at] = factor == 0 ? 0f : slope[at] * factor;
                }
            }
        }

        /**
         * Backward: for each slice of the next layer, {@code dWnext = Aᵀ·dNext} and {@code dA += dNext·Wnextᵀ}, where dNext is the gradient of
         * its Z, (N, M), and an optimizer step for Wnext; then {@code dZ = dA ⊙ f'(Z) ⊙ mask/(1-p)}, {@code db = Σ rows of dZ}, and a step for
         * b. In the first layer {@link InputLayer} goes on with db, {@code dW = Xᵀ·dZ} and the step for both.
         */
        void backwardAndUpdate(Batch batch, List<float[]> dNext, Update step) {
            int n = batch.size();
            Arrays.fill(dz, 0, n * UNITS, 0f);
            for (int i = 0; i < next.size(); i++) {
                Parameter weights = next.get(i);
                products.weightGradient(n, UNITS, width, receiving, a, dNext.get(i), weights.gradient());
                products.addInputGradient(n, UNITS, width, receiving, dNext.get(i), weights.theta(), dz);
                weights.update(step);
            }
            if (slope.length == 0) {
                products.keepWherePositive(n * UNITS, a, dz);
            } else {
                for (int i = 0; i < n * UNITS; i++) {
                    dz[i] = slope[i] == 0 ? 0f : dz[i] * slope[i];
                }
            }
            if (incoming != null) {
                incoming.backwardAndUpdate(batch, dz, w, b, step);
            }
        }

        /** @return what the first layer's products need */
        Slice slice() {
            return slice;
        }

        /** @return the activations, (N, U) */
        float[] a() {
            return a;
        }

        /** @return this slice's part of the logits, (N, M) */
        float[] share() {
            return share;
        }

        /** @return M */
        int width() {
            return width;
        }

        /** @return W (I, U) */
        Parameter w() {
            return w;
        }

        /** @return b (U) */
        Parameter b() {
            return b;
        }

        /** @return Wnext (U, M) by slice of the next layer */
        List<Parameter> next() {
            return next;
        }
    }

    /**
     * The output layer: its Z, the loss, and the gradient of Z. Every thread has an instance of its own and computes the same, so that no
     * thread waits for another's result. A thread that did not take part in the last steps has to copy b from one that did.
     */
    static final class OutputLayer {
        private final Setup setup;
        private final int width;
        private final Parameter b; // (M)
        private final float[] dLogits; // (N, M)
        private final float[] logits; // (N, M)

        OutputLayer(Setup setup, int batch) {
            this.setup = setup;
            this.width = Sums.width(setup.network().outputs());
            this.b = new Parameter(width);
            this.dLogits = new float[Math.multiplyExact(batch, width)];
            this.logits = new float[dLogits.length];
        }

        /**
         * Computes the logits, b plus the slices' shares in their order, then loss and gradient by {@link OutputLoss}, and {@code db = Σ
         * rows of dLogits}.
         *
         * @return the mean loss over the batch
         */
        double lossAndGradient(Batch batch, List<HiddenSlice> slices) {
            int n = batch.size();
            Arrays.fill(logits, 0f);
            slices.forEach(slice -> add(logits, slice.share()));
            OutputLoss output = OutputLoss.of(setup, batch.source(), batch.order(), batch.index());
            float[] bias = b.theta();
            double loss = 0;
            for (int row = 0; row < n; row++) {
                for (int o = 0; o < setup.network().outputs(); o++) {
                    logits[row * width + o] += bias[o];
                }
                loss += output.lossAndGradient(row, logits, dLogits, row * width);
            }
            Sums.sumRows(n, dLogits, b.gradient());
            return loss / n;
        }

        private static void add(float[] to, float[] values) {
            for (int i = 0; i < to.length; i++) {
                to[i] += values[i];
            }
        }

        /** Does one optimizer step for b. */
        void updateBias(Update step) {
            b.update(step);
        }

        /** @return dLoss/dLogits, (N, M) */
        float[] dLogits() {
            return dLogits;
        }

        /** @return b (M) */
        Parameter bias() {
            return b;
        }
    }
}
