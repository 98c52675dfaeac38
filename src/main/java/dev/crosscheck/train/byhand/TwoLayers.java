package dev.crosscheck.train.byhand;

import dev.crosscheck.train.byhand.ByHandNetwork.Batch;
import dev.crosscheck.train.byhand.Products.InputLayer;
import dev.crosscheck.train.byhand.Products.Operand;
import java.util.Arrays;
import java.util.List;

/**
 * The arithmetic of a step: parameters, forward pass, loss, backward pass and update of the hidden layer (W1, b1, in slices, each with
 * its rows of W2) and of the output layer (b2, softmax and cross-entropy).
 *
 * <p>Shapes: N images, I inputs, U units of a slice, C classes, rounded up to {@link #width}.
 */
final class TwoLayers {
    /** U: units of a slice. Always the same, so that sums do not depend on the number of threads. */
    static final int UNITS = 64;

    /** Columns of the logits are rounded up to a multiple of this, a vector's width; those beyond the classes stay 0. */
    private static final int ROUNDED_TO = 16;

    private TwoLayers() {}

    /** @return C: columns of the logits for this number of classes */
    static int width(int classes) {
        return (classes + ROUNDED_TO - 1) / ROUNDED_TO * ROUNDED_TO;
    }

    /** Some parameters θ, their gradient and Adam's moments, all of the same length. */
    static final class Parameter {
        private final Operand theta;
        private final Operand gradient;
        private final float[] m;
        private final float[] v;

        /**
         * @param products will read θ and write its gradient
         * @param length number of parameters, all 0 at first
         */
        Parameter(Products products, int length) {
            this.theta = products.operand(length);
            this.gradient = products.operand(length);
            this.m = new float[length];
            this.v = new float[length];
        }

        /** @return θ */
        Operand theta() {
            return theta;
        }

        /** @return dLoss/dθ, from a backward pass until the update */
        Operand gradient() {
            return gradient;
        }

        /** @return Adam's first moments */
        float[] m() {
            return m;
        }

        /** @return Adam's second moments */
        float[] v() {
            return v;
        }

        /** Takes over θ and its moments from parameters of the same length. */
        void copy(Parameter other) {
            System.arraycopy(other.theta.values(), 0, theta.values(), 0, m.length);
            System.arraycopy(other.m, 0, m, 0, m.length);
            System.arraycopy(other.v, 0, v, 0, m.length);
            theta.push();
        }

        /** Moves θ by a step of Adam; the gradient is on the heap. */
        void update(AdamStep step) {
            step.updateInPlace(theta.values(), gradient.values(), m, v);
            theta.push();
        }
    }

    /**
     * Some hidden units: their weights from the inputs and to the outputs, their activations, gradients and Adam's state.
     *
     * <p>All that a slice needs from the others is the gradient of the logits, which is why each thread can have slices of its own.
     * Units beyond the hidden layer's size have weights 0, get gradients 0, and so stay 0.
     */
    static final class HiddenSlice {
        private final InputLayer input;
        private final Products products;
        private final int classes;
        private final Parameter w1; // (I, U)
        private final Parameter b1; // (U)
        private final Parameter w2; // (U, C)
        private final Operand a; // (N, U)
        private final Operand da; // (N, U)
        private final Operand logits; // (N, C)

        HiddenSlice(InputLayer input, Products products, int batch, int inputs, int classes) {
            this.input = input;
            this.products = products;
            this.classes = classes;
            this.w1 = new Parameter(products, Math.multiplyExact(inputs, UNITS));
            this.b1 = new Parameter(products, UNITS);
            this.w2 = new Parameter(products, Math.multiplyExact(UNITS, classes));
            this.a = products.operand(Math.multiplyExact(batch, UNITS));
            this.da = products.operand(Math.multiplyExact(batch, UNITS));
            this.logits = products.operand(Math.multiplyExact(batch, classes));
        }

        /**
         * Forward: {@code A = relu(X·W1 + b1)}, and this slice's share of the logits, {@code A·W2}.
         *
         * @param input the first layer for the batch's images
         */
        void forward(InputLayer input, Batch batch) {
            int n = batch.size();
            input.forward(batch, w1.theta(), b1.theta().values(), a);
            relu(a.values());
            a.push(0, n * UNITS);
            products.forward(n, UNITS, classes, a, w2.theta(), logits);
            logits.pull(0, n * classes);
        }

