package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crosscheck.run.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checkpoint files that were made to do harm, under the names that their content asks for. */
class HostileCheckpointTest extends CheckpointFiles {

    /** Replaces entries of the newest checkpoint, and its name by one with the digest that it has then. */
    private void rewrite(Consumer<Map<String, byte[]>> edit) throws IOException {
        Path file = last();
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        edit.accept(entries);
        Path forged = run.resolve("forged");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(forged))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        Files.delete(file);
        Files.move(
                forged,
                file.resolveSibling(String.format(Locale.ROOT, "step-000000007-%s.zip", Digest.sha256(forged))));
    }

    private void refused(String part) {
        assertEquals(6, newest().checkpoint().progress().steps());
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).contains(part), warnings.get(0));
    }

    @ParameterizedTest
    @CsvSource({
        "progress.json, 100000000, 'at most 67108864 bytes in progress.json, found more'",
        "step-losses.f64, 100000000, 'at most 56 bytes in step-losses.f64, found more'",
        "parameters.f32, 100000000, 'at most 28 bytes in parameters.f32, found more'",
        "best-adam-moments.f32, 55, '56 bytes in best-adam-moments.f32, found 55'",
        "notes.txt, 1, 'no other entries'"
    })
    void sizesThatAreNotAsTheyMustBeAreRefusedBeforeTheyFillMemory(String entry, int size, String part)
            throws IOException {
        save(6, 7);
        rewrite(entries -> entries.put(entry, new byte[size]));
        refused(part);
    }

    @Test
    void serialisedObjectsAreOnlyBytes() throws IOException {
        save(6, 7);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new Tripwire());
        }
        rewrite(entries -> {
            entries.put("preprocessor.bin", bytes.toByteArray());
            entries.put("parameters.f32", Arrays.copyOf(bytes.toByteArray(), 28));
        });
        assertEquals(6, newest().checkpoint().progress().steps());
        assertFalse(Tripwire.read);
    }

    /** Tells when it is deserialised. */
    private static final class Tripwire implements Serializable {
        private static final long serialVersionUID = 1L;
        private static boolean read;

        private void readObject(ObjectInputStream in) {
            read = true;
        }
    }

    @Test
    void numbersThatAreNoneAreRefused() throws IOException {
        save(6, 7);
        rewrite(entries -> {
            byte[] bytes = entries.get("adam-moments.f32");
            Arrays.fill(bytes, 8, 12, (byte) 0xff);
        });
        refused("expected finite numbers in adam-moments.f32, found NaN.");
    }

    @ParameterizedTest
    @CsvSource({
        "/format, 2, 'expected format 1, found format 2'",
        "/parameters, -1, 'arrays of at most 1 GiB'",
        "/parameters, 2000000000, 'arrays of at most 1 GiB'",
        "/progress/steps, 2000000000, 'arrays of at most 1 GiB'",
        "/progress/epoch, 3, 'the epochs cannot be'",
        "/progress/bestEpoch, 2, 'the best epoch cannot be'",
        "/progress/batch, -1, 'the position cannot be'",
        "/progress/config/hidden, 0, 'the configuration cannot be'",
        "/progress/config/learningRate, -1, 'the learning rate cannot be'",
        "/progress/config/method, null, 'the trainer cannot be'",
        "/progress/config/method/kernels, null, 'the trainer cannot be'",
        "/progress/config/method/threads, 0, 'the trainer cannot be'",
        "/progress/config/schedule, null, 'the schedule cannot be'",
        "/progress/epochs/0/test, null, 'epoch 1 cannot be'",
        "/progress/epochs/0/validation/confusion/3, null, 'epoch 1 cannot be'",
        "/progress/surprise, 1, 'cannot be read'",
        "/progress, null, 'cannot be read'",
        "/run, null, 'cannot be read'",
        "/run/id, null, 'cannot be read'",
        "/run/dataFolder, null, 'cannot be read'",
        "/run/arithmetic, null, 'cannot be read'"
    })
    void aHistoryThatCannotBeIsRefused(String pointer, String value, String part) throws IOException {
        save(6, 7);
        rewrite(pointer, value);
        refused(part);
    }

    /** Replaces a value in the newest checkpoint's JSON text. */
    private void rewrite(String pointer, String value) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        rewrite(entries -> {
            try {
                ObjectNode root = (ObjectNode) mapper.readTree(entries.get("progress.json"));
                int slash = pointer.lastIndexOf('/');
                String name = pointer.substring(slash + 1);
                var parent = root.at(pointer.substring(0, slash));
                if (parent instanceof ObjectNode object) {
                    object.set(name, mapper.readTree(value));
                } else {
                    ((ArrayNode) parent).set(Integer.parseInt(name), mapper.readTree(value));
                }
                entries.put("progress.json", mapper.writeValueAsBytes(root));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void withoutARecordACheckpointOfNoRunIsRefusedToo() throws IOException {
        save(6, 7);
        rewrite("/run/id", "null");
        Files.delete(run.resolve("run.json"));
        assertEquals(6, newest().checkpoint().progress().steps());
        assertTrue(warnings.get(1).contains("cannot be read"), warnings.get(1));
    }
}
