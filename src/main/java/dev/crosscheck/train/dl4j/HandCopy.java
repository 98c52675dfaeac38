package dev.crosscheck.train.dl4j;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Softmax;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A trained digit network as a hand-written {@link Network}: dense layers with ReLU, then softmax. The parameters are the
 * same floats, held in double.
 *
 * @param network sizes and activations
 * @param parameters W1 (I, H), b1 (1, H), and so on
 */
public record HandCopy(Network network, Parameters parameters) {
    private static final String REMEDY = "Name a model that \"train\" has written.";

    /**
     * Copies a network.
     *
     * @throws CrosscheckException if it has a layer or an activation that the hand-written network of digits does not have
     */
    public static HandCopy of(MultiLayerNetwork trained) {
        return of(trained, "The network");
    }

    /**
     * Copies a network.
     *
     * @param name its name in messages
     * @throws CrosscheckException if it has a layer or an activation that the hand-written network of digits does not have
     */
    public static HandCopy of(MultiLayerNetwork trained, String name) {
        List<Integer> sizes = new ArrayList<>();
        List<Activation> activations = new ArrayList<>();
        List<Matrix> matrices = new ArrayList<>();
        for (Layer layer : trained.getLayers()) {
            boolean last = layer.getIndex() == trained.getnLayers() - 1;
            requireDense(layer, last, trained.getLayerWiseConfigurations(), name);
            activations.add(last ? Softmax.SOFTMAX : Elementwise.RELU);
            Matrix weights = matrix((int) layer.getParam("W").size(0), layer.getParam("W"));
            sizes.add(weights.rows());
            matrices.add(weights);
            matrices.add(matrix(1, layer.getParam("b")));
        }
        sizes.add(matrices.get(matrices.size() - 1).columns());
        return new HandCopy(new Network(sizes, activations), new Parameters(matrices));
    }

    private static void requireDense(Layer layer, boolean last, MultiLayerConfiguration all, String name) {
        Class<?> type = last ? OutputLayer.class : DenseLayer.class;
        IActivation function = last ? new ActivationSoftmax() : new ActivationReLU();
        Class<?> found = layer.conf().getLayer().getClass();
        if (found != type
                || !layer.paramTable().keySet().equals(Set.of("W", "b"))
                || !((BaseLayer) layer.conf().getLayer()).getActivationFn().equals(function)
                || all.getInputPreProcess(layer.getIndex()) != null) {
            throw new CrosscheckException(
                    name + ": expected dense layers with ReLU and an output layer with softmax, found another layer "
                            + (layer.getIndex() + 1) + " (" + found.getSimpleName() + ").",
                    REMEDY);
        }
    }

    private static Matrix matrix(int rows, INDArray array) {
        double[] values = array.dup('c').data().asDouble();
        return new Matrix(rows, values.length / rows, values);
    }
}
