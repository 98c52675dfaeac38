package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setup;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The training step of {@link PlainNetwork} with fast kernels and several threads, to the same bits: a list of {@link FloatLayer}s.
 *
 * <p>The threads wait for one another twice a layer, after its forward pass and after its backward pass; the loss is part of the output layer's
 * forward pass. Where all inputs of a row are read, they wait once more, until the rows are there.
 */
final class LayeredNetwork implements FloatNetwork {
    private final Batches batches;
    private final Setup setup;
    private final Inputs inputs; // of the examples to learn from
    private final List<FloatLayer> layers = new ArrayList<>();
    private final Map<Examples, Inputs> others = new IdentityHashMap<>();
    private final float[] losses; // by row
    private final Team team;
    private long steps;

    /**
     * Creates a network that continues from a state.
     *
     * @param setup what is trained
     * @param start initial parameters and moments; unchanged
     * @param batches examples to learn from
     * @param threads that train
     * @param kernels
     * @param form whether the first layer skips dark pixels
     */
    LayeredNetwork(Setup setup, NetworkState start, Batches batches, int threads, Kernels kernels, InputForm form) {
        this.batches = batches;
        this.setup = setup;
        this.inputs = new Inputs(kernels, batches, form);
        int batch = batches.largest();
        for (int place = 1; place <= setup.network().layers().size(); place++) {
            layers.add(FloatLayer.of(setup, place, layers.isEmpty() ? null : last(), batch, threads, kernels));
        }
        this.losses = new float[batch];
        this.team = new Team(threads);
        restore(start);
    }

    /** @return the largest number of threads that can share a network: that of its layers, of the hidden ones if there are any */
    static int mostThreads(Setup setup) {
        NetworkSpec network = setup.network();
        return network.layers().stream()
                .limit(Math.max(1, network.hidden().size()))
                .mapToInt(
                        layer -> FloatLayer.mostThreads(layer, setup.training().batch()))
                .max()
                .orElseThrow();
    }

    private FloatLayer last() {
        return layers.get(layers.size() - 1);
    }

    @Override
    public double[] steps(int[] order, int index, double... rates) {
        double[] means = new double[rates.length];
        for (int i = 0; i < rates.length; i++) {
            means[i] = step(order, index + i, rates[i]);
        }
        return means;
    }

    /** One training step: forward, loss, backward, update. */
    private double step(int[] order, int index, double learningRate) {
        Batch batch = new Batch(batches, order, index, team.members());
        OutputLoss output = OutputLoss.of(setup, batches, order, index);
        Pass pass = new Pass(inputs, batch, steps, part -> lossAndGradient(batch, output, part));
        Update update = Update.after(setup.training().optimizer(), steps++, learningRate);
        forward(pass);
        last().blocks().forEach(block -> last().gradient(pass, update, block));
        for (int k = layers.size() - 1; k >= 0; k--) {
            FloatLayer layer = layers.get(k);
            inPhases(layer.backwardParts(pass), (phase, part) -> layer.backward(pass, update, phase, part));
        }
        return meanLoss(batch.size());
    }

    private void forward(Pass pass) {
        for (FloatLayer layer : layers) {
            inPhases(layer.forwardParts(pass), (phase, part) -> layer.forward(pass, phase, part));
        }
    }

    /** Some work of a layer. */
    private interface Work {
        void of(int phase, int part);
    }

    private void inPhases(int[] parts, Work work) {
        for (int phase = 0; phase < parts.length; phase++) {
            int now = phase;
            team.each(parts[phase], part -> work.of(now, part));
        }
    }

    private void lossAndGradient(Batch batch, OutputLoss output, int part) {
        float[] z = new float[last().units()];
        float[] dz = new float[z.length];
        for (int row = batch.firstRow(part); row < batch.firstRow(part + 1); row++) {
            last().outputs(row, z, 0);
            losses[row] = output.lossAndGradient(row, z, dz, 0);
            last().setGradient(row, dz);
        }
    }

    private double meanLoss(int rows) {
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            sum += losses[row];
        }
        return sum / rows;
    }

    @Override
    public float[] probabilities(Examples examples) {
        return OutputLoss.outputs(setup, logits(examples));
    }

    @Override
    public float[] logits(Examples examples) {
        Inputs of = others.computeIfAbsent(examples, this::inputs);
        Batches source = of.batches();
        float[] all = new float[examples.size() * last().units()];
        int[] order = source.inOrder();
        for (int index = 0; index < source.count(); index++) {
            Batch batch = new Batch(source, order, index, team.members());
            forward(new Pass(of, batch, Pass.NOT_TRAINING, part -> copyOutputs(batch, part, all)));
        }
        return all;
    }

    private Inputs inputs(Examples examples) {
        return new Inputs(inputs, new Batches(examples, batches.largest()));
    }

    private void copyOutputs(Batch batch, int part, float[] all) {
        for (int row = batch.firstRow(part); row < batch.firstRow(part + 1); row++) {
            last().outputs(row, all, batch.example(row) * last().units());
        }
    }

    @Override
    public void restore(NetworkState state) {
        copy(state, false);
        steps = state.steps();
    }

    @Override
    public NetworkState state(int epochs) {
        NetworkState state = NetworkState.zero(setup, steps, epochs);
        copy(state, true);
        return state;
    }

    /** @param out true to copy to the state, false to copy from it */
    private void copy(NetworkState state, boolean out) {
        int[] at = {0};
        layers.forEach(layer -> layer.visit((parameters, index, stride, count) -> {
            parameters.copy(index, stride, count, state, at[0], out);
            at[0] += count;
        }));
    }

    @Override
    public void close() {
        team.close();
    }
}
