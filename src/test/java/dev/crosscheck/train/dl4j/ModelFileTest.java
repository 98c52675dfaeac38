package dev.crosscheck.train.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.nn.NetworkForm;
import dev.crosscheck.train.Nd4jTest;
import dev.crosscheck.train.byhand.NetworkState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;

class ModelFileTest extends Nd4jTest {
    @TempDir
    private Path folder;

    private MultiLayerNetwork network;
    private Path good;

    @BeforeEach
    void save() throws IOException {
        network = new DenseNetwork(NetworkForm.digits(4), 784, 10, 0.001)
                .of(NetworkState.drawn(1, NetworkForm.digits(4), 784, 10));
        good = folder.resolve("model.zip");
        ModelFile.save(network, null, good);
    }

    @Test
    void loadsWhatItSavedFromAFileOrItsFolder() {
        assertArrayEquals(
                network.params().toFloatVector(), ModelFile.load(good).params().toFloatVector());
        assertArrayEquals(
                network.params().toFloatVector(),
                ModelFile.load(folder).params().toFloatVector());
    }

    @Test
    void refusesMissing() {
        refused(folder.resolve("none.zip"), "none.zip: no such file.");
    }

    @Test
    void refusesWhatIsNoZip() throws IOException {
        refused(Files.writeString(folder.resolve("text.zip"), "hello"), "expected a DL4J model (a complete zip file)");
        refused(Files.write(folder.resolve("empty.zip"), new byte[0]), "expected a DL4J model (a complete zip file)");
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        byte[] bytes = Files.readAllBytes(good);
        for (int length : new int[] {1, 100, bytes.length / 2, bytes.length - 60, bytes.length - 1}) {
            refused(
                    Files.write(folder.resolve("truncated.zip"), Arrays.copyOf(bytes, length)),
                    "truncated.zip: expected ");
        }
    }

    @Test
    void refusesAlteredBytes() throws IOException {
        byte[] bytes = Files.readAllBytes(good);
        bytes[bytes.length / 2] ^= 0x55;
        refused(Files.write(folder.resolve("altered.zip"), bytes), "altered.zip: expected a DL4J model");
    }

    @Test
    void refusesAForeignZip() throws IOException {
        refused(
                rewritten("foreign.zip", entries -> {
                    entries.clear();
                    entries.put("readme.txt", new byte[] {1});
                }),
                "found an entry \"readme.txt\"");
    }

    @Test
    void refusesSerialisedJava() throws IOException {
        refused(
                rewritten("serialised.zip", entries -> entries.put("preprocessor.bin", new byte[] {1})),
                "found an entry \"preprocessor.bin\"");
    }

