package dev.crosscheck.train;

import java.util.Collection;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Configuration of the network's first layer, linear and ReLU, without DL4J's waste.
 *
 * <p>It computes what DL4J's {@code DenseLayer} computes, with the same parameters in the same places. DL4J's own repeats
 * the forward product in the backward pass and then computes the gradient of the input, which nothing in front of a first
 * layer uses: two of four large products a step. Models are saved with DL4J's own layer ({@link DigitNetwork}).
 */
final class LeanDense extends FeedForwardLayer {
    private static final long serialVersionUID = 1L;

    /**
     * @param inputs input features
     * @param outputs hidden units
     */
    LeanDense(int inputs, int outputs) {
        setNIn(inputs);
        setNOut(outputs);
        setActivationFn(new ActivationReLU());
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialise,
            DataType type) {
        LeanDenseLayer layer = new LeanDenseLayer(conf, type);
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        Map<String, INDArray> table = initializer().init(conf, parameters, initialise);
        layer.setParamTable(table);
        layer.setConf(conf);
        LayerValidation.assertNInNOutSet("LeanDense", getLayerName(), index, getNIn(), getNOut());
        return layer;
    }

    @Override
    public ParamInitializer initializer() {
        return DefaultParamInitializer.getInstance();
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        InputType outputType = getOutputType(-1, inputType);
        long parameters = initializer().numParams(this);
        return new LayerMemoryReport.Builder(layerName, LeanDense.class, inputType, outputType)
                .standardMemory(parameters, (int) getIUpdater().stateSize(parameters))
                .workingMemory(0, 0, MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
                .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
                .build();
    }
}
