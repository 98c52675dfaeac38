package dev.crosscheck.train.byhand;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.train.byhand.Layers.OutputLayer;
import dev.crosscheck.train.byhand.Products.InputLayer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trains the digit network of course section 5 by hand, in float: one or more hidden layers (linear, ReLU), linear, softmax
 * cross-entropy (the mean over the batch), and Adam.
 *
 * <p>The units of every hidden layer are dealt to threads in slices. Only the thread that has a slice touches its weights, gradients and
 * Adam's state; all that threads exchange in a step is the slices' shares of the next layer and, of all layers but the first, their
 * gradients. Slices all have the same size and their shares are always
 * added up in the same order, so that the number of threads does not change a bit. {@link TeamSize} chooses that number anew for each
 * step.
 */
public final class ByHandNetwork implements FloatNetwork {
    private final Batches batches;
    private final Settings settings;
    private final Kernels kernels;
    private final Products products;
    private final InputLayer input;
    private final Layers layers;
    private final List<OutputLayer> outputs = new ArrayList<>(); // one per thread, all equal
    private final Map<Examples, ForwardPass> passes = new IdentityHashMap<>();
    private final ParameterOrder parameterOrder;
    private final Team team;
    private final TeamSize size;
    private int lastMembers;
    private long steps;
    private double loss;

    /**
     * The network's size and Adam's settings.
     *
     * @param hidden units of each hidden layer, each at least 1; at least one layer
     * @param classes classes C, at least 2
     * @param beta1 Adam's β1
     * @param beta2 Adam's β2
     * @param epsilon Adam's ε
     * @param epsilonPlacement what ε is added to
     */
    public record Settings(
            List<Integer> hidden,
            int classes,
            double beta1,
            double beta2,
            double epsilon,
            Adam.Epsilon epsilonPlacement) {

        /** Copies the list and checks that it has a layer. */
        public Settings {
            hidden = List.copyOf(hidden);
            if (hidden.isEmpty()) {
                throw new CrosscheckException(
                        "The trainer by hand trains networks with hidden layers, and this one has none.",
                        "Use --trainer dl4j.");
            }
        }
    }

    /**
     * The N examples of a step.
     *
     * @param source where examples come from
     * @param order the epoch's order
     * @param index of the batch in this order
     * @param parts number of threads that share the step's work; each prepares a part of the rows
     */
    record Batch(Batches source, int[] order, int index, int parts) {

        /** @return N */
        int size() {
            return source.size(index);
        }

        /** @return which of the examples is in a row */
        int example(int row) {
            return source.example(order, index, row);
        }

        /** @return the class of the example in a row */
        int label(int row) {
            return source.examples().labels()[example(row)];
        }

        /** @return the first row of a part, from 0 to {@code parts}; N for {@code parts} itself */
        int firstRow(int part) {
            return (int) ((long) size() * part / parts);
        }
    }

    /**
     * Starts from a state.
     *
     * @param settings the network's size and Adam's settings
     * @param start parameters and moments to start from; unchanged
     * @param batches examples to learn from
     * @param threads the most to use; fewer are used while that is faster, and never more than {@link #mostThreads}
     * @param kernels implementation of the matrix products
     */
    public ByHandNetwork(Settings settings, NetworkState start, Batches batches, int threads, Kernels kernels) {
        this(settings, start, batches, new TeamSize(Math.min(threads, mostThreads(settings.hidden()))), kernels);
    }

    /**
     * Starts from a state.
     *
     * @param size chooses how many threads to use in each step
     */
    ByHandNetwork(Settings settings, NetworkState start, Batches batches, TeamSize size, Kernels kernels) {
        this.batches = batches;
        this.settings = settings;
        this.kernels = kernels.resolve(batches.examples());
        this.products = this.kernels.products();
        int inputs = batches.examples().features();
        int most = size.most();
        this.input = products.inputLayer(batches, most);
        this.layers = new Layers(settings.hidden(), settings.classes(), input, products, batches, most);
        for (int member = 0; member < most; member++) {
            outputs.add(new OutputLayer(products, batches.largest(), settings.classes()));
        }
        this.parameterOrder = new ParameterOrder(inputs, settings.hidden(), settings.classes());
        this.size = size;
        this.team = new Team(most);
        restore(start);
    }

    /** @return the most threads that can share hidden layers of these sizes: one per slice of the largest */
    public static int mostThreads(List<Integer> hidden) {
        return hidden.stream().mapToInt(Layers::slices).max().orElse(1);
    }

    @Override
    public int stepsAtOnce() {
        return 1;
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
     * One step: forward, loss, backward, update.
     *
     * @param order the epoch's order
     * @param index of the batch in this order
     * @param learningRate Adam's η
     * @return the mean loss over the batch, before the update
     */
    public double step(int[] order, int index, double learningRate) {
        int members = size.members();
        for (int joining = lastMembers; joining < members; joining++) {
            outputs.get(joining).bias().copy(outputs.get(0).bias());
        }
        lastMembers = members;
        Batch batch = new Batch(batches, order, index, members);
        AdamStep adam = AdamStep.after(
                steps++,
                learningRate,
                settings.beta1(),
                settings.beta2(),
                settings.epsilon(),
                settings.epsilonPlacement());
        // Forwards and backwards in turn, so that each step begins with the slice that the last one left in the cache.
        boolean forth = steps % 2 == 0;
        long start = System.nanoTime();
        team.run(members, member -> step(batch, adam, member, forth));
        size.took(System.nanoTime() - start);
        return loss;
    }

    private void step(Batch batch, AdamStep adam, int member, boolean forth) {
        OutputLayer output = outputs.get(member);
        input.load(batch, member);
        team.meet();
        input.arrange(batch, member);
        layers.forward(input, batch, member, team);
        double mean = output.lossAndGradient(batch, layers.last());
        if (member == 0) {
            loss = mean;
        }
        layers.backwardAndUpdate(batch, output.dLogits(), adam, forth, member, team);
        output.updateBias(adam);
    }

    @Override
    public float[] probabilities(Examples examples) {
        if (examples.features() != batches.examples().features()) {
            throw new IllegalArgumentException(examples.features() + " features, expected "
                    + batches.examples().features());
        }
        return passes.computeIfAbsent(examples, this::forwardPass)
                .probabilities(team, layers, outputs.get(0).bias().theta().values());
    }

    private ForwardPass forwardPass(Examples examples) {
        Batches inBatches = new Batches(examples, batches.largest());
        return new ForwardPass(inBatches, products.inputLayer(inBatches, team.members()), settings.classes());
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
        return parameterOrder.read(layers, outputs.get(0), Math.toIntExact(steps), epochs);
    }

    /** @return the most threads that are used */
    int threads() {
        return team.members();
    }

    /** @return the kernels in use, never {@link Kernels#AUTO} */
    Kernels kernels() {
        return kernels;
    }

    /** @return the kernels in use, for people */
    String kernelsName() {
        return input.name();
    }

    @Override
    public void close() {
        team.close();
        products.close();
    }
}
