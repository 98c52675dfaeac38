package dev.crosscheck.train.dl4j;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.data.PictureOptions;
import dev.crosscheck.data.table.Importance;
import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.nn.NetworkSummary;
import dev.crosscheck.run.Excerpt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;

/** What a file has that the network's outputs depend on, read without ND4J. */
public final class ModelContent {
    /**
     * The largest value that a unit may have for some image. Sums of floats on their way to it cannot overflow then; a network that
     * works has some thousand.
     */
    private static final double LARGEST_VALUE = 1e30;

    private static final ImageForm DIGITS = ImageForm.ofDigits(28, 28);

    private final String file;
    private final ModelConfiguration configuration;
    private final float[] parameters;
    private final TrainedOn data;

    ModelContent(String file, ModelConfiguration configuration, float[] parameters, TrainedOn data) {
        this.file = file;
        this.configuration = configuration;
        this.parameters = parameters;
        this.data = data;
    }

    /** @return the file's name, for messages */
    public String file() {
        return file;
    }

    /**
     * @return what the network knows of images; of an older model, which does not tell, that they are digits of 28x28 pixels
     * @throws CrosscheckException if an older model's network is for others, or this is a model of a table
     */
    public ImageForm form() {
        return form(DIGITS);
    }

    /**
     * The same where images are at hand.
     *
     * @param images their form; it tells the size of those that an older model was trained on
     * @throws CrosscheckException if an older model's network is for images of another size, or not for digits
     */
    public ImageForm form(ImageForm images) {
        requireOfImages();
        if (data != null) {
            return data.form();
        }
        ImageForm digits = ImageForm.ofDigits(images.rows(), images.columns());
        requireFits(digits);
        return digits;
    }

    /** @throws CrosscheckException if this is a model of a table */
    public void requireOfImages() {
        if (table() != null) {
            throw CrosscheckException.expected(
                    file,
                    "a model of images",
                    "one of a table, which answers with \""
                            + Excerpt.of(table().target().name()) + "\"",
                    "Use predict MODEL rows.csv, evaluate MODEL rows.csv or serve MODEL; this one takes models of images only.");
        }
    }

    /** @return from a row's cells to what the network takes, and what its answers mean; null if it is no model of a table */
    public Preprocessing table() {
        return data == null ? null : data.table();
    }

    /** @return how much the answers rest on each column of the table; null if the model does not tell */
    public Importance importance() {
        return data == null ? null : data.importance();
    }

    /** @return whether the file tells what the network was trained on, as older ones do not */
    public boolean tellsData() {
        return data != null;
    }

    /** @return SHA-256 of the files that it was trained on, by name; empty if the model does not tell */
    public Map<String, String> dataSha256() {
        return data == null ? Map.of() : data.sha256();
    }

    /** @return how the pictures that it was trained on were divided; null where files or folders told, or the model does not tell */
    public PictureOptions.Split split() {
        return data == null ? null : data.split();
    }

    private void requireFits(ImageForm form) {
        requireFits(form.features(), form.classes().size());
    }

    private void requireFits(int inputs, int outputs) {
        if (configuration.inputs() != inputs || configuration.outputs() != outputs) {
            throw CrosscheckException.expected(
                    file,
                    "a network of " + inputs + " inputs, hidden layers and " + outputs + " outputs",
                    configuration.layers().size() + " layers, " + configuration.inputs() + " inputs and "
                            + configuration.outputs() + " outputs",
                    ModelFile.REMEDY);
        }
    }

    /** Two classes may have an output each, or one that tells the second one's probability. */
    private void requireFits(Preprocessing preprocessing) {
        Activation output = configuration.output();
        int labels = preprocessing.target() instanceof Target.OfClasses known
                ? known.labels().size()
                : 0;
        boolean one = labels == 0 || labels == 2 && output == Activation.SIGMOID;
        requireFits(preprocessing.width(), one ? 1 : labels);
        requireOutput(labels == 0 ? Activation.IDENTITY : one ? Activation.SIGMOID : Activation.SOFTMAX);
    }

    private void requireOutput(Activation expected) {
        if (configuration.output() != expected) {
            throw CrosscheckException.expected(
                    file,
                    "an output layer with " + Activations.label(expected),
                    "one with " + Activations.label(configuration.output()),
                    ModelFile.REMEDY);
        }
    }

    /** @return the network for its outputs, whose updater does nothing. Needs ND4J started */
    public MultiLayerNetwork network() {
        MultiLayerNetwork network = new MultiLayerNetwork(configuration.rebuilt());
        network.init(Nd4j.create(parameters, new long[] {parameters.length}, 'c'), false);
        return network;
    }

    /**
     * @param batch examples in a step
     * @return its layers and what they cost
     */
    public NetworkSummary summary(int batch) {
        List<NetworkSummary.Layer> layers = new ArrayList<>();
        for (ModelConfiguration.Layer layer : configuration.layers()) {
            layers.add(new NetworkSummary.Layer(
                    layers.size() + 1,
                    layer.inputs(),
                    layer.outputs(),
                    Activations.label(layer.activation()),
                    layer.bias()));
        }
        return NetworkSummary.of(layers, configuration.stateLength(), batch);
    }

    ModelConfiguration configuration() {
        return configuration;
    }

    float[] parameters() {
        return parameters;
    }

    /**
     * Refuses a network that is for other data than the file says, or whose outputs may not be finite.
     *
     * @throws CrosscheckException naming the file, what was expected and what was found
     */
    void requireSound() {
        if (table() != null) {
            requireFits(table());
        } else {
            requireOutput(Activation.SOFTMAX);
        }
        if (data != null && table() == null) {
            requireFits(data.form());
        }
        double largest = largestValue();
        if (!(largest <= LARGEST_VALUE)) {
            throw CrosscheckException.expected(
                    file,
                    "parameters whose outputs stay finite",
                    "some that could give " + (float) largest,
                    ModelFile.REMEDY);
        }
    }

    private double largestInput() {
        if (table() != null) {
            return Input.OfNumber.MOST_DEVIATIONS;
        }
        Normalisation normalisation =
                data == null ? Normalisation.MNIST : data.form().normalisation();
        return Math.max(Math.abs(normalisation.of(0)), Math.abs(normalisation.of(255)));
    }

    /** The largest absolute value that any unit can have for any image or row. */
    private double largestValue() {
        double[] before = new double[configuration.inputs()];
        Arrays.fill(before, largestInput());
        double largest = 0;
        int at = 0;
        for (ModelConfiguration.Layer layer : configuration.layers()) {
            double[] values = new double[layer.outputs()];
            int biases = at + layer.inputs() * layer.outputs();
            for (int unit = 0; unit < values.length; unit++) {
                double sum = layer.bias() ? Math.abs(parameters[biases + unit]) : 0;
                for (double input : before) {
                    sum += input * Math.abs(parameters[at++]);
                }
                largest = Math.max(largest, sum);
                // More than any of the activations makes of it.
                values[unit] = 2 + 1.1 * sum;
            }
            at = biases + (layer.bias() ? layer.outputs() : 0);
            before = values;
        }
        return largest;
    }
}
