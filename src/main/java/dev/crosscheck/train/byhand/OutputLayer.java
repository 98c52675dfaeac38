package dev.crosscheck.train.byhand;

import dev.crosscheck.math.FloatMath;
import dev.crosscheck.train.byhand.AdamStep.Parameter;
import dev.crosscheck.train.byhand.ByHandNetwork.Batch;
import dev.crosscheck.train.byhand.Layers.HiddenSlice;
import dev.crosscheck.train.byhand.Products.Operand;
import java.util.Arrays;
import java.util.List;

/**
 * The end of the forward pass and the beginning of the backward pass: logits, softmax, cross-entropy, and the gradient of the
 * logits. Every thread has one of its own and computes the same, so that no thread waits for another's result; a thread that
 * sat out the last steps has to take over b from one that did not.
 */
final class OutputLayer {
    private final int classes;
    private final int width;
    private final Parameter b; // (M)
    private final Operand dLogits; // (N, M)
    private final float[] logits; // (N, M)

    OutputLayer(Products products, int batch, int classes) {
        this.classes = classes;
        this.width = Layers.width(classes);
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
