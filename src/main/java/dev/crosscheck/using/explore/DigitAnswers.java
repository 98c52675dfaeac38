package dev.crosscheck.using.explore;

import dev.crosscheck.math.Argmax;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.BackwardPass;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Classifies a picture and explains the result: the gradient for each pixel, and the inputs that the units respond to. */
final class DigitAnswers {
    private static final MathContext SHOWN_DIGITS = new MathContext(4);

    /** Number of units in an answer: those that contribute most to the class. */
    private static final int TOP = 6;

    private final Network network;
    private final Parameters parameters;
    private final double mean;
    private final double deviation;

    /**
     * A hidden unit, or an output unit if there is no hidden layer.
     *
     * @param layer from 1
     * @param unit from 0
     * @param activation its activation; for an output, the logit
     * @param excitedBy derivative of its pre-activation by each input: in layer 1 its weights, in later layers valid for this picture only
     * @param towards for a unit of the last hidden layer, its weights to the logits; otherwise null
     * @param share for such a unit, what it contributes to the logit of the most probable class: activation times weight; otherwise null
     */
    record Unit(int layer, int unit, double activation, double[] excitedBy, double[] towards, Double share) {}

    /** Identifies a unit. */
    record Place(int layer, int unit) {}

    /**
     * The result for a picture.
     *
     * @param pixels from 0 to 1
     * @param label of a test image; null for other pictures
     * @param hidden activations of each hidden layer
     * @param gradientOf the class whose logit or loss is differentiated
     * @param gradient derivative by the pixels of the loss if there is a label, otherwise of the logit of the most probable class
     * @param top the units of the last hidden layer that contribute most to the logit of the most probable class; without a hidden layer
     *     the largest logits
     * @param chosen the requested unit; null if none was
     */
    record Answer(
            double[] pixels,
            Integer label,
            List<double[]> hidden,
            double[] logits,
            double[] probabilities,
            int gradientOf,
            double[] gradient,
            List<Unit> top,
            Unit chosen) {
        /** @return the same with four significant digits for what is only shown as a colour, so that a saved page is small */
        Answer forPictures() {
            List<Unit> units = top.stream()
                    .map(unit -> new Unit(
                            unit.layer(),
                            unit.unit(),
                            unit.activation(),
                            rounded(unit.excitedBy()),
                            unit.towards(),
                            unit.share()))
                    .toList();
            return new Answer(
                    pixels, label, hidden, logits, probabilities, gradientOf, rounded(gradient), units, chosen);
        }

        private static double[] rounded(double[] values) {
            return Arrays.stream(values)
                    .map(value -> Double.isFinite(value)
                            ? new BigDecimal(value).round(SHOWN_DIGITS).doubleValue()
                            : value)
                    .toArray();
        }
    }

    DigitAnswers(DigitNetwork of) {
        network = of.network();
        parameters = of.parameters();
        mean = of.form().normalisation().mean();
        deviation = of.form().normalisation().deviation();
    }

    /**
     * @param pixels from 0 to 1
     * @param label of a test image, or null
     * @param chosen a unit to include, or null
     */
    Answer of(double[] pixels, Integer label, Place chosen) {
        double[] x = Arrays.stream(pixels).map(p -> (p - mean) / deviation).toArray();
        ForwardPass pass = network.forward(parameters, Matrix.rowOf(x));
        double[] logits = pass.z(network.layers()).data();
        int best = Argmax.of(logits);
        double[] gradient = label == null ? excitation(pass, network.layers(), best) : ofLoss(pass, label);
        return new Answer(
                pixels,
                label,
                pass.as().subList(1, network.layers()).stream()
                        .map(Matrix::data)
                        .toList(),
                logits,
                pass.output().data(),
                label == null ? best : label,
                // Derivative by the pixel itself; the input is (pixel - mean) / deviation.
                Arrays.stream(gradient).map(g -> g / deviation).toArray(),
                top(pass, best),
                chosen == null ? null : unit(pass, chosen.layer(), chosen.unit(), best));
    }

    private double[] ofLoss(ForwardPass pass, int label) {
        Matrix target = oneHot(network.sizes().get(network.layers()), label);
        return BackwardPass.of(network, parameters, pass, target, Loss.CATEGORICAL_CROSS_ENTROPY)
                .da(0)
                .data();
    }

    /** The derivatives {@code ∂z/∂x} of a unit's pre-activation by the inputs, backpropagated from its layer. */
    private double[] excitation(ForwardPass pass, int layer, int unit) {
        List<Activation> activations = new ArrayList<>(network.activations().subList(0, layer));
        activations.set(layer - 1, Elementwise.IDENTITY);
        Network below = new Network(network.sizes().subList(0, layer + 1), activations);
        Matrix one = oneHot(network.sizes().get(layer), unit);
        return BackwardPass.from(below, parameters, pass, one).da(0).data();
    }

    private static Matrix oneHot(int count, int index) {
        Matrix row = Matrix.zeros(1, count);
        row.data()[index] = 1;
        return row;
    }

    private List<Unit> top(ForwardPass pass, int best) {
        int layer = Math.max(1, network.layers() - 1);
        boolean ofOutputs = network.layers() == 1;
        return IntStream.range(0, network.sizes().get(layer))
                .boxed()
                .sorted(Comparator.comparingDouble(
                        unit -> -(ofOutputs ? pass.z(1).get(0, unit) : share(pass, unit, best))))
                .limit(TOP)
                .map(unit -> unit(pass, layer, unit, best))
                .toList();
    }

    /** The contribution of a unit of the last hidden layer to a logit. */
    private double share(ForwardPass pass, int unit, int logit) {
        int last = network.layers();
        return pass.a(last - 1).get(0, unit) * parameters.weights(last).get(unit, logit);
    }

    private Unit unit(ForwardPass pass, int layer, int unit, int best) {
        int last = network.layers();
        return new Unit(
                layer,
                unit,
                (layer == last ? pass.z(layer) : pass.a(layer)).get(0, unit),
                excitation(pass, layer, unit),
                layer == last - 1 ? parameters.weights(last).row(unit).data() : null,
                layer == last - 1 ? share(pass, unit, best) : null);
    }
}
