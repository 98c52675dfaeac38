package dev.crosscheck.nn;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Members;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * What a user chooses of a network that is trained: all of it but the sizes that the data decide, inputs and outputs. The output
 * layer's activation follows from the loss.
 *
 * @param hidden units of each hidden layer, each from 1 to {@link #MOST_UNITS}; none at all is softmax regression
 * @param activation of every hidden layer
 * @param loss decides on the output layer: cross-entropy makes it softmax, bce a sigmoid, mse and huber the identity
 * @param optimizer which one
 * @param momentum of the optimizer momentum, as {@link OptimizerSpec} has it
 * @param weightDecay of the optimizer adamw, likewise
 * @param dropout the share of hidden units that each step of training leaves out, from 0 to {@link #MOST_DROPOUT}; those that are
 *     left count for more by as much, so that nothing is left out or scaled when training has ended
 * @param initialization where parameters start that no file gives
 * @param classWeights how much rows count in training; in a network that learns a number all the same
 */
public record NetworkForm(
        List<Integer> hidden,
        Elementwise activation,
        Loss loss,
        OptimizerSpec.Kind optimizer,
        double momentum,
        double weightDecay,
        double dropout,
        Initialization initialization,
        ClassWeights classWeights) {
    /** Hidden layers; as many as a {@link NetworkSpec} may have. */
    public static final int MOST_LAYERS = NetworkSpec.MAX_HIDDEN;

    /** In a layer: of 784 inputs that makes 51 million weights, whose training takes half a gigabyte. */
    public static final int MOST_UNITS = 65_536;

    /** All parameters of a network: two moments for each then take an array of 1 GiB. */
    public static final long MOST_PARAMETERS = 1 << 27;

    /** With a larger share hardly a unit would be left to learn from. */
    public static final double MOST_DROPOUT = 0.95;

    /** All rows count the same. */
    public NetworkForm(
            List<Integer> hidden,
            Elementwise activation,
            Loss loss,
            OptimizerSpec.Kind optimizer,
            double momentum,
            double weightDecay,
            double dropout,
            Initialization initialization) {
        this(hidden, activation, loss, optimizer, momentum, weightDecay, dropout, initialization, ClassWeights.NONE);
    }

    /** Checks the ranges, and that all goes together. */
    public NetworkForm {
        hidden = List.copyOf(hidden);
        Members.size("hidden", hidden.size(), 0, MOST_LAYERS);
        for (int k = 0; k < hidden.size(); k++) {
            Members.whole("hidden/" + k, hidden.get(k), 1, MOST_UNITS);
        }
        Members.number("dropout", dropout, 0, MOST_DROPOUT);
        require(dropout == 0 || !hidden.isEmpty(), "dropout without a hidden layer", "a hidden layer, or no dropout");
        parameters(hidden, 1, 1);
        require(
                loss != Loss.HALF_SQUARED_ERROR,
                "the loss " + loss.label(),
                Loss.MEAN_SQUARED_ERROR.label() + ", which differs by a factor");
        require(
                classWeights == ClassWeights.NONE || loss.partner() != Elementwise.IDENTITY,
                classWeights.label() + " class weights and the loss " + loss.label(),
                "them with classes, or leave them out");
        new OptimizerSpec(optimizer, optimizer.byDefault().learningRate(), momentum, weightDecay);
    }

    private static void require(boolean fine, String found, String expected) {
        if (!fine) {
            throw new CrosscheckException("A network with " + found, "Take " + expected + ".");
        }
    }

    /** @return the network of course section 5: one hidden ReLU layer, cross-entropy, Adam */
    public static NetworkForm digits(int units) {
        return digits().withHidden(List.of(units));
    }

    /** @return the same without its hidden layer: softmax regression */
    public static NetworkForm digits() {
        return new NetworkForm(
                List.of(),
                Elementwise.RELU,
                Loss.CATEGORICAL_CROSS_ENTROPY,
                OptimizerSpec.Kind.ADAM,
                0,
                0,
                0,
                Initialization.TORCH);
    }

    /** @return whether it is that of course section 5 but for the number of hidden layers, at least one, and their units */
    public boolean hasCourseForm() {
        return !hidden.isEmpty() && equals(digits().withHidden(hidden).withInitialization(initialization));
    }

    private NetworkForm withInitialization(Initialization other) {
        return new NetworkForm(
                hidden, activation, loss, optimizer, momentum, weightDecay, dropout, other, classWeights);
    }

    /** @return the same with other hidden layers */
    public NetworkForm withHidden(List<Integer> units) {
        return new NetworkForm(
                units, activation, loss, optimizer, momentum, weightDecay, dropout, initialization, classWeights);
    }

    /** @return the same where rows count so */
    public NetworkForm withClassWeights(ClassWeights other) {
        return new NetworkForm(
                hidden, activation, loss, optimizer, momentum, weightDecay, dropout, initialization, other);
    }

    /**
     * @param learningRate η
     * @return the optimizer with its settings
     * @throws CrosscheckException if they do not go together
     */
    public OptimizerSpec optimizer(double learningRate) {
        return new OptimizerSpec(optimizer, learningRate, momentum, weightDecay);
    }

    /** @return the output layer's activation */
    public Activation output() {
        return loss.partner();
    }

    /** @return whether it learns to come close to numbers, not to tell classes */
    public boolean learnsNumbers() {
        return output() == Elementwise.IDENTITY;
    }

    /** @return inputs, units of each hidden layer, outputs */
    public List<Integer> sizes(int inputs, int outputs) {
        return sizes(hidden, inputs, outputs);
    }

    private static List<Integer> sizes(List<Integer> hidden, int inputs, int outputs) {
        List<Integer> sizes = new ArrayList<>(hidden);
        sizes.add(0, inputs);
        sizes.add(outputs);
        return List.copyOf(sizes);
    }

    /**
     * @return how many parameters that makes
     * @throws CrosscheckException if it is more than {@link #MOST_PARAMETERS}
     */
    public int parameters(int inputs, int outputs) {
        return parameters(hidden, inputs, outputs);
    }

    private static int parameters(List<Integer> hidden, int inputs, int outputs) {
        List<Integer> sizes = sizes(hidden, inputs, outputs);
        long count = 0;
        for (int k = 1; k < sizes.size(); k++) {
            count += (sizes.get(k - 1) + 1L) * sizes.get(k);
        }
        require(
                count <= MOST_PARAMETERS,
                count + " parameters",
                "fewer or smaller hidden layers, with at most " + MOST_PARAMETERS + " parameters in all");
        return (int) count;
    }

    /** @return the choices in words, hidden layers first, for instance {@code 256-128 relu, adam, dropout 0.2} */
    @Override
    public String toString() {
        StringJoiner words = new StringJoiner(", ");
        String units = hidden.stream().map(String::valueOf).collect(Collectors.joining("-"));
        words.add(hidden.isEmpty() ? "no hidden layer" : units + " " + activation.label());
        if (loss != Loss.CATEGORICAL_CROSS_ENTROPY) {
            words.add(loss.label());
        }
        words.add(optimizer.label() + (momentum > 0 ? " " + momentum : ""));
        if (weightDecay > 0) {
            words.add("weight decay " + weightDecay);
        }
        if (dropout > 0) {
            words.add("dropout " + dropout);
        }
        if (classWeights != ClassWeights.NONE) {
            words.add(classWeights.label() + " class weights");
        }
        return words.toString();
    }
}
