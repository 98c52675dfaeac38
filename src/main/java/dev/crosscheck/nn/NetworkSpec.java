package dev.crosscheck.nn;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * A network and how it learns: all that decides a training but the data.
 *
 * <p>As text it is a line of words: {@code 8-32-16-1 relu huber adam lr:0.01}. First the sizes, then in any order an activation
 * of the hidden layers, a loss, an optimizer and options. {@link #parse} has the details, and {@link #toString} gives such a line
 * without what is as by default.
 *
 * @param sizes inputs, units of each hidden layer, outputs
 * @param activation of every hidden layer
 * @param output activation of the output layer
 * @param loss goes with the output
 * @param optimizer with its settings
 * @param initialization where it starts
 * @param batch rows a step, from 1 to {@link #MAX_BATCH}
 * @param seed decides the start
 * @param classWeights how much a row of each class counts, as {@link WeightedLoss} has it; none for all the same
 */
public record NetworkSpec(
        List<Integer> sizes,
        Activation activation,
        Activation output,
        Loss loss,
        OptimizerSpec optimizer,
        Initialization initialization,
        int batch,
        long seed,
        List<Double> classWeights) {
    /** More rows than this in a step are refused: a step of that size learns no more than a smaller one. */
    public static final int MAX_BATCH = 65_536;

    /** More hidden layers than this are refused: dense layers of this many do not train. */
    public static final int MAX_HIDDEN = 64;

    /** The activation of hidden layers unless told otherwise. */
    static final Activation ACTIVATION = Elementwise.RELU;

    /** The loss unless told otherwise, or by the output. */
    static final Loss LOSS = Loss.MEAN_SQUARED_ERROR;

    static final OptimizerSpec.Kind OPTIMIZER = OptimizerSpec.Kind.ADAM;
    static final Initialization INITIALIZATION = Initialization.TORCH;
    static final String CLASS_WEIGHTS = "class-weights";
    static final int BATCH = 16;
    static final long SEED = 1;

    /** Checks that all goes together. */
    public NetworkSpec {
        sizes = List.copyOf(sizes);
        if (sizes.size() < 2 || sizes.size() > MAX_HIDDEN + 2) {
            throw new CrosscheckException(
                    "A network of " + sizes.size() + " sizes",
                    "Name inputs, up to " + MAX_HIDDEN + " hidden layers, and outputs, such as 8-32-16-1.");
        }
        network(sizes, activation, output);
        loss.requireFits(output);
        requireFits(classWeights = List.copyOf(classWeights), loss, sizes.get(sizes.size() - 1));
        if (batch < 1 || batch > MAX_BATCH) {
            throw new CrosscheckException(
                    "A batch of " + batch + " rows", "Take from 1 to " + MAX_BATCH + " rows, such as " + BATCH + ".");
        }
    }

    /** All rows count the same. */
    public NetworkSpec(
            List<Integer> sizes,
            Activation activation,
            Activation output,
            Loss loss,
            OptimizerSpec optimizer,
            Initialization initialization,
            int batch,
            long seed) {
        this(sizes, activation, output, loss, optimizer, initialization, batch, seed, List.of());
    }

    private static void requireFits(List<Double> weights, Loss loss, int outputs) {
        boolean binary = loss == Loss.BINARY_CROSS_ENTROPY;
        boolean fits = binary ? outputs == 1 && weights.size() == 2 : weights.size() == outputs;
        if (WeightedLoss.of(loss, weights) != loss && !fits) {
            throw new CrosscheckException(
                    weights.size() + " class weights for " + outputs + " outputs",
                    "Give one per output, or two with bce of one output.");
        }
    }

    /**
     * Reads a line such as {@code 8-32-16-1 relu huber output:softplus adam lr:0.01 batch:32}. Words are separated by spaces or
     * commas, in any case. Sizes come first: inputs, hidden layers if any, outputs. Then, in any order, each at most once:
     *
     * <ul>
     *   <li>an activation of the hidden layers, by its {@link Activation#label}; default relu;
     *   <li>a loss, by its {@link Loss#label}; default: what goes with {@code output:}, or else mse;
     *   <li>an optimizer: sgd, momentum, adam or adamw; default adam;
     *   <li>{@code output:} and an activation; default: what goes with the loss;
     *   <li>{@code lr:}, {@code momentum:} (of momentum) and {@code weight-decay:} (of adamw); defaults as {@link
     *       OptimizerSpec.Kind} has them;
     *   <li>{@code init:} and he, xavier or torch; default torch;
     *   <li>{@code batch:} and {@code seed:}; defaults 16 and 1;
     *   <li>{@code class-weights:} and a number per class, slashes between; default: all rows count the same.
     * </ul>
     *
     * @param text the line
     * @return what it says
     * @throws CrosscheckException if it says nothing, or what does not go together; with the nearest word for a misspelt one
     */
    public static NetworkSpec parse(String text) {
        return parse(text, SEED);
    }

    /**
     * The same.
     *
     * @param seed the seed if the line names none
     */
    public static NetworkSpec parse(String text, long seed) {
        return new NetworkWords(text).spec(seed);
    }

    /** @return sizes and activations */
    public Network network() {
        return network(sizes, activation, output);
    }

    private static Network network(List<Integer> sizes, Activation activation, Activation output) {
        int last = sizes.size() - 1;
        return Network.of(sizes.get(0), sizes.subList(1, last), sizes.get(last), activation, output);
    }

    /** @return the loss, in which rows count by their classes if there are weights */
    public Objective objective() {
        return WeightedLoss.of(loss, classWeights);
    }

    /** @return parameters to start from */
    public Parameters initial() {
        return initialization.draw(network(), seed);
    }

    /** @return the line that {@link #parse} reads this from */
    @Override
    public String toString() {
        StringJoiner words = new StringJoiner(" ");
        words.add(sizes.stream().map(String::valueOf).collect(Collectors.joining("-")));
        if (sizes.size() > 2) {
            words.add(activation.label());
        }
        words.add(loss.label());
        add(words, "output:", output.label(), loss.partner().label());
        words.add(optimizer.kind().label());
        OptimizerSpec usual = optimizer.kind().byDefault();
        add(words, "lr:", optimizer.learningRate(), usual.learningRate());
        add(words, "momentum:", optimizer.momentum(), usual.momentum());
        add(words, "weight-decay:", optimizer.weightDecay(), usual.weightDecay());
        add(words, "init:", initialization.label(), INITIALIZATION.label());
        add(words, "batch:", batch, BATCH);
        add(words, "seed:", seed, SEED);
        String weights = classWeights.stream().map(String::valueOf).collect(Collectors.joining("/"));
        add(words, CLASS_WEIGHTS + ":", weights, "");
        return words.toString();
    }

    private static void add(StringJoiner words, String option, Object value, Object usual) {
        if (!value.equals(usual)) {
            words.add(option + value);
        }
    }
}
