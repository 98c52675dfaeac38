package dev.crosscheck.nn;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.limits.Members;
import dev.crosscheck.math.Shape;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The description of a network: layers, loss and initialization. A {@link TrainingSpec} describes how it is
 * trained; a {@link Setup} combines both and can be written as a line of text.
 *
 * <p>The data determine the numbers of inputs and outputs. Both are 0 until the data are read; {@link #of} sets them.
 *
 * @param inputs features of an example, at least 1; 0 before the data are read
 * @param hidden the hidden layers, first layer first; empty for a linear model
 * @param outputs units of the output layer, at least 1; 0 before the data are read
 * @param loss what training minimises
 * @param output activation of the output layer; null for the loss's {@link Loss#partner}
 * @param dropout the share of hidden units that each training step drops, from 0 to {@link #MOST_DROPOUT}; the others are scaled up to
 *     compensate, so that the trained network needs no scaling
 * @param initialization how initial parameters are drawn if no file provides them
 */
public record NetworkSpec(
        int inputs,
        List<Layer> hidden,
        int outputs,
        Loss loss,
        @Nullable Activation output,
        double dropout,
        Initialization initialization) {
    /** Largest number of hidden layers; deeper networks of dense layers do not train. */
    public static final int MOST_LAYERS = 64;

    /** Largest number of units of a layer: with 784 inputs that makes 51 million weights, whose training takes half a gigabyte. */
    public static final int MOST_UNITS = 65_536;

    /** Largest number of parameters: two moments for each then take an array of 1 GiB. */
    public static final long MOST_PARAMETERS = 1 << 27;

    /** With a larger share hardly any unit would be left to learn. */
    public static final double MOST_DROPOUT = 0.95;

    public NetworkSpec {
        Members.size("hidden", hidden.size(), 0, MOST_LAYERS);
        Members.whole("inputs", inputs, 0, Integer.MAX_VALUE);
        Members.whole("outputs", outputs, 0, MOST_UNITS);
        hidden = Layer.chain(Shape.flat(inputs), hidden);
        Members.require("inputs", (inputs == 0) == (outputs == 0), "both inputs and outputs, or neither", inputs);
        if (output != null) {
            loss.requireFits(output);
            output = output == loss.partner() ? null : output;
        }
        Members.number("dropout", dropout, 0, MOST_DROPOUT);
        require(
                dropout == 0 || hidden.stream().anyMatch(layer -> layer.kind() != Layer.Kind.CONVOLUTION),
                "dropout without a dense hidden layer",
                "such a layer, or no dropout");
        long parameters = 0;
        for (Layer layer : layers(inputs, hidden, outputs, Elementwise.IDENTITY)) {
            parameters += layer.parameters();
        }
        require(
                parameters <= MOST_PARAMETERS,
                parameters + " parameters",
                "fewer or smaller hidden layers, with at most " + MOST_PARAMETERS + " parameters in all");
        if (outputs > 0) {
            new Network(layers(inputs, hidden, outputs, output == null ? loss.partner() : output));
        }
    }

    private static void require(boolean fine, String found, String expected) {
        if (!fine) {
            throw new CrosscheckException("A network with " + found, "Take " + expected + ".");
        }
    }

    private static List<Layer> layers(int inputs, List<Layer> hidden, int outputs, Activation output) {
        List<Layer> layers = new ArrayList<>(hidden);
        layers.add(new Dense(0, outputs, output));
        return Layer.chain(Shape.flat(inputs), layers);
    }

    /**
     * A network as JSON has it.
     *
     * @param groups 1; more in a trained network that is the mean of so many networks side by side, whose hidden layers are {@link GroupedDense}
     */
    @JsonCreator
    public NetworkSpec(
            @JsonProperty("inputs") int inputs,
            @JsonProperty("hidden") List<Layer> hidden,
            @JsonProperty("outputs") int outputs,
            @JsonProperty("loss") Loss loss,
            @JsonProperty("output") @Nullable Activation output,
            @JsonProperty("dropout") double dropout,
            @JsonProperty("initialization") Initialization initialization,
            @JsonProperty("groups") int groups) {
        this(inputs, inGroups(hidden, groups), outputs, loss, output, dropout, initialization);
    }

    private static List<Layer> inGroups(List<Layer> hidden, int groups) {
        Members.whole("groups", groups, 1, TrainingSpec.MOST_FOLDS);
        require(groups == 1 || !hidden.isEmpty(), "groups without a hidden layer", "a hidden layer, or no groups");
        return groups == 1
                ? hidden
                : hidden.stream()
                        .<Layer>map(layer -> new GroupedDense(groups, layer.units(), layer.activation()))
                        .toList();
    }

    /** @return the number of groups of the hidden layers; 1 if they have none */
    @JsonProperty("groups")
    public int groups() {
        return hidden.isEmpty() ? 1 : hidden.get(0).groups();
    }

    /** @return the network of course section 5 before the data are read: hidden ReLU layers of these units, softmax and cross-entropy */
    public static NetworkSpec digits(Integer... units) {
        return new NetworkSpec(
                0,
                layers(List.of(units), Elementwise.RELU),
                0,
                Loss.CATEGORICAL_CROSS_ENTROPY,
                null,
                0,
                Initialization.TORCH);
    }

    /** @return hidden layers that all have the same activation */
    public static List<Layer> layers(List<Integer> units, Activation activation) {
        return units.stream().<Layer>map(count -> new Dense(count, activation)).toList();
    }

    /** @return the same for data with these numbers of inputs and outputs */
    public NetworkSpec of(int someInputs, int someOutputs) {
        return new NetworkSpec(someInputs, hidden, someOutputs, loss, output, dropout, initialization);
    }

    /** @return the same for examples of this shape */
    public NetworkSpec of(Shape input, int someOutputs) {
        List<Layer> known = Layer.chain(input, hidden);
        return new NetworkSpec(input.size(), known, someOutputs, loss, output, dropout, initialization);
    }

    /** @return so many networks like this one side by side, in which the last layer has the hidden units of all as inputs */
    public NetworkSpec sideBySide(int count) {
        List<Layer> wide = hidden.stream()
                .<Layer>map(layer -> new GroupedDense(count, count * layer.units(), layer.activation()))
                .toList();
        return withHidden(wide);
    }

    public NetworkSpec withHidden(List<Layer> layers) {
        return new NetworkSpec(inputs, layers, outputs, loss, output, dropout, initialization);
    }

    public NetworkSpec with(Loss other) {
        return new NetworkSpec(inputs, hidden, outputs, other, output, dropout, initialization);
    }

    /** @return the same with other dense hidden layers, with the activation of the first dense hidden layer; ReLU if there is none */
    public NetworkSpec withDense(List<Layer> layers) {
        Activation usual = hidden.stream()
                .filter(layer -> layer.kind() != Layer.Kind.CONVOLUTION)
                .findFirst()
                .map(Layer::activation)
                .orElse(Elementwise.RELU);
        return withHidden(layers.stream()
                .map(layer -> layer.kind() == Layer.Kind.CONVOLUTION ? layer : layer.with(usual))
                .toList());
    }

    /** @throws CrosscheckException for what {@link #requireUsable} refuses, and for groups */
    public void requireTrainable() {
        requireUsable();
        require(groups() == 1, groups() + " groups", "one: a mean of trained networks is not trained further");
    }

    /**
     * @throws CrosscheckException for what only the course's networks in double support: softmax in a hidden layer, an output activation
     *     other than the loss's partner, half the squared error
     */
    public void requireUsable() {
        for (Layer layer : hidden) {
            String label = layer.activation().label();
            require(
                    layer.activation() instanceof Elementwise,
                    label + " in a hidden layer",
                    "another activation there");
        }
        require(
                loss != Loss.HALF_SQUARED_ERROR,
                "the loss " + loss.label(),
                Loss.MEAN_SQUARED_ERROR.label() + ", which differs by a factor");
        require(
                output == null,
                "the output activation " + outputActivation().label() + " and the loss " + loss.label(),
                loss.partner().label() + " with that loss");
    }

    public List<Integer> units() {
        return hidden.stream().map(Layer::units).toList();
    }

    /** @return whether its first layer is a convolution, which needs pictures */
    public boolean beginsWithConvolution() {
        return Convolution.isAmong(hidden);
    }

    /** @return its convolutions, which are its first layers */
    public List<Layer> convolutions() {
        return hidden.stream()
                .takeWhile(layer -> layer.kind() == Layer.Kind.CONVOLUTION)
                .toList();
    }

    /**
     * @param k the hidden layer, from 1
     * @return its activation, which {@link #requireTrainable} has found to be elementwise
     */
    public Elementwise activation(int k) {
        return (Elementwise) hidden.get(k - 1).activation();
    }

    /** @return the hidden layers and the output layer */
    public List<Layer> layers() {
        return layers(inputs, hidden, outputs, outputActivation());
    }

    public int parameters() {
        return network().parameterCount();
    }

    public Activation outputActivation() {
        return output == null ? loss.partner() : output;
    }

    /** @return whether it is a regression and not a classification */
    public boolean learnsNumbers() {
        return outputActivation() == Elementwise.IDENTITY;
    }

    public Network network() {
        return new Network(layers());
    }

    /** @return the layers, for instance {@code 784-256-10}; a question mark for sizes that the data determine */
    public String title() {
        Layer first = layers().get(0);
        return Network.title(first.input(), layers());
    }

    /** @return sizes, the hidden layers' activations and loss, for instance {@code 784-256-10 relu cross-entropy} */
    @Override
    public String toString() {
        TrainingSpec any = new TrainingSpec(OptimizerSpec.Kind.ADAM.byDefault(), 1, 1, 1);
        return title() + " " + Setting.words(Setting.OF_NETWORK, new Setup(this, any));
    }
}
