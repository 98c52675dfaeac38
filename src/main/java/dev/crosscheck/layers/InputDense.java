package dev.crosscheck.layers;

import dev.crosscheck.data.Examples;
import dev.crosscheck.data.Normalisation;
import java.util.Collection;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A linear layer with ReLU at a network's input, {@code h = relu(x W + b)}: DL4J's {@code DenseLayer} for float on the CPU, with the same
 * results in less time. It runs the kernels of the trainer by hand and computes the same bits as they do.
 *
 * <p>DL4J's own repeats the forward product in the backward pass and then computes the gradient of the input, which nothing before a first
 * layer uses: two of the four large products per step. It also multiplies every input, whereas this layer skips the dark pixels of images,
 * which are four in five of MNIST's.
 *
 * <p>Parameters "W" (inputs, outputs) and "b" (1, outputs) have DL4J's names and shapes, but W is row-major where DL4J's is
 * column-major: copy between networks with {@code getParam}, not with {@code params()}.
 */
public final class InputDense extends FeedForwardLayer {
    private static final long serialVersionUID = 1L;

    private Normalisation pixels; // null: the inputs are used unchanged

    /** For deserialising a configuration. */
    private InputDense() {}

    /**
     * Creates a layer that multiplies all inputs.
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
     * Creates a layer whose inputs are pixels p of data type UINT8, 0 to 255, which it normalises: {@code x = (p/255 - mean)/deviation}.
     * Pixels of 0 are skipped, so that the layer's speed depends on how many pixels are lit.
     *
     * @param inputs pixels of an image
     * @param outputs hidden units
     * @param pixels how they are normalised; null for features, which are all multiplied
     */
    public InputDense(int inputs, int outputs, @Nullable Normalisation pixels) {
        this(inputs, outputs);
        this.pixels = pixels;
    }

    /**
     * Lets the batches of a network whose first layer is an {@code InputDense} consist of the numbers of examples, from 0, as features
     * (size, 1) of data type INT32. The layer then prepares all examples once rather than in each batch. Features of the other form work as
     * before. Copies of the network and saved models do not contain the examples.
     *
     * @param network initialised
     * @param examples with as many features as the layer has inputs; images with the layer's normalisation if it takes pixels
     * @throws IllegalArgumentException if the network or the examples are others
     */
    public static void lookUp(MultiLayerNetwork network, Examples examples) {
        Instances.require(
                network.getLayer(0) instanceof InputDenseLayer, "InputDense", "a network with it", network.getLayer(0));
        ((InputDenseLayer) network.getLayer(0)).store(examples);
    }

    public Normalisation pixels() {
        return pixels;
    }

    /** @return mean and deviation of pixels, for a configuration's text; null if the inputs are used unchanged */
    @JsonProperty("pixels")
    double[] getPixels() {
        return pixels == null ? null : new double[] {pixels.mean(), pixels.deviation()};
    }

    @JsonProperty("pixels")
    void setPixels(double[] values) {
        pixels = values == null ? null : new Normalisation(values[0], values[1]);
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
        return super.equals(other) && other instanceof InputDense that && Objects.equals(pixels, that.pixels);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + Objects.hashCode(pixels);
    }
}
