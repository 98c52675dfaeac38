package dev.crosscheck.train.dl4j;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Printable;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.run.AtomicFile;
import dev.crosscheck.run.ZipArchive;
import dev.crosscheck.train.byhand.NetworkState;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/** Reads and writes networks in Deeplearning4j's own file format, {@code model.zip}. ND4J must have been started. */
public final class Dl4jModel {
    /** Name of the file in a run's folder. */
    public static final String FILE = "model.zip";

    /**
     * A fixed local time, so that equal networks give equal files in every time zone; zip files cannot store earlier dates in two bytes.
     */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    private static final Set<String> ENTRIES = new TreeSet<>(Set.of(
            ModelSerializer.CONFIGURATION_JSON,
            ModelSerializer.COEFFICIENTS_BIN,
            ModelSerializer.UPDATER_BIN,
            ModelSerializer.NORMALIZER_BIN));

    /** Largest unpacked entry, in bytes: a gibibyte of parameters, or twice that of Adam's moments. */
    private static final long LARGEST_ENTRY = 2L << 30;

    private static final String REMEDY =
            "Name a file of a MultiLayerNetwork of dense layers, which Deeplearning4j's ModelSerializer has written.";

    private Dl4jModel() {}

    /**
     * The content of a Deeplearning4j file.
     *
     * @param spec the network
     * @param values its parameters, W1 column by column, b1, W2, and so on
     */
    public record Content(NetworkSpec spec, float[] values) {}

    /**
     * @param model any model
     * @return why Deeplearning4j cannot represent it; empty if it can
     */
    public static Optional<String> refusal(Model model) {
        boolean softplus = model.spec().hidden().stream().anyMatch(layer -> layer.activation() == Elementwise.SOFTPLUS);
        return softplus
                ? Optional.of("Deeplearning4j's softplus, which hidden layers have, is infinite from 89 on")
                : Optional.empty();
    }

    /**
     * Creates a network in Deeplearning4j's own layers for prediction; its updater does nothing.
     *
     * @param model one without a {@link #refusal}
     */
    public static MultiLayerNetwork network(Model model) {
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .seed(0)
                .dataType(DataType.FLOAT)
                .updater(new NoOp())
                .list();
        NetworkSpec spec = model.spec();
        int before = spec.inputs();
        for (NetworkSpec.Layer layer : spec.hidden()) {
            list.layer(new DenseLayer.Builder()
                    .nIn(before)
                    .nOut(layer.units())
                    .activation(Activations.of((Elementwise) layer.activation()))
                    .build());
            before = layer.units();
        }
        list.layer(new OutputLayer.Builder(Outputs.loss(spec.loss(), List.of()))
                .nIn(before)
                .nOut(spec.outputs())
                .activation(Outputs.activation(spec.loss()))
                .build());
        MultiLayerNetwork network = new MultiLayerNetwork(list.build());
        float[] values = NetworkState.of(model.network().withoutGroups(model.parameters()), OptimizerSpec.Kind.SGD)
                .parameters();
        network.init(Nd4j.create(values, new long[] {values.length}, 'c'), false);
        return network;
    }

    /**
     * Writes a network with its updater's state by {@link ModelSerializer}, atomically and durably. Equal networks, with equal seeds and
     * counts in their configurations, give equal files.
     *
     * @param network in Deeplearning4j's own layers
     * @throws CrosscheckException if it cannot be written
     */
    public static void save(MultiLayerNetwork network, Path file) {
        AtomicFile.writeDurably(file, out -> {
            Path theirs = Files.createTempFile("crosscheck", ".zip");
            try {
                ModelSerializer.writeModel(network, theirs.toFile(), true);
                try (InputStream in = Files.newInputStream(theirs)) {
                    repack(in, out);
                }
            } finally {
                AtomicFile.deleteQuietly(theirs);
            }
        });
    }