    /** Only the directory at a zip file's end names its entries; a reader that goes from the start finds others too. */
    @Test
    void neverReadsSerialisedJavaThatTheDirectoryDoesNotName() throws IOException {
        ByteArrayOutputStream object = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(object)) {
            out.writeObject(new Tripwire());
        }
        Path file = rewritten("hidden.zip", entries -> entries.put("preprocessor.bin", object.toByteArray()));
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer zip = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int end = bytes.length - 22;
        int size = 46 + "preprocessor.bin".length();
        byte[] hidden = Arrays.copyOf(bytes, bytes.length - size); // the last record of the directory is left out
        System.arraycopy(bytes, end, hidden, end - size, 22);
        ByteBuffer record = ByteBuffer.wrap(hidden).order(ByteOrder.LITTLE_ENDIAN);
        record.putShort(end - size + 8, (short) (zip.getShort(end + 8) - 1));
        record.putShort(end - size + 10, (short) (zip.getShort(end + 10) - 1));
        record.putInt(end - size + 12, zip.getInt(end + 12) - size);
        Files.write(file, hidden);
        try (ZipFile directory = new ZipFile(file.toFile())) {
            assertNull(directory.getEntry("preprocessor.bin"));
        }
        ModelSerializer.restoreMultiLayerNetwork(file.toFile(), false);
        assertTrue(Tripwire.read, "DL4J alone falls for it");
        Tripwire.read = false;
        ModelFile.load(file);
        assertFalse(Tripwire.read);
    }

    /** Records that it was deserialised; DL4J's preprocessors have this type. */
    private static final class Tripwire implements DataSetPreProcessor {
        private static final long serialVersionUID = 1L;
        private static boolean read;

        @Override
        public void preProcess(DataSet data) {
            throw new AssertionError("never used");
        }

        private void readObject(ObjectInputStream in) {
            read = true;
        }
    }

    @Test
    void refusesAMissingEntry() throws IOException {
        refused(
                rewritten("no-parameters.zip", entries -> entries.remove("coefficients.bin")),
                "expected entries coefficients.bin and configuration.json");
    }

    @Test
    void refusesClassesThatAreNotDl4js() throws IOException {
        refused(
                rewritten(
                        "gadget.zip",
                        entries -> configuration(
                                entries,
                                json -> json.replaceFirst(
                                        "org\\.nd4j\\.linalg\\.activations\\.impl\\.ActivationReLU",
                                        "javax.swing.JEditorPane"))),
                "found the class \"javax.swing.JEditorPane\"");
    }

    @Test
    void refusesConfigurationsThatAreNone() throws IOException {
        refused(
                rewritten("empty-json.zip", entries -> configuration(entries, json -> "{}")),
                "expected a member \"confs\", found none.");
        refused(
                rewritten("no-json.zip", entries -> configuration(entries, json -> "nonsense")),
                "no-json.zip: expected ");
        refused(
                rewritten(
                        "hidden-class.zip",
                        entries -> configuration(
                                entries,
                                json -> json.replaceFirst("\"@class\"", "\"@class\" : \"x.Evil\", \"@class\""))),
                "hidden-class.zip: expected ");
    }

    @Test
    void refusesParametersOfAnotherShape() throws IOException {
        MultiLayerNetwork other = new DenseNetwork(NetworkForm.digits(5), 784, 10, 0.001).stock();
        Path larger = folder.resolve("larger.zip");
        ModelFile.save(other, null, larger);
        byte[] foreign = entries(larger).get("coefficients.bin");
        refused(
                rewritten("mixed.zip", entries -> entries.put("coefficients.bin", foreign)),
                "mixed.zip: expected a DL4J model");
    }

    @Test
    void refusesAnotherNetwork() throws IOException {
        Path other = folder.resolve("other.zip");
        ModelFile.save(new DenseNetwork(NetworkForm.digits(4), 20, 10, 0.001).stock(), null, other);
        refusedOfDigits(
                other,
                "expected a network of 784 inputs, hidden layers and 10 outputs, found 2 layers, 20 inputs and 10 outputs.");
        ModelFile.save(new DenseNetwork(NetworkForm.digits(4), 784, 3, 0.001).stock(), null, other);
        refusedOfDigits(other, "784 inputs and 3 outputs.");
    }

    /** A model that does not tell what it was trained on is taken for one of digits. */
    private static void refusedOfDigits(Path file, String part) {
        ModelContent content = ModelFile.read(file);
        CrosscheckException e = assertThrows(CrosscheckException.class, content::form);
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    @Test
    void refusesParametersThatAreNoNumbers() throws IOException {
        network.getParam("0_W").putScalar(3, Float.NaN);
        Path broken = folder.resolve("nan.zip");
        ModelFile.save(network, null, broken);
        refused(broken, "expected finite parameters, found NaN.");
    }

    private static void refused(Path file, String part) {
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> ModelFile.load(file));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    private interface Edit {
        void apply(Map<String, byte[]> entries);
    }

    private Path rewritten(String name, Edit edit) throws IOException {
        Map<String, byte[]> entries = entries(good);
        edit.apply(entries);
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return file;
    }

    private static Map<String, byte[]> entries(Path file) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : java.util.Collections.list(zip.entries())) {
                entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        return entries;
    }

    private static void configuration(Map<String, byte[]> entries, java.util.function.UnaryOperator<String> change) {
        String json = new String(entries.get("configuration.json"), StandardCharsets.UTF_8);
        entries.put("configuration.json", change.apply(json).getBytes(StandardCharsets.UTF_8));
    }
}
