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
 * The training step of {@link PlainNetwork} with fast kernels and several threads, to the same bits: a list of {@link Layer}s.
 *
 * <p>The threads meet where one needs what the others computed. With L hidden layers that is 2 L + 1 times a step: when a step begins, after
 * each hidden layer's activations, after the loss, and after the gradient of each hidden layer but the first. Where all inputs of a row are
 * read, they meet once more, when the rows are there.
 */
final class LayeredNetwork implements FloatNetwork {
    private final Batches batches;
    private final Setup setup;
    private final Inputs inputs; // of the examples to learn from
    private final List<Layer> layers = new ArrayList<>();
    private final Map<Examples, Inputs> others = new IdentityHashMap<>();
    private final float[] losses; // by row
    private final Team team;
    private long steps;
    private double loss;

    /**
     * Creates a network that continues from a state.
     *
     * @param setup what is trained
     * @param start initial parameters and moments; unchanged
     * @param batches examples to learn from
     * @param threads that train
     * @param products the kernels
     * @param form whether the first layer skips dark pixels
     */
    LayeredNetwork(Setup setup, NetworkState start, Batches batches, int threads, Products products, InputForm form) {
        this.batches = batches;
        this.setup = setup;
        this.inputs = new Inputs(products, batches, form);
        int batch = batches.largest();
        int hidden = setup.network().hidden().size();
        layers.add(new InputLayer(setup, batch, products));
        for (int place = 2; place <= hidden; place++) {
            layers.add(new DenseLayer(setup, place, last(), batch, products));
        }
        if (hidden > 0) {
            layers.add(new OutputLayer(setup, hidden + 1, last(), batch, products));
        }
        this.losses = new float[batch];
        this.team = new Team(threads);
        restore(start);
    }

    /** @return the largest number of threads that can share a network: one per block of the largest layer, of the hidden ones if there are any */
    static int mostThreads(NetworkSpec network) {
        return network.hidden().isEmpty()
                ? Sums.slices(network.outputs())
                : network.units().stream().mapToInt(Sums::slices).max().orElseThrow();
    }

    private Layer last() {
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

    private double step(int[] order, int index, double learningRate) {
        Pass pass = new Pass(inputs, new Batch(batches, order, index, team.members()), steps);
        Update update = Update.after(setup.training().optimizer(), steps++, learningRate);
        OutputLoss output = OutputLoss.of(setup, batches, order, index);
        team.run(member -> step(pass, update, output, member));
        return loss;
    }

    /** One member's part of a step: forward, loss, backward, update. */
    private void step(Pass pass, Update update, OutputLoss output, int member) {
        forward(pass, member);
        lossAndGradient(pass.batch(), output, member);
        team.meet();
        if (member == 0) {
            loss = meanLoss(pass.batch().size());
        }
        last().gradient(pass, update, member);
        for (int k = layers.size() - 1; k >= 0; k--) {
            layers.get(k).backward(pass, update, member);
            if (k > 0) {
                layers.get(k - 1).gradient(pass, update, member);
            }
            if (k > 1) {
                team.meet(); // the first layer's blocks have no other inputs than the examples
            }
        }
    }

    /** Z of the output layer, of a member's rows at least. */
    private void forward(Pass pass, int member) {
        pass.inputs().load(pass.batch(), member, pass.training());
        if (pass.inputs().sharesRows()) {
            team.meet();
        }
        for (Layer layer : layers) {
            layer.forward(pass, member);
            if (!(layer instanceof OutputLayer)) {
                team.meet();
            }
        }
    }

    private void lossAndGradient(Batch batch, OutputLoss output, int member) {
        float[] z = new float[last().units()];
        float[] dz = new float[z.length];
        for (int row = batch.firstRow(member); row < batch.firstRow(member + 1); row++) {
            last().outputs(row, z);
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
        PlainNetwork.requireFits(examples, batches);
        Inputs of = others.computeIfAbsent(examples, this::inputs);
        Batches source = of.batches();
        float[] p = new float[examples.size() * last().units()];
        int[] order = source.inOrder();
        for (int index = 0; index < source.count(); index++) {
            Pass pass = new Pass(of, new Batch(source, order, index, team.members()), Pass.NOT_TRAINING);
            team.run(member -> probabilities(pass, member, p));
        }
        team.settle();
        return p;
    }

    private Inputs inputs(Examples examples) {
        return new Inputs(inputs, new Batches(examples, batches.largest()));
    }

    private void probabilities(Pass pass, int member, float[] p) {
        forward(pass, member);
        Batch batch = pass.batch();
        float[] z = new float[last().units()];
        for (int row = batch.firstRow(member); row < batch.firstRow(member + 1); row++) {
            last().outputs(row, z);
            OutputLoss.outputs(setup, z, 0, p, batch.example(row) * z.length);
        }
    }

    @Override
    public void restore(NetworkState state) {
        team.settle();
        copy(state, false);
        steps = state.steps();
    }

    @Override
    public NetworkState state(int epochs) {
        team.settle();
        int count = setup.network().parameters();
        int moments = Math.multiplyExact(setup.training().optimizer().kind().state(), count);
        NetworkState state = new NetworkState(new float[count], new float[moments], Math.toIntExact(steps), epochs);
        copy(state, true);
        return state;
    }

    /** @param out true to copy to the state, false to copy from it */
    private void copy(NetworkState state, boolean out) {
        int[] at = {0};
        layers.forEach(layer -> layer.visit((parameters, index) -> parameters.copy(index, state, at[0]++, out)));
    }

    @Override
    public void close() {
        team.close();
    }
}
