package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Batches;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.byhand.Layers.HiddenSlice;
import dev.crosscheck.train.byhand.Products.InputLayer;
import java.util.Arrays;
import java.util.List;

/**
 * The engine's forward pass in float over a set of examples, with the same products as in training. It changes no parameter.
 *
 * <p>Each example's logits are summed in one fixed order, whichever thread computes them.
 */
final class FloatPass {
    private final Batches batches;
    private final InputLayer input;
    private final Setup setup;
    private final int width;
    private final float[] logits; // (N, M): each thread writes its own rows

    /**
     * @param batches the examples, in batches no larger than those for which the slices were allocated
     * @param input the first layer for these examples
     * @param setup of the network
     */
    FloatPass(Batches batches, InputLayer input, Setup setup) {
        this.batches = batches;
        this.input = input;
        this.setup = setup;
        this.width = Sums.width(setup.network().outputs());
        this.logits = new float[batches.largest() * width];
    }

    /**
     * Computes the outputs for all examples: the hidden layers, then {@code Z = A·W + b}, then {@link OutputLoss#outputs}.
     *
     * @param team shares the work
     * @param layers the hidden layers
     * @param b of the output layer, (M)
     * @return the outputs (examples, outputs), row-major
     */
    float[] probabilities(Team team, Layers layers, float[] b) {
        float[] p = new float[batches.examples().size() * setup.network().outputs()];
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
        layers.forward(input, batch, Layers.NOT_TRAINING, member, team);
        int from = batch.firstRow(member);
        int to = batch.firstRow(member + 1);
        addShares(layers.last(), b, from, to);
        for (int row = from; row < to; row++) {
            OutputLoss.outputs(
                    setup,
                    logits,
                    row * width,
                    p,
                    batch.example(row) * setup.network().outputs());
        }
    }

    /** Logits are b and the sum of the slices' shares, in their order, as in training. */
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
}
