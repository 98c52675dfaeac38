package dev.crosscheck.train.dl4j;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.AtomicFile;
import dev.crosscheck.run.Excerpt;
import dev.crosscheck.run.Mismatch;
import dev.crosscheck.run.ZipArchive;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A trained network on disk, in DL4J's own zip format.
 *
 * <p>DL4J and ND4J never read a file: they load some damaged files silently, crash on others, and deserialise Java classes
 * that a file names. Here zip file, configuration and arrays are read in plain Java and checked against what DL4J writes;
 * the network is built from a new configuration and plain floats.
 */
public final class ModelFile {
    /** DL4J writes three, and a normaliser, which no model of this program has; the data are told by one of our own. */
    private static final int MOST_ENTRIES = 8;

    private static final String CONFIGURATION = "configuration.json";
    private static final String PARAMETERS = "coefficients.bin";
    private static final String STATE = "updaterState.bin";
    private static final Set<String> REQUIRED = new TreeSet<>(Set.of(CONFIGURATION, PARAMETERS));
    private static final String DATA = "crosscheck.json";
    private static final Set<String> ALLOWED = new TreeSet<>(Set.of(CONFIGURATION, PARAMETERS, STATE, DATA));

    /** Up to this size an array may be compressed to any degree: unpacked it costs no more than an idle start does. */
    private static final long ANY_PACKING = 16 << 20;

    /** A larger array may expand at most this many times; trained parameters hardly compress at all. */
    private static final long MOST_EXPANSION = 16;

    /** A fixed local time, so that equal networks give equal files in every time zone; earlier dates do not fit two bytes. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    static final String REMEDY = "Name a model.zip, or its folder, that \"train\" has written.";

    private ModelFile() {}

    /**
     * Writes a network with its updater's state, whole or not at all, so that it outlasts a power failure. Equal networks, with equal seeds and
     * counts in their configurations, give equal files.
     *
     * @param network in DL4J's own layers
     * @param data what it was trained on; null leaves that out, as in older files
     * @throws CrosscheckException if it cannot be written
     */
    public static void save(MultiLayerNetwork network, TrainedOn data, Path file) {
        AtomicFile.writeDurably(file, out -> write(network, data, out));
    }

