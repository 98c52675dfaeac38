package dev.crosscheck.model;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.PictureOptions;
import dev.crosscheck.data.Preparation;
import dev.crosscheck.data.tensors.SafeTensors;
import dev.crosscheck.data.tensors.Tensor;
import dev.crosscheck.files.Digest;
import dev.crosscheck.limits.Members;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.run.AtomicFile;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.Mismatch;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.text.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A trained network with everything needed to use it: its layers and parameters, the preparation of raw data and of answers, and its
 * origin. Immutable and thread-safe.
 *
 * <pre>{@code
 * Model model = Model.load(Path.of("runs/first"));
 * Matrix probabilities = model.answer(features); // (N, inputs) to (N, outputs)
 * }</pre>
 *
 * <p>On disk it is one safetensors file: {@code fc1.weight} (units, inputs), {@code fc1.bias} (units) and so on, float32, and in the
 * header's metadata under {@code crosscheck} a JSON text with everything else. Reading a file starts no native library and runs no code
 * that the file names.
 */
public final class Model {
    /** Name of the model's file in a run's folder. */
    public static final String FILE = RunFolder.MODEL;

    /** The remedy for a file that is not a model. */
    public static final String REMEDY = "Name a " + FILE + ", or its folder, that \"train\" has written.";

    private static final String DESCRIPTION = "crosscheck";

    /** Longest header, in bytes: a table of 10,000 columns takes some MiB. */
    private static final int LONGEST_HEADER = 1 << 24;

    /**
     * The largest value that a unit may have for any image or row, so that the float sums that lead to it cannot overflow. Working networks
     * have values of some thousand.
     */
    private static final double LARGEST_VALUE = 1e30;

    /** Features of the examples that a thread answers at once: 2 MiB as doubles. */
    private static final int FEATURES_AT_ONCE = 1 << 18;

    private static final int MOST_AT_ONCE = 256;

    private final String name;
    private final NetworkSpec spec;
    private final float[] values;
    private final Preparation preparation;
    private final Origin origin;
    private final Network network;
    private @Nullable Parameters parameters;

    /**
     * The JSON text in the header.
     *
     * @param format 1
     * @param network the network's layers
     * @param preparation of its inputs
     * @param origin of the network
     */
    private record Description(int format, NetworkSpec network, Preparation preparation, Origin origin) {
        static final int FORMAT = 1;

        Description {
            Members.whole("format", format, FORMAT, FORMAT);
            network.requireUsable();
            Members.whole("inputs", network.inputs(), 1, Integer.MAX_VALUE);
        }
    }

    /**
     * A network that was trained.
     *
     * @param name for messages
     * @param spec its layers
     * @param values all parameters: W1 (I, H) column by column, which is {@code fc1.weight} row by row, b1 (H), W2, and so on; kept, must
     *     not be changed
     * @param preparation of its inputs
     * @param origin of the network
     * @throws CrosscheckException if these do not go together
     */
    public Model(String name, NetworkSpec spec, float[] values, Preparation preparation, Origin origin) {
        this.name = name;
        this.spec = spec;
        this.values = values;
        this.preparation = preparation;
        this.origin = origin;
        if (values.length != spec.parameters()) {
            throw new IllegalArgumentException(values.length + " values for " + spec);
        }
        requireFits();
        this.network = spec.network();
    }