        /**
         * Backward: {@code dW2 = Aᵀ·dLogits}, {@code dA = dLogits·W2ᵀ}, {@code dZ1 = dA where A > 0, else 0},
         * {@code dW1 = Xᵀ·dZ1}, {@code db1 = Σ rows of dZ1}. Update: one step of Adam for W1, b1 and W2.
         *
         * @param dLogits (N, C)
         */
        void backwardAndUpdate(Batch batch, Operand dLogits, AdamStep step) {
            int n = batch.size();
            products.weightGradient(n, UNITS, classes, a, dLogits, w2.gradient());
            w2.gradient().pull();
            products.inputGradient(n, UNITS, classes, dLogits, w2.theta(), da);
            da.pull(0, n * UNITS);
            keepWherePositive(a.values(), da.values());
            input.backwardAndUpdate(batch, da, w1, b1, step);
            w2.update(step);
        }

        private static void relu(float[] z) {
            for (int i = 0; i < z.length; i++) {
                z[i] = Math.max(z[i], 0f);
            }
        }

        /**
         * The derivative of ReLU is 1 above 0 and 0 elsewhere, at 0 too. A processor's branch prediction would guess a comparison wrong
         * half the time. An activation is never below 0, so that the bits of -bits(a) >> 31 are all 1 where a is above 0 and all 0
         * where it is 0.
         */
        private static void keepWherePositive(float[] a, float[] da) {
            for (int i = 0; i < a.length; i++) {
                int keep = -Float.floatToRawIntBits(a[i]) >> 31;
                da[i] = Float.intBitsToFloat(Float.floatToRawIntBits(da[i]) & keep);
            }
        }

        /** @return this slice's share of the logits, (N, C) */
        float[] logits() {
            return logits.values();
        }

        /** @return W1 (I, U), b1 (U) and W2 (U, C) */
        List<Parameter> parameters() {
            return List.of(w1, b1, w2);
        }
    }

    /**
     * The end of the forward pass and the beginning of the backward pass: logits, softmax, cross-entropy, and the gradient of the
     * logits. Every thread has one of its own and computes the same, so that no thread waits for another's result; a thread that
     * sat out the last steps has to {@link #catchUp} first.
     */
    static final class OutputLayer {
        private final int classes;
        private final int width;
        private final Parameter b2; // (C)
        private final Operand dLogits; // (N, C)
        private final float[] logits; // (N, C)

        OutputLayer(Products products, int batch, int classes) {
            this.classes = classes;
            this.width = width(classes);
            this.b2 = new Parameter(products, width);
            this.dLogits = products.operand(Math.multiplyExact(batch, width));
            this.logits = new float[dLogits.values().length];
        }

        /**
         * Adds up the slices' shares, in their order, and computes softmax, loss and gradient:
         * {@code loss = mean over rows of -log p(label)}, {@code dLogits = (p - onehot(label))/N}, {@code db2 = Σ rows of dLogits}.
         *
         * @return the mean loss over the batch
         */
        double lossAndGradient(Batch batch, List<HiddenSlice> slices) {
            int n = batch.size();
            Arrays.fill(logits, 0f);
            slices.forEach(slice -> add(logits, slice.logits()));
            double loss = 0;
            for (int row = 0; row < n; row++) {
                loss += lossAndGradient(row * width, batch.label(row), n);
            }
            dLogits.push(0, n * width);
            Products.sumRows(n, dLogits.values(), b2.gradient().values());
            return loss / n;
        }

        /** Softmax is exp(z - max z) over their sum, and the loss the log of that sum - (z of the label - max z). */
        private double lossAndGradient(int at, int label, int n) {
            float[] bias = b2.theta().values();
            float max = Float.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                logits[at + c] += bias[c];
                max = Math.max(max, logits[at + c]);
            }
            float[] gradient = dLogits.values();
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                double exp = Math.exp(logits[at + c] - max);
                gradient[at + c] = (float) exp;
                sum += exp;
            }
            float scale = (float) (1 / (sum * n));
            for (int c = 0; c < classes; c++) {
                gradient[at + c] *= scale;
            }
            gradient[at + label] -= 1f / n;
            return Math.log(sum) - (logits[at + label] - max);
        }

        private static void add(float[] to, float[] values) {
            for (int i = 0; i < to.length; i++) {
                to[i] += values[i];
            }
        }

        /** Update: one step of Adam for b2. */
        void updateBias(AdamStep step) {
            b2.update(step);
        }

        /** Takes over b2 and its moments from the output layer of a thread that took part in the last steps. */
        void catchUp(OutputLayer other) {
            b2.copy(other.b2);
        }

        /** @return dLoss/dLogits, (N, C) */
        Operand dLogits() {
            return dLogits;
        }

        /** @return b2 (C) */
        Parameter bias() {
            return b2;
        }
    }
}
