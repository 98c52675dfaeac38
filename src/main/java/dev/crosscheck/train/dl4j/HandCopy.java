package dev.crosscheck.train.dl4j;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Softmax;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A trained network as the hand-written one: dense layers with an activation of the course, the last with
 * softmax, or a sigmoid or the identity. The parameters are the same
 * floats, held in double.
 *
 * @param network sizes and activations
 * @param parameters W1 (I, H), b1 (1, H), and so on
 */
public record HandCopy(Network network, Parameters parameters) {
    private static final String REMEDY = "Name a model that \"train\" has written.";

    /**
     * Copies a network.
     *
     * @throws CrosscheckException if it has a layer or an activation that the hand-written network does not have
     */
    public static HandCopy of(MultiLayerNetwork trained) {
        return of(trained, "The network");
    }

    /**
     * Copies a network.
     *
     * @param name what to call it in messages
     * @throws CrosscheckException if it has a layer or an activation that the hand-written network does not have
     */
    public static HandCopy of(MultiLayerNetwork trained, String name) {
        List<Integer> sizes = new ArrayList<>();
        List<Activation> activations = new ArrayList<>();
        List<Matrix> matrices = new ArrayList<>();
        for (Layer layer : trained.getLayers()) {
            boolean last = layer.getIndex() == trained.getnLayers() - 1;
            activations.add(activation(layer, last, trained.getLayerWiseConfigurations(), name));
            Matrix weights = matrix((int) layer.getParam("W").size(0), layer.getParam("W"));
            sizes.add(weights.rows());
            matrices.add(weights);
            matrices.add(matrix(1, layer.getParam("b")));
        }
        sizes.add(matrices.get(matrices.size() - 1).columns());
        return new HandCopy(new Network(sizes, activations), new Parameters(matrices));
    }

    private static Activation activation(Layer layer, boolean last, MultiLayerConfiguration all, String name) {
        Class<?> found = layer.conf().getLayer().getClass();
        IActivation function = found == DenseLayer.class || found == OutputLayer.class
                ? ((BaseLayer) layer.conf().getLayer()).getActivationFn()
                : null;
        Optional<? extends Activation> ours =
                last ? output(function) : Optional.ofNullable(function).flatMap(Activations::of);
        if (ours.isEmpty()
                || last != (found == OutputLayer.class)
                || !layer.paramTable().keySet().equals(Set.of("W", "b"))
                || all.getInputPreProcess(layer.getIndex()) != null) {
            throw new CrosscheckException(
                    name + ": expected dense layers with one of "
                            + Arrays.stream(Elementwise.values())
                                    .map(Elementwise::label)
                                    .collect(Collectors.joining(", "))
                            + " and an output layer with softmax, sigmoid or identity, found another layer "
                            + (layer.getIndex() + 1) + " ("
                            + found.getSimpleName() + (function == null ? "" : ", " + function) + ").",
                    REMEDY);
        }
        return ours.get();
    }

    private static Optional<? extends Activation> output(IActivation function) {
        return new ActivationSoftmax().equals(function)
                ? Optional.of(Softmax.SOFTMAX)
                : Optional.ofNullable(function)
                        .flatMap(Activations::of)
                        .filter(ours -> ours == Elementwise.SIGMOID || ours == Elementwise.IDENTITY);
    }

    private static Matrix matrix(int rows, INDArray array) {
        double[] values = array.dup('c').data().asDouble();
        return new Matrix(rows, values.length / rows, values);
    }
}