    /**
     * Reads a model.
     *
     * @param path a model's file, or the folder of a run that has one
     * @throws CrosscheckException naming the file, what was expected and what was found
     */
    public static Model load(Path path) {
        Path file = file(path);
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            return read(file.toString(), channel);
        } catch (IOException e) {
            throw CrosscheckException.unreadable(file, e);
        }
    }

    /**
     * @return the model's file: the path itself, or the {@value #FILE} in it if it is a run's folder
     * @throws CrosscheckException if there is none
     */
    public static Path file(Path path) {
        Path file = Files.isDirectory(path) ? path.resolve(FILE) : path;
        if (!Files.isRegularFile(file)) {
            throw CrosscheckException.expected(file.toString(), "a model", CrosscheckException.whatIsAt(file), REMEDY);
        }
        return file;
    }

    /** Reads a model from an open file. */
    static Model read(String name, SeekableByteChannel channel) throws IOException {
        try {
            SafeTensors file = SafeTensors.open(channel, LONGEST_HEADER);
            String text = file.metadata().get(DESCRIPTION);
            if (text == null || file.metadata().size() > 1) {
                throw new Mismatch("expected metadata of the name " + DESCRIPTION + " alone, found "
                        + Printable.excerpt(file.metadata().keySet().toString()));
            }
            Description description = Json.read(text.getBytes(StandardCharsets.UTF_8), Description.class);
            Map<String, List<Integer>> shapes = description.network().network().shapes();
            if (!file.shapes().equals(shapes)) {
                throw new Mismatch("expected arrays " + Printable.excerpt(shapes.toString()) + ", found "
                        + Printable.excerpt(file.shapes().toString()));
            }
            float[] values = file.floats(List.copyOf(shapes.keySet()));
            Model model =
                    new Model(name, description.network(), values, description.preparation(), description.origin());
            double largest = model.largestValue();
            model.require(
                    largest <= LARGEST_VALUE,
                    "parameters whose outputs stay finite",
                    "some that could give " + (float) largest);
            return model;
        } catch (Mismatch e) {
            throw CrosscheckException.expected(
                    name, "a model", "a damaged or other file: " + e.getMessage(), REMEDY, e);
        }
    }

    /**
     * Writes the model atomically and durably. Equal models give equal files.
     *
     * @throws CrosscheckException if it cannot be written
     */
    public void save(Path file) {
        AtomicFile.writeDurably(file, this::write);
    }

    /** @return SHA-256 of the file that {@link #save} writes */
    public String sha256() {
        MessageDigest digest = Digest.sha256();
        try {
            write(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Digest.hex(digest);
    }

    private void write(OutputStream out) throws IOException {
        String text = Json.line(new Description(Description.FORMAT, spec, preparation, origin));
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        int at = 0;
        for (Map.Entry<String, List<Integer>> array : network.shapes().entrySet()) {
            int count = array.getValue().stream().reduce(1, Math::multiplyExact);
            tensors.put(array.getKey(), new Tensor.Floats(array.getValue(), FloatBuffer.wrap(values, at, count)));
            at += count;
        }
        SafeTensors.write(out, Map.of(DESCRIPTION, text), tensors);
    }

    /** @return the same network with another preparation of its inputs and answers */
    public Model with(Preparation other) {
        return new Model(name, spec, values, other, origin);
    }

    /** @return the same network with the name of another program in its origin */
    public Model by(String program) {
        return new Model(
                name,
                spec,
                values,
                preparation,
                new Origin(program, origin.seed(), origin.optimizer(), origin.dataSha256()));
    }

    /** @return the name for messages: its file's name */
    public String name() {
        return name;
    }

    /** @return the description of its network */
    public NetworkSpec spec() {
        return spec;
    }

    /** @return sizes and activations of its layers, for computing */
    public Network network() {
        return network;
    }

    /** @return the {@link #answeringValues} in double, W1 (I, H), b1 (1, H) and so on; must not be changed */
    public synchronized Parameters parameters() {
        if (parameters == null) {
            parameters = Parameters.of(network, answeringValues());
        }
        return parameters;
    }

    /**
     * The parameters that give the answers: as trained, with the last layer's divided by the {@link Preparation#temperature temperature}. All that
     * computes with them, such as an exported file, gives the same probabilities.
     *
     * @return all parameters in the file's order, array after array; must not be changed
     */
    public float[] answeringValues() {
        double scale = preparation.temperature();
        if (scale == 1) {
            return values;
        }
        float[] scaled = values.clone();
        for (int i = scaled.length - (int) network.last().parameters(); i < scaled.length; i++) {
            scaled[i] = (float) (scaled[i] / scale);
        }
        return scaled;
    }

    /** @return all parameters as trained, in the file's order, array after array; must not be changed */
    public float[] values() {
        return values;
    }

    /** @return SHA-256 of the parameters as little-endian floats, array after array: equal networks have equal digests */
    public String parametersSha256() {
        return Digest.sha256(values);
    }

    /** @return the preparation of its inputs and answers */
    public Preparation preparation() {
        return preparation;
    }

    /** @return the origin of the network */
    public Origin origin() {
        return origin;
    }

    /**
     * Runs the network, by hand and in double.
     *
     * @param features of the examples, prepared, (N, inputs)
     * @return its answers, (N, outputs): probabilities, or a number standardised by the target's mean and deviation, within its limits
     */
    public Matrix answer(Matrix features) {
        return network.forward(parameters(), features).output().map(preparation::limited);
    }

    /**
     * Runs the network on many examples, on all processors.
     *
     * @param examples prepared for it
     * @return (examples, outputs), row-major
     */
    public float[] answers(Examples examples) {
        return Matrix.floats(inBatches(examples, some -> answer(some).data()));
    }

    /**
     * Runs the network up to the output layer's activation.
     *
     * @param examples prepared for it
     * @return logits, or standardised numbers, (examples, outputs), row-major
     */
    public double[] logits(Examples examples) {
        return inBatches(
                examples,
                some -> network.forward(parameters(), some).z(network.depth()).data());
    }

    private double[] inBatches(Examples examples, Function<Matrix, double[]> outputs) {
        int features = examples.features();
        int batch = Math.max(1, Math.min(MOST_AT_ONCE, FEATURES_AT_ONCE / features));
        int[] order = IntStream.range(0, examples.size()).toArray();
        double[] all = new double[Math.multiplyExact(order.length, spec.outputs())];
        IntStream.range(0, (order.length + batch - 1) / batch).parallel().forEach(i -> {
            int from = i * batch;
            int to = Math.min(order.length, from + batch);
            float[] some = new float[(to - from) * features];
            examples.features(order, from, to, some, 0);
            double[] of = outputs.apply(Matrix.widened(to - from, some));
            System.arraycopy(of, 0, all, from * spec.outputs(), of.length);
        });
        return all;
    }

    /**
     * @return size, normalisation and classes of its images
     * @throws CrosscheckException if this is a model of something else
     */
    public ImageForm form() {
        if (preparation instanceof Preparation.Images images) {
            return images.form();
        }
        throw CrosscheckException.expected(
                name,
                "a model of images",
                preparation.words(),
                "Use predict MODEL rows.csv, evaluate MODEL rows.csv or serve MODEL; this one takes models of images only.");
    }

    /** @return whether its inputs are images */
    public boolean ofImages() {
        return preparation instanceof Preparation.Images;
    }

    /** @return how the pictures that it was trained on were split; null if files or folders determined the split, and for a table */
    public PictureOptions.@Nullable Split split() {
        return preparation instanceof Preparation.Images images ? images.split() : null;
    }

    /** @return SHA-256 of the files that it was trained on, by name; empty if unknown */
    public Map<String, String> dataSha256() {
        return origin.dataSha256();
    }

    private void require(boolean fine, String expected, String found) {
        if (!fine) {
            throw CrosscheckException.expected(name, expected, found, REMEDY);
        }
    }

    /** Checks that the parts fit together. Two classes may have one output each, or a single one: the probability of the second class. */
    private void requireFits() {
        int labels = preparation.classes().size();
        boolean two = labels == 2 && preparation.takesOneOutput();
        boolean one = labels == 0 || two && spec.outputActivation() == Elementwise.SIGMOID;
        requireFits(
                preparation.features(),
                one ? 1 : labels,
                labels == 0 ? Elementwise.IDENTITY : one ? Elementwise.SIGMOID : Softmax.SOFTMAX);
    }

    private void requireFits(int inputs, int outputs, Activation output) {
        require(
                spec.inputs() == inputs && spec.outputs() == outputs,
                "a network of " + inputs + " inputs, hidden layers and " + outputs + " outputs",
                spec.inputs() + " inputs, " + spec.hidden().size() + " hidden layers and " + spec.outputs()
                        + " outputs");
        require(
                spec.outputActivation() == output,
                "an output layer with " + output.label(),
                "one with " + spec.outputActivation().label());
    }

    /** @return upper bounds of a convolution's units, by the largest bound of its inputs */
    private double[] bounds(Convolution layer, double[] before, int at) {
        double largest = Arrays.stream(before).max().orElse(0);
        int biases = at + (int) layer.weights();
        double[] units = new double[layer.units()];
        for (int map = 0; map < layer.maps(); map++) {
            double sum = Math.abs(values[biases + map]);
            for (int i = 0; i < layer.fanIn(); i++) {
                sum += largest * Math.abs(values[at + map * layer.fanIn() + i]);
            }
            int places = units.length / layer.maps();
            Arrays.fill(units, map * places, (map + 1) * places, sum);
        }
        return units;
    }

    /** An upper bound of the absolute value that any unit can have for any image or row. */
    private double largestValue() {
        double[] before = new double[network.inputs()];
        Arrays.fill(before, preparation.largestInput());
        double largest = 0;
        int at = 0;
        for (Layer layer : network.layers()) {
            if (layer instanceof Convolution convolution) {
                before = bounds(convolution, before, at);
                largest = Math.max(largest, Arrays.stream(before).max().orElse(0));
                at += (int) layer.parameters();
                continue;
            }
            double[] units = new double[layer.units()];
            int inputs = layer.fanIn();
            int biases = at + inputs * units.length;
            for (int unit = 0; unit < units.length; unit++) {
                double sum = Math.abs(values[biases + unit]);
                int first = inputs == before.length ? 0 : unit / (units.length / layer.groups()) * inputs;
                for (int i = 0; i < inputs; i++) {
                    sum += before[first + i] * Math.abs(values[at++]);
                }
                largest = Math.max(largest, sum);
                // An upper bound for every activation.
                units[unit] = 2 + 1.1 * sum;
            }
            at = biases + units.length;
            before = units;
        }
        return largest;
    }
}
