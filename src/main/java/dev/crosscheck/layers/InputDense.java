package dev.crosscheck.layers;

import java.util.Collection;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A linear layer with ReLU at a network's input, {@code h = relu(x W + b)}: DL4J's {@code DenseLayer} for float on the CPU,
 * with the same results and less work.
 *
 * <p>DL4J's own repeats the forward product in the backward pass and then computes the gradient of the input, which nothing
 * before a first layer uses: two of the four large products per step. It also multiplies every input; this layer can skip
 * those with the background's value, four in five pixels of MNIST, if Java runs with the module
 * {@code jdk.incubator.vector}; otherwise all inputs are multiplied.
 *
 * <p>Parameters "W" (inputs, outputs) and "b" (1, outputs) have DL4J's names and shapes, but W is row-major where DL4J's is
 * column-major: copy between networks with {@code getParam}, not with {@code params()}.
 */
public final class InputDense extends FeedForwardLayer {
    private static final long serialVersionUID = 1L;

    private Float background;

    /** For deserialising a configuration. */
    private InputDense() {}

    /**
     * A layer that multiplies all inputs.
     *
     * @param inputs features of an example
     * @param outputs hidden units
     */
    public InputDense(int inputs, int outputs) {
        setNIn(inputs);
        setNOut(outputs);
        setActivationFn(new ActivationReLU());
        Instances.leaveToTheNetwork(this);
    }

    /**
     * A layer that skips inputs of one value; the more others there are, the slower it is.
     *
     * @param inputs features of an example
     * @param outputs hidden units
     * @param background the most frequent value of an input, finite
     */
    public InputDense(int inputs, int outputs, float background) {
        this(inputs, outputs);
        if (!Float.isFinite(background)) {
            throw new IllegalArgumentException("background: expected a finite number, found " + background);
        }
        this.background = background;
    }

    /** @return the value of inputs that are skipped; null if none are */
    @JsonProperty("background")
    public Float getBackground() {
        return background;
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialise,
            DataType type) {
        Instances.requireSupported("InputDense", this, new ActivationReLU(), index, type);
        Instances.require(getIDropout() == null, "InputDense", "no dropout", getIDropout());
        return Instances.prepared(new InputDenseLayer(conf, type), this, listeners, index, parameters, initialise);
    }

    @Override
    public ParamInitializer initializer() {
        return RowMajor.INSTANCE;
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        InputType outputType = getOutputType(-1, inputType);
        long parameters = initializer().numParams(this);
        return new LayerMemoryReport.Builder(layerName, InputDense.class, inputType, outputType)
                .standardMemory(parameters, (int) getIUpdater().stateSize(parameters))
                .workingMemory(0, 0, MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
                .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
                .build();
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other) && other instanceof InputDense that && Objects.equals(background, that.background);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + Objects.hashCode(background);
    }
}