    /** Copies a zip file with fixed times; Deeplearning4j's entries have the time of writing. */
    private static void repack(InputStream theirs, OutputStream out) throws IOException {
        try (ZipInputStream in = new ZipInputStream(theirs);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                ZipEntry timeless = new ZipEntry(entry.getName());
                timeless.setTimeLocal(TIME);
                zip.putNextEntry(timeless);
                in.transferTo(zip);
            }
        }
    }

    /**
     * Reads a network with Deeplearning4j's own reader, which creates objects of classes that the file names, so the file must come from a
     * trusted source. The sizes of its entries are checked first.
     *
     * @throws CrosscheckException if it cannot be read, or this program cannot represent the network
     */
    public static Content read(Path file) {
        requireBounds(file);
        try {
            return content(file.toString(), ModelSerializer.restoreMultiLayerNetwork(file.toFile(), false));
        } catch (IOException | RuntimeException e) {
            if (e instanceof CrosscheckException known) {
                throw known;
            }
            throw refused(file.toString(), "one that Deeplearning4j cannot read: " + e.getMessage(), e);
        }
    }

    private static void requireBounds(Path file) {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            ZipArchive zip = new ZipArchive(channel, ENTRIES.size());
            for (String name : zip.names()) {
                if (!ENTRIES.contains(name) || zip.size(name) > LARGEST_ENTRY) {
                    throw refused(
                            file.toString(),
                            "an entry " + Printable.quoted(name) + " of " + zip.size(name) + " bytes, not only "
                                    + String.join(", ", ENTRIES) + " of at most " + LARGEST_ENTRY,
                            null);
                }
            }
        } catch (IOException e) {
            throw refused(file.toString(), "a damaged or other file: " + e.getMessage(), e);
        }
    }

    private static CrosscheckException refused(String file, String found, Exception cause) {
        return CrosscheckException.expected(
                file, "a network of Deeplearning4j's", Printable.message(found), REMEDY, cause);
    }

    /** Extracts the content of a network. */
    static Content content(String name, MultiLayerNetwork network) {
        List<NetworkSpec.Layer> hidden = new ArrayList<>();
        Loss loss = null;
        for (Layer layer : network.getLayers()) {
            boolean last = layer.getIndex() == network.getnLayers() - 1;
            Object found = layer.conf().getLayer();
            Class<?> expected = last ? OutputLayer.class : DenseLayer.class;
            boolean dense = found.getClass() == expected
                    && layer.paramTable().keySet().equals(Set.of("W", "b"))
                    && network.getLayerWiseConfigurations().getInputPreProcess(layer.getIndex()) == null;
            Optional<Elementwise> activation =
                    dense ? Activations.of(((BaseLayer) found).getActivationFn()) : Optional.empty();
            if (last && dense) {
                loss = loss(Outputs.isSoftmax((BaseLayer) found), activation);
            }
            if (last ? loss == null : activation.isEmpty()) {
                throw refused(
                        name,
                        "a layer " + (layer.getIndex() + 1) + " ("
                                + found.getClass().getSimpleName()
                                + (dense ? ", " + ((BaseLayer) found).getActivationFn() : "")
                                + "), not dense layers with biases and an activation of the course, and an output layer with"
                                + " softmax, sigmoid or identity",
                        null);
            }
            if (!last) {
                hidden.add(new NetworkSpec.Layer((int) layer.getParam("b").length(), activation.get()));
            }
        }
        float[] values = DenseNetwork.state(network).parameters();
        int inputs = (int) network.getLayer(0).getParam("W").size(0);
        int outputs = (int) network.getOutputLayer().getParam("b").length();
        return new Content(new NetworkSpec(inputs, hidden, outputs, loss, null, 0, Initialization.TORCH), values);
    }

    /** Returns the loss that goes with the output activation; null if there is none. */
    private static Loss loss(boolean softmax, Optional<Elementwise> activation) {
        Activation output = softmax ? Softmax.SOFTMAX : activation.orElse(null);
        return Arrays.stream(
                        new Loss[] {Loss.CATEGORICAL_CROSS_ENTROPY, Loss.BINARY_CROSS_ENTROPY, Loss.MEAN_SQUARED_ERROR})
                .filter(loss -> loss.partner() == output)
                .findFirst()
                .orElse(null);
    }
}
