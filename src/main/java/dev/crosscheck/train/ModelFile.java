package dev.crosscheck.train;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Mnist;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;

/**
 * A trained network on disk, in DL4J's own zip format.
 *
 * <p>Everything is checked before DL4J sees the file, since DL4J loads some damaged files without a word and runs Java
 * deserialisation on others: the zip's directory and checksums, which entries there are, which classes the configuration
 * names, and that it is a digit network.
 */
public final class ModelFile {
    private static final Set<String> REQUIRED = Set.of("configuration.json", "coefficients.bin");
    private static final Set<String> ALLOWED = Set.of("configuration.json", "coefficients.bin", "updaterState.bin");
    private static final List<String> TRUSTED_CLASSES = List.of(
            "org.deeplearning4j.nn.conf.",
            "org.deeplearning4j.nn.weights.",
            "org.nd4j.linalg.activations.impl.",
            "org.nd4j.linalg.learning.config.",
            "org.nd4j.linalg.lossfunctions.impl.");
    private static final long LARGEST_CONFIGURATION = 1 << 20;
    private static final long LARGEST_ENTRY = 1L << 30;
    // A second "@class" in one object would otherwise hide the first, and DL4J believes the first.
    private static final JsonMapper STRICT_JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final String REMEDY = "Name a model.zip, or its folder, that \"train\" has written.";

    private ModelFile() {}

    /**
     * Writes a network with its updater's state.
     *
     * @param network in DL4J's own parts
     * @param file where to; not left half-written only if the caller moves it into place
     */
    public static void save(MultiLayerNetwork network, Path file) throws IOException {
        ModelSerializer.writeModel(network, file.toFile(), true);
    }

    /**
     * @return the model file that is meant: the path, or the {@code model.zip} in it if it is a run's folder
     * @throws CrosscheckException if there is none
     */
    public static Path file(Path path) {
        Path file = Files.isDirectory(path) ? path.resolve("model.zip") : path;
        if (!Files.isRegularFile(file)) {
            throw new CrosscheckException(file + ": no such file.", REMEDY);
        }
        return file;
    }

    /**
     * Checks and reads a network.
     *
     * @param path a model file, or a run's folder with a {@code model.zip}
     * @param inputs input features it must have
     * @throws CrosscheckException naming the file, what was expected and what was found
     */
    public static MultiLayerNetwork load(Path path, int inputs) {
        Path file = file(path);
        try {
            InputStream checked = new ByteArrayInputStream(zipped(check(file, inputs)));
            MultiLayerNetwork network = ModelSerializer.restoreMultiLayerNetwork(checked, false);
            requireFinite(file, network);
            return network;
        } catch (ZipException e) {
            throw wrong(file, "a DL4J model (a complete zip file)", "a damaged or other file: " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            if (e instanceof CrosscheckException known) {
                throw known;
            }
            throw wrong(file, "a DL4J model", "one that cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns the entries that DL4J is to read. */
    private static Map<String, byte[]> check(Path file, int inputs) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Map<String, byte[]> read = new HashMap<>();
            Set<String> names = new HashSet<>();
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (!ALLOWED.contains(entry.getName()) || !names.add(entry.getName())) {
                    throw wrong(
                            file,
                            "only " + String.join(", ", sorted(ALLOWED)),
                            "an entry " + printable(entry.getName()),
                            null);
                }
                readEntry(file, zip, entry).ifPresent(content -> read.put(entry.getName(), content));
            }
            if (!names.containsAll(REQUIRED)) {
                throw wrong(file, "entries " + String.join(" and ", sorted(REQUIRED)), "only " + names, null);
            }
            checkConfiguration(file, read.get("configuration.json"), inputs);
            return read;
        }
    }

    /**
     * The checked entries as a zip file of their own. DL4J reads a file from its start and does not look at the directory at
     * its end, by which it is checked here: in a hostile file the two tell of different entries.
     */
    private static byte[] zipped(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return bytes.toByteArray();
    }

    /** Reads an entry to its end and compares its checksum, which a zip file's directory leaves to its readers. */
    private static Optional<byte[]> readEntry(Path file, ZipFile zip, ZipEntry entry) throws IOException {
        byte[] content = null;
        try (CheckedInputStream in = new CheckedInputStream(zip.getInputStream(entry), new CRC32())) {
            if (entry.getName().equals("configuration.json")) {
                content = bounded(file, in, LARGEST_CONFIGURATION, "a configuration of 1 MiB");
            } else if (REQUIRED.contains(entry.getName())) {
                content = bounded(file, in, LARGEST_ENTRY, "entries of 1 GiB");
            } else {
                skim(file, in);
            }
            if (in.getChecksum().getValue() != entry.getCrc()) {
                throw new ZipException("wrong checksum of " + entry.getName());
            }
        }
        return Optional.ofNullable(content);
    }

    private static void checkConfiguration(Path file, byte[] json, int inputs) throws IOException {
        JsonNode root = STRICT_JSON.readTree(json);
        for (JsonNode name : root.findValues("@class")) {
            if (TRUSTED_CLASSES.stream().noneMatch(name.asText()::startsWith)) {
                throw wrong(
                        file, "a configuration of DL4J's own classes", "the class " + printable(name.asText()), null);
            }
        }
        JsonNode layers = root.path("confs");
        int found = layers.path(0).path("layer").path("nin").asInt(-1);
        int classes = layers.path(layers.size() - 1).path("layer").path("nout").asInt(-1);
        if (layers.size() < 2 || found != inputs || classes != Mnist.CLASSES) {
            throw wrong(
                    file,
                    "a network of " + inputs + " inputs, hidden layers and " + Mnist.CLASSES + " outputs",
                    layers.isEmpty()
                            ? "no layers"
                            : layers.size() + " layers, " + found + " inputs and " + classes + " outputs",
                    null);
        }
    }

    /** Reads an entry to its end without keeping it. */
    private static void skim(Path file, InputStream in) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long total = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            total += n;
            if (total > LARGEST_ENTRY) {
                throw wrong(file, "entries of at most 1 GiB", "a larger one", null);
            }
        }
    }

    private static byte[] bounded(Path file, InputStream in, long limit, String what) throws IOException {
        byte[] bytes = in.readNBytes((int) limit + 1);
        if (bytes.length > limit) {
            throw wrong(file, what + " at most", "more", null);
        }
        return bytes;
    }

    private static void requireFinite(Path file, MultiLayerNetwork network) {
        for (float value : network.params().toFloatVector()) {
            if (!Float.isFinite(value)) {
                throw wrong(file, "finite parameters", Float.toString(value), null);
            }
        }
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    private static String printable(String text) {
        String shown = text.length() > 80 ? text.substring(0, 80) + "..." : text;
        return "\"" + shown.replaceAll("\\p{Cntrl}", "?") + "\"";
    }

    private static CrosscheckException wrong(Path file, String expected, String found, Throwable cause) {
        return new CrosscheckException(file + ": expected " + expected + ", found " + found + ".", REMEDY, cause);
    }
}
