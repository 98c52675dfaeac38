package dev.crosscheck.train.byhand;

import java.util.List;

/**
 * Some hidden units: their weights from the inputs and to the outputs, their activations, gradients and Adam's state.
 *
 * <p>A slice needs nothing of the others but the gradient of the logits, which is why threads can each have slices of their
 * own. Units beyond the hidden layer's size have weights 0, get gradients 0, and so stay 0.
 *
 * <p>Shapes: N images, I inputs, U units of a slice, C classes, rounded up to {@link OutputLayer#width}.
 */
final class HiddenSlice {
    /** U: units of a slice. Always the same, so that sums do not depend on the number of threads. */
    static final int UNITS = 64;

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
        input.backward(batch, da, w1, b1.gradient().values(), step);
        b1.update(step);
        w2.update(step);
    }

    private static void relu(float[] z) {
        for (int i = 0; i < z.length; i++) {
            z[i] = Math.max(z[i], 0f);
        }
    }

    /**
     * The derivative of ReLU is 1 above 0 and 0 elsewhere, at 0 too. A comparison would be a coin's toss to the processor's
     * branch prediction; an activation is never below 0, and the bits of -bits(a) >> 31 are all 1 if a is above 0, all 0 if
     * it is 0.
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
