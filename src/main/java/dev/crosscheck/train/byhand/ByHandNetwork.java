package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.byhand.Layers.OutputLayer;
import dev.crosscheck.train.byhand.Products.InputLayer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The training step of {@link PlainNetwork} with fast kernels and several threads, to the same bits. The network needs a hidden layer.
 *
 * <p>The units of every hidden layer are divided into slices, which are distributed over the threads. Only the thread that owns a slice
 * changes its weights, gradients and moments. Other threads read a slice's activations and its weights to their slices of the next layer
 * and, in the backward pass, the gradient of its Z. All slices have the same size and their products are always added in the same order, so
 * that the number of threads does not change any bit of the result.
 */
final class ByHandNetwork implements FloatNetwork {
    private final Batches batches;
    private final Setup setup;
    private final InputForm form;
    private final Products products;
    private final InputLayer input;
    private final Layers layers;
    private final List<OutputLayer> outputs = new ArrayList<>(); // one per thread, all equal
    private final Map<Examples, FloatPass> passes = new IdentityHashMap<>();
    private final ParameterOrder parameterOrder;
    private final Team team;
    private long steps;
    private double loss;

    /**
     * Creates a network that continues from a state.
     *
     * @param setup what is trained; it has a hidden layer
     * @param start initial parameters and moments; unchanged
     * @param batches examples to learn from
     * @param threads that train
     * @param products the kernels
     * @param input whether the first layer skips dark pixels
     */
    ByHandNetwork(Setup setup, NetworkState start, Batches batches, int threads, Products products, InputForm input) {
        this.batches = batches;
        this.setup = setup;
        this.products = products;
        this.form = input;
        this.input = products.inputLayer(batches, input);
        this.layers = new Layers(setup, this.input, products, batches);
        for (int member = 0; member < threads; member++) {
            outputs.add(new OutputLayer(setup, batches.largest()));
        }
        this.parameterOrder = new ParameterOrder(
                batches.examples().features(),
                setup.network().units(),
                setup.network().outputs());
        this.team = new Team(threads);
        restore(start);
    }

    /** @return the largest number of threads that can share hidden layers of these sizes: one per slice of the largest layer */
    static int mostThreads(List<Integer> hidden) {
        return hidden.stream().mapToInt(Sums::slices).max().orElse(1);
    }

    @Override
    public double[] steps(int[] order, int index, double... rates) {
        double[] losses = new double[rates.length];
        for (int i = 0; i < rates.length; i++) {
            losses[i] = step(order, index + i, rates[i]);
        }
        return losses;
    }

    /**
     * Does one training step: forward, loss, backward, update.
     *
     * @param order the epoch's order
     * @param index of the batch in this order
     * @param learningRate η
     * @return the mean loss over the batch, before the update
     */
    double step(int[] order, int index, double learningRate) {
        Batch batch = new Batch(batches, order, index, team.members());
        long done = steps++;
        Update update = Update.after(setup.training().optimizer(), done, learningRate);
        team.run(member -> step(batch, done, update, member));
        return loss;
    }

    private void step(Batch batch, long done, Update update, int member) {
        OutputLayer output = outputs.get(member);
        input.load(batch, member);
        team.meet();
        input.arrange(batch, member);
        layers.forward(input, batch, done, member, team);
        double mean = output.lossAndGradient(batch, layers.last());
        if (member == 0) {
            loss = mean;
        }
        layers.backwardAndUpdate(batch, output.dLogits(), update, member, team);
        output.updateBias(update);
    }

    @Override
    public float[] probabilities(Examples examples) {
        PlainNetwork.requireFits(examples, batches);
        return passes.computeIfAbsent(examples, this::forwardPass)
                .probabilities(team, layers, outputs.get(0).bias().theta());
    }

    private FloatPass forwardPass(Examples examples) {
        Batches inBatches = new Batches(examples, batches.largest());
        return new FloatPass(inBatches, products.inputLayer(inBatches, form), setup);
    }

    @Override
    public void restore(NetworkState state) {
        team.settle();
        parameterOrder.write(state, layers, outputs);
        steps = state.steps();
    }

    @Override
    public NetworkState state(int epochs) {
        team.settle();
        return parameterOrder.read(
                layers, outputs.get(0), setup.training().optimizer().kind().state(), Math.toIntExact(steps), epochs);
    }

    @Override
    public void close() {
        team.close();
    }
}
