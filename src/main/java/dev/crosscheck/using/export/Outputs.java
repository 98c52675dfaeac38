package dev.crosscheck.using.export;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Softmax;
import java.util.Arrays;
import java.util.List;

/**
 * What a network makes of a set of images.
 *
 * @param logits the outputs before softmax, (images, classes)
 * @param probabilities softmax of the logits, (images, classes)
 */
record Outputs(Matrix logits, Matrix probabilities) {
    private static final int BATCH = 1000;

    /** The outputs of a network with these parameters, by hand and in double: linear, activation, ..., linear, softmax. */
    static Outputs byHand(Parameters parameters, List<Elementwise> activations, ImageSet images) {
        Batches batches = new Batches(images, BATCH);
        int classes = images.outputs();
        Matrix logits = Matrix.zeros(images.size(), classes);
        float[] pixels = new float[BATCH * images.features()];
        for (int i = 0; i < batches.count(); i++) {
            batches.gather(batches.inOrder(), i, 0, batches.size(i), pixels);
            float[] filled = Arrays.copyOf(pixels, batches.size(i) * images.features());
            double[] rows = logits(parameters, activations, Matrix.widened(batches.size(i), filled))
                    .data();
            System.arraycopy(rows, 0, logits.data(), i * BATCH * classes, rows.length);
        }
        return new Outputs(logits, Softmax.SOFTMAX.forward(logits));
    }

    private static Matrix logits(Parameters parameters, List<Elementwise> activations, Matrix x) {
        Matrix a = x;
        for (int k = 1; k <= parameters.layers(); k++) {
            Matrix z = a.times(parameters.weights(k)).plusRow(parameters.bias(k));
            a = k == parameters.layers() ? z : activations.get(k - 1).forward(z);
        }
        return a;
    }

    /** @return the class of image i: that of the largest logit, the first of equals */
    int answer(int i) {
        int best = 0;
        for (int c = 1; c < logits.columns(); c++) {
            if (logits.get(i, c) > logits.get(i, best)) {
                best = c;
            }
        }
        return best;
    }

    /** @return the largest absolute logit */
    double largestLogit() {
        return Arrays.stream(logits.data()).map(Math::abs).max().orElseThrow();
    }
}
