package dev.crosscheck.proof.judge;

import dev.crosscheck.data.Examples;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.proof.compare.Rounding;
import dev.crosscheck.proof.twin.FlatParameters;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A training run of another program: its start, its data, and the numbers that it wrote. {@link RecordingFile} and {@link RecordingText} read it from a file and from
 * text. Steps count from 1; arrays have the names and the layout of docs/judge.md, a bias being a row.
 *
 * <p>A perceptron (course section 1) is a run, too: of one layer with parameters {@value #W} and {@value #B}, one row a step, by gradient descent.
 *
 * @param label the name of the run in messages, such as its file
 * @param setup the network and its training, with the numbers of inputs and outputs filled in
 * @param examples the training rows
 * @param epochs the row indices in the order of their use, one array per epoch; each epoch is cut into batches, of which the last may be smaller
 * @param u the unit roundoff of the precision that the program computes in: {@link Rounding#FLOAT} or {@link Rounding#DOUBLE}
 * @param start the parameters before the first step, by name
 * @param steps what was written of each step: {@value #LOSS}, the loss of its batch before the update, and any of {@code grad.NAME}, the parameters
 *     after the step and the optimizer's moments {@code m.NAME} and {@code v.NAME}; empty if the run is still to be done
 * @param open by the name of an array: the uncertainty that the printed digits leave of a number; an array without an entry has all digits
 * @param test the result of the last state on test images; null if it was not recorded
 */
public record Recording(
        String label,
        Setup setup,
        Examples examples,
        List<int[]> epochs,
        double u,
        Map<String, Matrix> start,
        List<Map<String, Matrix>> steps,
        Map<String, DoubleUnaryOperator> open,
        @Nullable Test test) {
    static final String LOSS = "loss";

    /** The prefix of a gradient's name, before the name of its parameter. */
    static final String GRADIENT = "grad.";

    static final String W = "w";

    static final String B = "b";

    /**
     * The recorded result on test images.
     *
     * @param loss the mean loss over the test images
     * @param correct the number of images classified correctly
     * @param images the test images
     */
    public record Test(double loss, int correct, Examples images) {}

    /** @return a run of one step on one batch, which is still to be done, in double */
    static Recording ofBatch(Setup setup, MatrixExamples batch, Map<String, Matrix> start) {
        int[] rows = IntStream.range(0, batch.size()).toArray();
        return new Recording("", setup, batch, List.of(rows), Rounding.DOUBLE, start, List.of(), Map.of(), null);
    }

    public boolean isPerceptron() {
        return start.containsKey(W);
    }

    public String title() {
        return isPerceptron()
                ? "perceptron with " + examples.features() + " inputs, lr:"
                        + setup.training().optimizer().learningRate()
                : setup.toString();
    }

    public double[] losses() {
        return steps.stream().mapToDouble(step -> step.get(LOSS).get(0, 0)).toArray();
    }

    String weight(int k) {
        return isPerceptron() ? W : setup.network().network().weight(k);
    }

    String bias(int k) {
        return isPerceptron() ? B : setup.network().network().bias(k);
    }

    /** @return the name of the parameter that an array belongs to: its own, or without the prefix of a gradient or moment */
    String parameter(String array) {
        return array.replaceFirst("^(grad|[mv])\\.", "");
    }

    /** @return the convolution that has these weights or biases */
    Optional<Convolution> convolution(String parameter) {
        List<Layer> layers = setup.network().layers();
        return IntStream.range(0, layers.size())
                .filter(k -> parameter.equals(weight(k + 1)) || parameter.equals(bias(k + 1)))
                .mapToObj(layers::get)
                .filter(Convolution.class::isInstance)
                .map(Convolution.class::cast)
                .findAny();
    }

    public int batch() {
        return setup.training().batch();
    }

    /** @return the number of steps of each epoch; all epochs are equally long */
    int stepsPerEpoch() {
        return (epochs.get(0).length - 1) / batch() + 1;
    }

    int allSteps() {
        return epochs.size() * stepsPerEpoch();
    }

    int[] rows(int step) {
        int[] epoch = epochs.get((step - 1) / stepsPerEpoch());
        int from = (step - 1) % stepsPerEpoch() * batch();
        return Arrays.copyOfRange(epoch, from, Math.min(from + batch(), epoch.length));
    }

    double rate(int step) {
        double rate = setup.training().optimizer().learningRate();
        return setup.training().schedule().of(rate, stepsPerEpoch()).valueAt(step - 1, (step - 1) / stepsPerEpoch());
    }

    /** @return the prefixes of the moments that the optimizer keeps */
    List<String> moments() {
        return switch (setup.training().optimizer().kind()) {
            case SGD -> List.of();
            case MOMENTUM -> List.of("v.");
            case ADAM, ADAMW -> List.of("m.", "v.");
        };
    }

    /** @return the arrays of a state whose names have these prefixes, one after the other, each in the trainers' flat order */
    double[] flat(Map<String, Matrix> state, List<String> prefixes) {
        Network network = setup.network().network();
        return prefixes.stream()
                .flatMapToDouble(prefix -> {
                    Map<String, Matrix> arrays = new LinkedHashMap<>(start);
                    arrays.replaceAll((name, parameter) -> state.get(prefix + name));
                    return Arrays.stream(new FlatParameters(network).flatten(network.parameters(arrays)));
                })
                .toArray();
    }

    /** @return parameters and moments by name, from flat arrays */
    Map<String, Matrix> named(double[] parameters, double[] moments) {
        Network network = setup.network().network();
        FlatParameters layout = new FlatParameters(network);
        Map<String, Matrix> named = new LinkedHashMap<>(network.named(layout.parameters(parameters)));
        for (int i = 0; i < moments().size(); i++) {
            String prefix = moments().get(i);
            double[] moment = Arrays.copyOfRange(moments, i * parameters.length, (i + 1) * parameters.length);
            network.named(layout.parameters(moment)).forEach((array, m) -> named.put(prefix + array, m));
        }
        return named;
    }

    /** @return the steps after which all parameters were written */
    Set<Integer> states() {
        return IntStream.rangeClosed(1, steps.size())
                .filter(step -> steps.get(step - 1).keySet().containsAll(start.keySet()))
                .boxed()
                .collect(Collectors.toSet());
    }
}
