package dev.crosscheck.nn;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Shape;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network and how it is trained: everything that determines a training except the data.
 *
 * <p>As text it is a line of words: {@code 784-256-10 relu cross-entropy adam lr:0.001 batch:64 seed:1}. First the sizes, then in any order
 * an activation of the hidden layers, a loss, an optimizer and settings. {@link #parse} has the details, and {@link #toString} returns such
 * a line, in which rate, batch and seed are always present and all other settings only if they differ from the default. In JSON it is this line.
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
     * commas, in any case. Sizes come first: inputs, hidden layers if any, outputs. Then, in any order, the other settings of {@link
     * Setting#ALL}, each at most once, and an activation, a loss or an optimizer by its value alone. Without words it is {@code relu mse adam
     * init:torch batch:16 epochs:10 seed:1} with the optimizer's own rate; a loss and an output activation imply each other.
     *
     * @param text the line
     * @return the parsed setup
     * @throws CrosscheckException if the line is empty or has unknown or contradictory words; it suggests the nearest word for a misspelt
     *     one
     */
    @JsonCreator
    public static Setup parse(String text) {
        return parse(text, 1);
    }

    /**
     * Reads a line as {@link #parse(String)}, with a default seed.
     *
     * @param seed used if the line gives none
     */
    public static Setup parse(String text, long seed) {
        return Settings.parse(text, seed);
    }

    /** @return the same for data with these numbers of inputs and outputs */
    public Setup of(int inputs, int outputs) {
        return new Setup(network.of(inputs, outputs), training);
    }

    /** @return the same for examples of this shape */
    public Setup of(Shape input, int outputs) {
        return new Setup(network.of(input, outputs), training);
    }

    public Setup at(double rate) {
        return new Setup(network, training.with(training.optimizer().at(rate)));
    }

    /**
     * @return whether it has ReLU in all hidden layers, of which there is at least one, and classes by softmax and cross-entropy, without
     *     dropout, class weights or variation: the networks that GPU kernels exist for
     */
    public boolean hasGpuKernels() {
        return !network.hidden().isEmpty()
                && network.hidden().stream().allMatch(Setup::hasGpuKernels)
                && network.loss() == Loss.CATEGORICAL_CROSS_ENTROPY
                && network.dropout() == 0
                && training.classWeights().areNone()
                && training.variation().isNone();
    }

    private static boolean hasGpuKernels(Layer layer) {
        return switch (layer.kind()) {
            case DENSE -> layer.activation() == Elementwise.RELU;
            case GROUPED_DENSE, CONVOLUTION -> false;
        };
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

    /** @return the settings of the line with their values: the sizes, and what is always present or differs from the default */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>(Map.of("sizes", network.title()));
        Setting.OF_LINE.forEach(setting -> setting.text(this).ifPresent(text -> settings.put(setting.label(), text)));
        return settings;
    }

    /** @return the line from which {@link #parse} reads this setup, provided that inputs and outputs are known */
    @JsonValue
    @Override
    public String toString() {
        return network.title() + " " + Setting.words(Setting.OF_LINE, this);
    }
}
