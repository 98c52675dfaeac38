package dev.crosscheck.train.byhand;

import java.util.Arrays;
import java.util.List;

/**
 * The end of the forward pass and the beginning of the backward pass: logits, softmax, cross-entropy, and the gradient of
 * the logits. Every thread has one, computes the same, and so needs no message from the others; one that did not take part in
 * the last steps has to {@link #catchUp} first.
 */
final class OutputLayer {
    /** Columns of the logits are rounded up to this many, a vector's width; those beyond the classes stay 0. */
    private static final int ROUNDED_TO = 16;

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

    /** @return C: columns that the logits of so many classes take */
    static int width(int classes) {
        return (classes + ROUNDED_TO - 1) / ROUNDED_TO * ROUNDED_TO;
    }

    /**
     * Adds the slices' shares up, in their order, and takes softmax, loss and gradient:
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
        sumRows(n, dLogits.values(), b2.gradient().values());
        return loss / n;
    }

    /** Softmax as exp(z - max z) over their sum, and the loss as log of that sum - (z of the label - max z). */
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

    /** Writes the sum of each column of a row-major matrix that is as wide as {@code sums}. */
    static void sumRows(int rows, float[] matrix, float[] sums) {
        Arrays.fill(sums, 0f);
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < sums.length; j++) {
                sums[j] += matrix[row * sums.length + j];
            }
        }
    }

    /** Update: one step of Adam for b2. */
    void update(AdamStep step) {
        b2.update(step);
    }

    /** Takes over b2 and its moments from a layer whose thread took part in the last steps. */
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
