package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Batches;
import dev.crosscheck.math.FloatMath;
import dev.crosscheck.train.byhand.ByHandNetwork.Batch;
import dev.crosscheck.train.byhand.Layers.HiddenSlice;
import dev.crosscheck.train.byhand.Products.InputLayer;
import java.util.Arrays;
import java.util.List;

/**
 * The forward pass over a set of images, with the same products as in training; it changes no parameter.
 *
 * <p>Each image's logits are summed in one order, whichever thread does it.
 */
final class ForwardPass {
    private final Batches batches;
    private final InputLayer input;
    private final int classes;
    private final int width;
    private final float[] logits; // (N, C): each thread writes its own rows

    /**
     * @param batches the images, in batches that are no larger than those that the slices were made for
     * @param input the first layer for these images
     * @param classes of the network
     */
    ForwardPass(Batches batches, InputLayer input, int classes) {
        this.batches = batches;
        this.input = input;
        this.classes = classes;
        this.width = Layers.width(classes);
        this.logits = new float[batches.largest() * width];
    }

    /**
     * Classifies all images: the hidden layers, then {@code p = softmax(A·W + b)}.
     *
     * @param team shares the work
     * @param layers the hidden layers
     * @param b of the output layer, (C)
     * @return p (images, classes), row-major
     */
    float[] probabilities(Team team, Layers layers, float[] b) {
        float[] p = new float[batches.examples().size() * classes];
        int[] order = batches.inOrder();
        for (int index = 0; index < batches.count(); index++) {
            Batch batch = new Batch(batches, order, index, team.members());
            team.run(member -> batch(team, layers, b, batch, member, p));
        }
        team.settle();
        return p;
    }

    private void batch(Team team, Layers layers, float[] b, Batch batch, int member, float[] p) {
        input.load(batch, member);
        team.meet();
        layers.forward(input, batch, member, team);
        int from = batch.firstRow(member);
        int to = batch.firstRow(member + 1);
        addShares(layers.last(), b, from, to);
        for (int row = from; row < to; row++) {
            softmax(row * width, p, batch.example(row) * classes);
        }
    }

    /** Logits are the slices' shares, added in their order, and b: as in training. */
    private void addShares(List<HiddenSlice> slices, float[] b, int from, int to) {
        Arrays.fill(logits, from * width, to * width, 0f);
        for (HiddenSlice slice : slices) {
            float[] share = slice.share();
            for (int i = from * width; i < to * width; i++) {
                logits[i] += share[i];
            }
        }
        for (int i = from * width; i < to * width; i++) {
            logits[i] += b[i % width];
        }
    }

    /** Softmax is exp(z - max z) over their sum. */
    private void softmax(int at, float[] p, int to) {
        float max = logits[at];
        for (int c = 1; c < classes; c++) {
            max = Math.max(max, logits[at + c]);
        }
        float sum = 0;
        for (int c = 0; c < classes; c++) {
            p[to + c] = FloatMath.exp(logits[at + c] - max);
            sum += p[to + c];
        }
        for (int c = 0; c < classes; c++) {
            p[to + c] /= sum;
        }
    }
}
