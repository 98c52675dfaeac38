package dev.crosscheck.nn;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.List;
import java.util.StringJoiner;

/**
 * A network and how it is trained: everything that determines a training except the data.
 *
 * <p>As text it is a line of words: {@code 784-256-10 relu cross-entropy adam lr:0.001 batch:64 seed:1}. First the sizes, then in any order
 * an activation of the hidden layers, a loss, an optimizer and settings. {@link #parse} has the details, and {@link #toString} returns such
 * a line, in which rate, batch and seed are always present and all other settings only if they differ from the default.
 *
 * @param network what is trained
 * @param training how it is trained
 */
public record Setup(NetworkSpec network, TrainingSpec training) {

    public Setup {
        training.requireFits(network.loss());
        List<Double> weights = training.classWeights().weights();
        boolean binary = network.loss() == Loss.BINARY_CROSS_ENTROPY;
        boolean fits = binary ? network.outputs() == 1 && weights.size() == 2 : weights.size() == network.outputs();
        if (!weights.isEmpty() && network.outputs() > 0 && !fits) {
            throw new CrosscheckException(
                    weights.size() + " class weights for " + network.outputs() + " outputs",
                    "Give one per output, or two with bce of one output.");
        }
    }

    /**
     * Reads a line such as {@code 8-32-16-1 relu huber output:softplus adam lr:0.01 batch:32}. Words are separated by spaces or
     * commas, in any case. Sizes come first: inputs, hidden layers if any, outputs. Then, in any order, each at most once:
     *
     * <ul>
     *   <li>an activation of the hidden layers, by its {@link Activation#label}, or one for each of them with slashes between; default relu;
     *   <li>a loss, by its {@link Loss#label}; default: the partner of {@code output:}, or else mse;
     *   <li>an optimizer: sgd, momentum, adam or adamw; default adam;
     *   <li>{@code output:} and an activation; default: the loss's partner;
     *   <li>{@code dropout:} and the share of dropped units; default 0;
     *   <li>{@code init:} and he, xavier, torch or normal; default torch;
     *   <li>{@code lr:}, {@code momentum:} (of momentum) and {@code weight-decay:} (of adamw); defaults as {@link
     *       OptimizerSpec.Kind} has them;
     *   <li>{@code epsilon:} and raw or corrected, of adam and adamw: what ε is added to; default raw ({@link Adam.Epsilon});
     *   <li>{@code class-weights:} and balanced, or a number per class, separated by slashes; default: all rows have the same weight;
     *   <li>{@code schedule:} and step or cosine, its factor and epochs, separated by slashes; default: a constant rate;
     *   <li>{@code batch:}, {@code epochs:}, {@code validation:} and {@code seed:}; defaults 16, 10, 0 and 1;
     *   <li>{@code patience:}, {@code target-accuracy:} in percent and {@code time-limit:} in seconds; default: no such rule.
     * </ul>
     *
     * @param text the line
     * @return the parsed setup
     * @throws CrosscheckException if the line is empty or has unknown or contradictory words; it suggests the nearest word for a misspelt
     *     one
     */
    public static Setup parse(String text) {
        return parse(text, NetworkWords.SEED);
    }

    /**
     * Reads a line as {@link #parse(String)}, with a default seed.
     *
     * @param seed used if the line gives none
     */
    public static Setup parse(String text, long seed) {
        return new NetworkWords(text).setup(seed);
    }

    /** @return the same for data with these numbers of inputs and outputs */
    public Setup of(int inputs, int outputs) {
        return new Setup(network.of(inputs, outputs), training);
    }

    public Setup at(double rate) {
        return new Setup(network, training.with(training.optimizer().at(rate)));
    }

    /**
     * @return whether it has ReLU in all hidden layers, of which there is at least one, and classes by softmax and cross-entropy, without
     *     dropout or class weights: the networks that GPU kernels exist for
     */
    public boolean hasGpuKernels() {
        return !network.hidden().isEmpty()
                && network.hidden().stream().allMatch(layer -> layer.activation() == Elementwise.RELU)
                && network.loss() == Loss.CATEGORICAL_CROSS_ENTROPY
                && network.dropout() == 0
                && training.classWeights().areNone();
    }

    /** @return whether it is such a classifier, trained by Adam: those for which DL4J has layers that call the engine */
    public boolean hasEngineLayers() {
        return hasGpuKernels() && training.optimizer().kind() == OptimizerSpec.Kind.ADAM;
    }

    /** @return the loss, weighted by class if there are class weights */
    public Objective objective() {
        return WeightedLoss.of(network.loss(), training.classWeights().weights());
    }

    public Parameters initial() {
        return network.initialization().draw(network.network(), training.seed());
    }

    /** @return the layers and the memory that they need */
    public NetworkSummary summary() {
        return NetworkSummary.of(network, training.optimizer().kind().state(), training.batch());
    }

    /** @return the line from which {@link #parse} reads this setup, provided that inputs and outputs are known */
    @Override
    public String toString() {
        return network + " " + words(training);
    }

    private static String words(TrainingSpec training) {
        StringJoiner words = new StringJoiner(" ");
        OptimizerSpec optimizer = training.optimizer();
        OptimizerSpec usual = optimizer.kind().byDefault();
        words.add(optimizer.kind().label());
        words.add("lr:" + optimizer.learningRate());
        add(words, "momentum", optimizer.momentum(), usual.momentum());
        add(words, "weight-decay", optimizer.weightDecay(), usual.weightDecay());
        add(words, "epsilon", optimizer.epsilon().label(), usual.epsilon().label());
        add(words, "class-weights", training.classWeights().label(), ClassWeights.NONE.label());
        add(words, "schedule", training.schedule(), RateSchedule.CONSTANT);
        words.add("batch:" + training.batch());
        add(words, "epochs", training.epochs(), TrainingSpec.EPOCHS);
        add(words, "validation", training.validation(), 0);
        add(words, "folds", training.folds(), 0);
        StopRules stop = training.stop();
        add(words, "patience", stop.patience(), null);
        add(words, "target-accuracy", stop.targetAccuracyPercent(), null);
        add(words, "time-limit", stop.timeLimitSeconds(), null);
        words.add("seed:" + training.seed());
        return words.toString();
    }

    private static void add(StringJoiner words, String setting, Object value, Object usual) {
        if (value != null && !value.equals(usual)) {
            words.add(setting + ":" + value);
        }
    }
}