    private static void write(MultiLayerNetwork network, TrainedOn data, OutputStream out) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            begin(zip, CONFIGURATION);
            zip.write(network.getLayerWiseConfigurations().toJson().getBytes(StandardCharsets.UTF_8));
            if (data != null) {
                begin(zip, DATA);
                zip.write(data.json());
            }
            // Floats hardly compress, and the end of a run waits for this.
            zip.setLevel(Deflater.NO_COMPRESSION);
            begin(zip, PARAMETERS);
            ModelArrays.write(zip, network.params().toFloatVector());
            INDArray state = DenseNetwork.updaterState(network);
            if (state != null) {
                begin(zip, STATE);
                ModelArrays.write(zip, state.toFloatVector());
            }
        }
    }

    private static void begin(ZipOutputStream zip, String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(TIME);
        zip.putNextEntry(entry);
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
     * Checks and reads a network. ND4J must have been started.
     *
     * @param path a model file, or a run's folder with a {@code model.zip}
     * @return a network for inference only; its updater does nothing
     * @throws CrosscheckException naming the file, what was expected and what was found
     */
    public static MultiLayerNetwork load(Path path) {
        return read(path).network();
    }

    /**
     * Checks and reads a file; needs no ND4J, so it can come before anything that takes time.
     *
     * @param path a model file, or a run's folder with a {@code model.zip}
     * @throws CrosscheckException naming the file, what was expected and what was found
     */
    public static ModelContent read(Path path) {
        Path file = file(path);
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            return read(file.toString(), () -> new ZipArchive(channel, MOST_ENTRIES));
        } catch (IOException e) {
            throw CrosscheckException.expected(
                    file.toString(), "a DL4J model", "one that cannot be read: " + e.getMessage(), REMEDY, e);
        }
    }

    /** The same for a file in memory, with its name in messages. */
    static ModelContent read(String name, byte[] file) {
        return read(name, () -> ZipArchive.of(file, MOST_ENTRIES));
    }

    /** Opens a zip file. */
    private interface Opening {
        ZipArchive open() throws IOException;
    }

    private static ModelContent read(String file, Opening opening) {
        try {
            ZipArchive zip = opening.open();
            for (String name : zip.names()) {
                if (!ALLOWED.contains(name)) {
                    throw CrosscheckException.expected(
                            file, "only " + String.join(", ", ALLOWED), "an entry " + Excerpt.quoted(name), REMEDY);
                }
            }
            if (!zip.names().containsAll(REQUIRED)) {
                throw CrosscheckException.expected(
                        file,
                        "entries " + String.join(" and ", REQUIRED),
                        "only " + Excerpt.of(zip.names().toString()),
                        REMEDY);
            }
            return content(file, zip);
        } catch (ZipException e) {
            throw CrosscheckException.expected(
                    file,
                    "a DL4J model (a complete zip file)",
                    "a damaged or other file: " + e.getMessage(),
                    REMEDY,
                    e);
        } catch (IOException e) {
            throw CrosscheckException.expected(
                    file, "a DL4J model", "one that cannot be read: " + e.getMessage(), REMEDY, e);
        }
    }

    private static ModelContent content(String file, ZipArchive zip) throws IOException {
        requireSize(zip, CONFIGURATION, 0, ModelConfiguration.LONGEST);
        ModelConfiguration configuration =
                in(CONFIGURATION, zip, entry -> ModelConfiguration.read(entry.readAllBytes()));
        int count = (int) configuration.parameters();
        requireArray(zip, PARAMETERS, count);
        float[] parameters = in(PARAMETERS, zip, entry -> ModelArrays.read(entry, count));
        if (zip.names().contains(STATE)) {
            requireArray(zip, STATE, configuration.stateLength());
            in(STATE, zip, entry -> {
                ModelArrays.check(entry, configuration.stateLength());
                return null;
            });
        }
        ModelContent content = new ModelContent(file, configuration, parameters, data(zip));
        content.requireSound();
        return content;
    }

    /** What it was trained on; null in older files. */
    private static TrainedOn data(ZipArchive zip) throws IOException {
        if (!zip.names().contains(DATA)) {
            return null;
        }
        requireSize(zip, DATA, 0, TrainedOn.LONGEST);
        return in(DATA, zip, entry -> TrainedOn.read(entry.readAllBytes()));
    }

    /** Before anything is unpacked. */
    private static void requireArray(ZipArchive zip, String name, long count) throws Mismatch {
        requireSize(zip, name, ModelArrays.size(1, count), ModelArrays.size(2, count));
        if (zip.size(name) > ANY_PACKING && zip.size(name) / MOST_EXPANSION > zip.packed(name)) {
            throw new Mismatch(name + ": expected parameters, which do not shrink to less than a sixteenth, found "
                    + zip.packed(name) + " bytes for " + zip.size(name));
        }
    }

    private static void requireSize(ZipArchive zip, String name, long least, long most) throws Mismatch {
        long size = zip.size(name);
        if (size < least || size > most) {
            throw new Mismatch(name + ": expected " + (least == 0 ? "at most " : "") + most + " bytes, found " + size);
        }
    }

    /** Reads an entry. */
    private interface EntryReader<T> {
        T read(InputStream entry) throws IOException;
    }

    private static <T> T in(String name, ZipArchive zip, EntryReader<T> reader) throws IOException {
        try (InputStream entry = zip.open(name)) {
            return reader.read(entry);
        } catch (Mismatch e) {
            throw new Mismatch(name + ": " + e.getMessage());
        }
    }
}
