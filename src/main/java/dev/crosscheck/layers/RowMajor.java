package dev.crosscheck.layers;

import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * DL4J's default parameter initialisation, except that W (inputs, outputs) is stored in row-major order: the weights of one input are
 * contiguous.
 */
final class RowMajor extends DefaultParamInitializer {
    static final RowMajor INSTANCE = new RowMajor();

    private RowMajor() {}

    @Override
    public Map<String, INDArray> init(NeuralNetConfiguration conf, INDArray view, boolean initialise) {
        Map<String, INDArray> parameters = super.init(conf, view, initialise);
        INDArray drawn = parameters.get(WEIGHT_KEY).dup();
        turn(parameters, view);
        if (initialise) {
            parameters.get(WEIGHT_KEY).assign(drawn);
        }
        return parameters;
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration conf, INDArray view) {
        Map<String, INDArray> gradients = super.getGradientsFromFlattened(conf, view);
        turn(gradients, view);
        return gradients;
    }

    /** Replaces W, the first of a layer's parameters in {@code view}, by a row-major view of the same numbers. */
    private static void turn(Map<String, INDArray> arrays, INDArray view) {
        INDArray weights = arrays.get(WEIGHT_KEY);
        INDArray flat = view.reshape(view.length()).get(NDArrayIndex.interval(0, weights.length()));
        arrays.put(WEIGHT_KEY, flat.reshape('c', weights.shape()));
    }
}
