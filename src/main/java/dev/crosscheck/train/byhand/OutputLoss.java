package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Batches;
import dev.crosscheck.math.FloatMath;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Setup;
import java.util.Arrays;

/**
 * The loss of a batch's rows and its gradient, computed from the output layer's Z. Activation and loss are fused, so that nothing is
 * clipped and even a very wrong row has its full gradient. The formulas are for one row, before the mean.
 *
 * <ul>
 *   <li>Categorical cross-entropy with softmax, summed over classes, the mean over N rows: {@code w (ln Σ e^z - z_label)},
 *       {@code dz = w (softmax(z) - onehot)/N}, w being the weight of the label's class.
 *   <li>Binary cross-entropy with a sigmoid, the mean over N·O elements: {@code w ln(1 + e^±z)}, where the sign is + for target 0 and - for
 *       target 1; {@code dz = w (σ(z) - t)/(N O)}.
 *   <li>Mean squared error, the mean over N·O elements: {@code (z - t)²}, {@code dz = 2 (z - t)/(N O)}.
 *   <li>Huber's loss with δ = 1, the mean over N·O elements: {@code ½ r²} up to |r| = 1, then {@code |r| - ½}, with r = z - t; {@code dz}
 *       is r clamped to [-1, 1], divided by N O.
 * </ul>
 *
 * @param setup has the loss, the number of outputs O and the class weights
 * @param labels the class of each row, for categorical cross-entropy
 * @param targets (N, O), for the other losses
 * @param rows N
 */
public record OutputLoss(Setup setup, int[] labels, float[] targets, int rows) {
    private static final float DELTA = 1f;

    static OutputLoss of(Setup setup, Batches batches, int[] order, int index) {
        int rows = batches.size(index);
        if (setup.network().loss() == Loss.CATEGORICAL_CROSS_ENTROPY) {
            int[] labels = new int[rows];
            Arrays.setAll(labels, row -> batches.examples().labels()[batches.example(order, index, row)]);
            return new OutputLoss(setup, labels, new float[0], rows);
        }
        float[] targets = new float[rows * setup.network().outputs()];
        batches.targets(order, index, targets);
        return new OutputLoss(setup, new int[0], targets, rows);
    }

    /**
     * @param row index of the row
     * @param z the output layer's Z
     * @param dz receives the gradient
     * @param at start of the row in both arrays
     * @return the row's loss, to be divided by N
     */
    float lossAndGradient(int row, float[] z, float[] dz, int at) {
        if (setup.network().loss() != Loss.CATEGORICAL_CROSS_ENTROPY) {
            return ofNumbers(row, z, dz, at);
        }
        int label = labels[row];
        float weight = (float) setup.training().classWeights().weight(label);
        return ofClasses(label, weight, setup.network().outputs(), rows, z, dz, at);
    }

    /**
     * Softmax and categorical cross-entropy of one row.
     *
     * @param label its class
     * @param weight w
     * @param classes C
     * @param rows N, by which the gradient is divided
     * @param z the output layer's Z
     * @param dz receives the gradient
     * @param at start of the row in both arrays
     * @return the row's loss
     */
    public static float ofClasses(int label, float weight, int classes, int rows, float[] z, float[] dz, int at) {
        float max = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            max = Math.max(max, z[at + c]);
        }
        float sum = 0;
        for (int c = 0; c < classes; c++) {
            float exp = FloatMath.exp(z[at + c] - max);
            dz[at + c] = exp;
            sum += exp;
        }
        float scale = weight / (sum * rows);
        for (int c = 0; c < classes; c++) {
            dz[at + c] *= scale;
        }
        dz[at + label] -= weight / rows;
        return weight * (FloatMath.log(sum) - (z[at + label] - max));
    }

    private float ofNumbers(int row, float[] z, float[] dz, int at) {
        int outputs = setup.network().outputs();
        float divisor = (float) rows * outputs;
        float loss = 0;
        for (int o = 0; o < outputs; o++) {
            float zo = z[at + o];
            float target = targets[row * outputs + o];
            float r = zo - target;
            switch (setup.network().loss()) {
                case BINARY_CROSS_ENTROPY -> {
                    boolean one = target > 0;
                    float weight = (float) setup.training().classWeights().weight(one ? 1 : 0);
                    loss += weight * FloatMath.softplus(one ? -zo : zo);
                    dz[at + o] = weight * (one ? -FloatMath.sigmoid(-zo) : FloatMath.sigmoid(zo)) / divisor;
                }
                case HUBER -> {
                    float size = Math.abs(r);
                    loss += size <= DELTA ? 0.5f * r * r : DELTA * (size - 0.5f * DELTA);
                    dz[at + o] = Math.max(-DELTA, Math.min(DELTA, r)) / divisor;
                }
                default -> {
                    loss += r * r;
                    dz[at + o] = 2 * r / divisor;
                }
            }
        }
        return loss / outputs;
    }

    /** Applies the output activation to Z, in place: softmax or sigmoid probabilities, or the numbers unchanged. */
    public static float[] outputs(Setup setup, float[] z) {
        int outputs = setup.network().outputs();
        if (setup.network().loss() == Loss.CATEGORICAL_CROSS_ENTROPY) {
            for (int at = 0; at < z.length; at += outputs) {
                softmax(z, at, z, at, outputs);
            }
        } else if (setup.network().loss() == Loss.BINARY_CROSS_ENTROPY) {
            for (int i = 0; i < z.length; i++) {
                z[i] = FloatMath.sigmoid(z[i]);
            }
        }
        return z;
    }

    /** Softmax: {@code exp(z - max z)} divided by the sum over the row. */
    public static void softmax(float[] z, int at, float[] p, int to, int classes) {
        float max = z[at];
        for (int c = 1; c < classes; c++) {
            max = Math.max(max, z[at + c]);
        }
        float sum = 0;
        for (int c = 0; c < classes; c++) {
            p[to + c] = FloatMath.exp(z[at + c] - max);
            sum += p[to + c];
        }
        for (int c = 0; c < classes; c++) {
            p[to + c] /= sum;
        }
    }
}
