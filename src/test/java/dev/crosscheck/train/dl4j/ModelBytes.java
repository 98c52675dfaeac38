package dev.crosscheck.train.dl4j;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.nn.NetworkForm;
import dev.crosscheck.train.byhand.NetworkState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A good model file of 784-4-10 in memory, and ways to spoil it. */
final class ModelBytes {
    static final int HIDDEN = 4;
    static final int PARAMETERS = 784 * HIDDEN + HIDDEN + HIDDEN * 10 + 10;

    private ModelBytes() {}

    /** As {@link ModelFile#save} writes it; needs ND4J started. */
    static byte[] good() {
        try {
            Path file = Files.createTempFile("good", ".zip");
            ModelFile.save(
                    new DenseNetwork(NetworkForm.digits(HIDDEN), 784, 10, 0.001)
                            .of(NetworkState.drawn(1, NetworkForm.digits(HIDDEN), 784, 10)),
                    null,
                    file);
            byte[] bytes = Files.readAllBytes(file);
            Files.delete(file);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, byte[]> entries(byte[] file) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }

    /** The file with its entries changed, packed anew. */
    static byte[] with(byte[] file, Consumer<Map<String, byte[]>> change) {
        Map<String, byte[]> entries = entries(file);
        change.accept(entries);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The file with another configuration. */
    static byte[] configured(byte[] file, UnaryOperator<String> change) {
        return with(
                file,
                entries -> entries.compute(
                        "configuration.json",
                        (name, json) -> change.apply(new String(json, StandardCharsets.UTF_8))
                                .getBytes(StandardCharsets.UTF_8)));
    }

    /** It is refused in a line that names the part at fault, without ND4J and at once. */
    static void refused(byte[] file, String part) {
        CrosscheckException e = assertTimeoutPreemptively(
                Duration.ofSeconds(20), // a hundred times what any needs
                () -> assertThrows(CrosscheckException.class, () -> ModelFile.read("model.zip", file)));
        assertTrue(e.getMessage().startsWith("model.zip: expected "), e.getMessage());
        assertTrue(e.getMessage().contains(part), e.getMessage());
        assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), e.getMessage());
    }
}
