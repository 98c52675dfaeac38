package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Batches;
import dev.crosscheck.math.FloatMath;
import dev.crosscheck.train.byhand.AdamStep.Parameter;
import dev.crosscheck.train.byhand.ByHandNetwork.Batch;
import dev.crosscheck.train.byhand.Products.Incoming;
import dev.crosscheck.train.byhand.Products.InputLayer;
import dev.crosscheck.train.byhand.Products.Operand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The arithmetic of a step: forward pass, loss, backward pass and update of the hidden layers, in slices, and of the output layer.
 *
 * <p>Layers count from 1. What a slice adds to the next layer's Z is its share. Threads meet when a layer's shares are there and, on the
 * way back, when the gradient of its Z is, of all but the first.
 *
 * <p>Shapes: N images, I inputs, U units of a slice, M units of the next layer: whole slices, or the logits, as many as {@link #width}.
 */
final class Layers {
    /** U: units of a slice. Always the same, so that sums do not depend on the number of threads. */
    static final int UNITS = 64;

    /** Rows of W1 that are summed by themselves, before their sums are added up. */
    static final int TILE = 16;

    /** Columns of the logits are rounded up to a multiple of this, a vector's width; those beyond the classes stay 0. */
    static final int ROUNDED_TO = 16;

    private final List<List<HiddenSlice>> hidden = new ArrayList<>(); // by layer
    private final List<Operand> gradients; // by thread: dZ (N, M) of the layer gathered last

    /**
     * @param units of each hidden layer
     * @param classes of the output layer
     * @param input the first layer's products
     * @param products the others
     * @param batches what to learn from
     * @param members the most threads
     */
    Layers(List<Integer> units, int classes, InputLayer input, Products products, Batches batches, int members) {
        int batch = batches.largest();
        for (int k = 0; k < units.size(); k++) {
            int inputs = k == 0 ? batches.examples().features() : 0;
            int width = k + 1 < units.size() ? Math.multiplyExact(slices(units.get(k + 1)), UNITS) : width(classes);
            List<HiddenSlice> layer = new ArrayList<>();
            for (int i = 0; i < slices(units.get(k)); i++) {
                Incoming incoming = k == 0 ? input : new LowerLayer(hidden.get(k - 1), i);
                layer.add(new HiddenSlice(incoming, inputs, products, batch, width));
            }
            hidden.add(layer);
        }
        int most = units.stream().skip(1).mapToInt(Layers::slices).max().orElse(0);
        int size = Math.multiplyExact(batch, most * UNITS);
        gradients = Stream.generate(() -> products.operand(size)).limit(members).toList();
    }

    /** @return slices of a hidden layer of this size */
    static int slices(int units) {
        return (units - 1) / UNITS + 1;
    }

    /** @return columns of the logits for this number of classes */
    static int width(int classes) {
        return (classes + ROUNDED_TO - 1) / ROUNDED_TO * ROUNDED_TO;
    }

    /** @return the slices of hidden layer k, from 1 */
    List<HiddenSlice> hidden(int k) {
        return hidden.get(k - 1);
    }

    /** @return the slices of the last hidden layer, whose shares are those of the logits */
    List<HiddenSlice> last() {
        return hidden(hidden.size());
    }

    /**
     * A thread's part of the forward pass. All threads meet after each layer.
     *
     * @param input the first layer's products, for the batch's images
     */
    void forward(InputLayer input, Batch batch, int member, Team team) {
        for (List<HiddenSlice> layer : hidden) {
            for (HiddenSlice slice : part(layer, member, batch.parts())) {
                slice.forward(layer == hidden.get(0) ? input : slice.incoming, batch);
            }
            team.meet();
        }
    }

    /**
     * A thread's part of the backward pass and of the update. All threads meet between layers.
     *
     * @param dLogits (N, M)
     * @param forth whether it takes slices in their order, not the other way round
     */
    void backwardAndUpdate(Batch batch, Operand dLogits, AdamStep step, boolean forth, int member, Team team) {
        Operand dNext = dLogits;
        for (int k = hidden.size(); k > 0; k--) {
            if (k < hidden.size()) {
                team.meet();
                dNext = gradients.get(member);
                LowerLayer.gather(hidden(k + 1), batch.size(), dNext);
            }
            List<HiddenSlice> mine = part(hidden(k), member, batch.parts());
            for (int i = 0; i < mine.size(); i++) {
                mine.get(forth ? i : mine.size() - 1 - i).backwardAndUpdate(batch, dNext, step);
            }
        }
    }

    private static List<HiddenSlice> part(List<HiddenSlice> layer, int member, int members) {
        long slices = layer.size();
        return layer.subList((int) (slices * member / members), (int) (slices * (member + 1) / members));
    }

    /**
     * Some hidden units: their weights from the inputs, if any, and to the next layer, their activations, gradients and Adam's state.
     *
     * <p>All that a slice needs from the others is what comes in and the gradient of the next layer's Z, which is why each thread can have
     * slices of its own. Units beyond the layer's size have weights 0, get gradients 0, and so stay 0.
     */
    static final class HiddenSlice {
        private final Incoming incoming;
        private final Products products;
        private final int width; // M
        private final Parameter w; // (I, U), with I = 0 in all layers but the first
        private final Parameter b; // (U)
        private final Parameter next; // (U, M)
        private final Operand a; // (N, U)
        private final Operand da; // (N, U)
        private final Operand share; // (N, M)

        HiddenSlice(Incoming incoming, int inputs, Products products, int batch, int width) {
            this.incoming = incoming;
            this.products = products;
            this.width = width;
            this.w = new Parameter(products, Math.multiplyExact(inputs, UNITS));
            this.b = new Parameter(products, UNITS);
            this.next = new Parameter(products, Math.multiplyExact(UNITS, width));
            this.a = products.operand(Math.multiplyExact(batch, UNITS));
            this.da = products.operand(Math.multiplyExact(batch, UNITS));
            this.share = products.operand(Math.multiplyExact(batch, width));
        }

        /**
         * Forward: {@code A = relu(Z)}, with {@code Z = X·W + b} in the first layer and what {@link LowerLayer} has in the others, and this
         * slice's share of the next layer's Z, {@code A·Wnext}.
         */
        void forward(Incoming from, Batch batch) {
            int n = batch.size();
            from.forward(batch, w.theta(), b.theta().values(), a);
            relu(a.values());
            a.push(0, n * UNITS);
            products.forward(n, UNITS, width, a, next.theta(), share);
            share.pull(0, n * width);
        }

        /**
         * Backward: {@code dWnext = Aᵀ·dNext}, {@code dA = dNext·Wnextᵀ}, {@code dZ = dA where A > 0, else 0}, {@code dW = Xᵀ·dZ},
         * {@code db = Σ rows of dZ}, where dNext is the gradient of the next layer's Z, (N, M). Update: one step of Adam for W, b and Wnext.
         */
        void backwardAndUpdate(Batch batch, Operand dNext, AdamStep step) {
            int n = batch.size();
            products.weightGradient(n, UNITS, width, a, dNext, next.gradient());
            next.gradient().pull();
            products.inputGradient(n, UNITS, width, dNext, next.theta(), da);
            da.pull(0, n * UNITS);
            keepWherePositive(a.values(), da.values());
            incoming.backwardAndUpdate(batch, da, w, b, step);
            next.update(step);
        }

        private static void relu(float[] z) {
            for (int i = 0; i < z.length; i++) {
                z[i] = Math.max(z[i], 0f);
            }
        }

        /**
         * The derivative of ReLU is 1 above 0 and 0 elsewhere, at 0 too. A branch would be guessed wrong half the time. An activation
         * is never below 0, so that the bits of -bits(a) >> 31 are all 1 where a is above 0 and all 0 where it is 0.
         */
        private static void keepWherePositive(float[] a, float[] da) {
            for (int i = 0; i < a.length; i++) {
                int keep = -Float.floatToRawIntBits(a[i]) >> 31;
                da[i] = Float.intBitsToFloat(Float.floatToRawIntBits(da[i]) & keep);
            }
        }

        /** @return this slice's share of the next layer's Z, (N, M) */
        float[] share() {
            return share.values();
        }

        /** @return M */
        int width() {
            return width;
        }

        /** @return dLoss/dZ after the backward pass, (N, U) */
        float[] dz() {
            return da.values();
        }

        /** @return W (I, U), b (U) and Wnext (U, M) */
        List<Parameter> parameters() {
            return List.of(w, b, next);
        }
    }

    /**
     * The end of the forward pass and the beginning of the backward pass: logits, softmax, cross-entropy, and the gradient of the
     * logits. Every thread has one of its own and computes the same, so that no thread waits for another's result; a thread that
     * sat out the last steps has to take over b from one that did not.
     */
    static final class OutputLayer {
        private final int classes;
        private final int width;
        private final Parameter b; // (M)
        private final Operand dLogits; // (N, M)
        private final float[] logits; // (N, M)

        OutputLayer(Products products, int batch, int classes) {
            this.classes = classes;
            this.width = width(classes);
            this.b = new Parameter(products, width);
            this.dLogits = products.operand(Math.multiplyExact(batch, width));
            this.logits = new float[dLogits.values().length];
        }

        /**
         * Adds up the slices' shares, in their order, and computes softmax, loss and gradient:
         * {@code loss = mean over rows of -log p(label)}, {@code dLogits = (p - onehot(label))/N}, {@code db = Σ rows of dLogits}.
         *
         * @return the mean loss over the batch
         */
        double lossAndGradient(Batch batch, List<HiddenSlice> slices) {
            int n = batch.size();
            Arrays.fill(logits, 0f);
            slices.forEach(slice -> add(logits, slice.share()));
            double loss = 0;
            for (int row = 0; row < n; row++) {
                loss += lossAndGradient(row * width, batch.label(row), n);
            }
            dLogits.push(0, n * width);
            Products.sumRows(n, dLogits.values(), b.gradient().values());
            return loss / n;
        }

        /** Softmax is exp(z - max z) over their sum, and the loss the log of that sum - (z of the label - max z). */
        private float lossAndGradient(int at, int label, int n) {
            float[] bias = b.theta().values();
            float max = Float.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                logits[at + c] += bias[c];
                max = Math.max(max, logits[at + c]);
            }
            float[] gradient = dLogits.values();
            float sum = 0;
            for (int c = 0; c < classes; c++) {
                float exp = FloatMath.exp(logits[at + c] - max);
                gradient[at + c] = exp;
                sum += exp;
            }
            float scale = 1f / (sum * n);
            for (int c = 0; c < classes; c++) {
                gradient[at + c] *= scale;
            }
            gradient[at + label] -= 1f / n;
            return FloatMath.log(sum) - (logits[at + label] - max);
        }

        private static void add(float[] to, float[] values) {
            for (int i = 0; i < to.length; i++) {
                to[i] += values[i];
            }
        }

        /** Update: one step of Adam for b. */
        void updateBias(AdamStep step) {
            b.update(step);
        }

        /** @return dLoss/dLogits, (N, M) */
        Operand dLogits() {
            return dLogits;
        }

        /** @return b (M) */
        Parameter bias() {
            return b;
        }
    }
}
