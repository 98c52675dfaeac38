package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Batches;
import dev.crosscheck.train.byhand.ByHandNetwork.Batch;
import dev.crosscheck.train.byhand.Products.InputLayer;
import dev.crosscheck.train.byhand.TwoLayers.HiddenSlice;
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
        this.width = TwoLayers.width(classes);
        this.logits = new float[batches.largest() * width];
    }

    /**
     * Classifies all images: {@code p = softmax(relu(X·W1 + b1)·W2 + b2)}.
     *
     * @param team shares the work
     * @param slices the hidden units
     * @param b2 (C)
     * @return p (images, classes), row-major
     */
    float[] probabilities(Team team, List<HiddenSlice> slices, float[] b2) {
        float[] p = new float[batches.examples().size() * classes];
        int[] order = batches.inOrder();
        for (int index = 0; index < batches.count(); index++) {
            Batch batch = new Batch(batches, order, index, team.members());
            team.run(member -> batch(team, slices, b2, batch, member, p));
        }
        team.settle();
        return p;
    }

    private void batch(Team team, List<HiddenSlice> slices, float[] b2, Batch batch, int member, float[] p) {
        int members = batch.parts();
        input.load(batch, member);
        team.meet();
        slices.subList(slices.size() * member / members, slices.size() * (member + 1) / members)
                .forEach(slice -> slice.forward(input, batch));
        team.meet();
        int from = batch.firstRow(member);
        int to = batch.firstRow(member + 1);
        addShares(slices, b2, from, to);
        for (int row = from; row < to; row++) {
            softmax(row * width, p, batch.example(row) * classes);
        }
    }

    /** Logits are b2 and the slices' shares, added in their order. */
    private void addShares(List<HiddenSlice> slices, float[] b2, int from, int to) {
        for (int row = from; row < to; row++) {
            System.arraycopy(b2, 0, logits, row * width, width);
        }
        for (HiddenSlice slice : slices) {
            float[] share = slice.logits();
            for (int i = from * width; i < to * width; i++) {
                logits[i] += share[i];
            }
        }
    }

    /** Softmax is exp(z - max z) over their sum. */
    private void softmax(int at, float[] p, int to) {
        float max = logits[at];
        for (int c = 1; c < classes; c++) {
            max = Math.max(max, logits[at + c]);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += Math.exp(logits[at + c] - max);
        }
        for (int c = 0; c < classes; c++) {
            p[to + c] = (float) (Math.exp(logits[at + c] - max) / sum);
        }
    }
}
