package dev.crosscheck.train.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crosscheck.CrosscheckException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** Checkpoints as earlier versions wrote them. */
class EarlierTextsTest extends CheckpointFiles {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final String TABLE = """
            {"reading": {"delimiter": null, "header": null, "charset": null, "numeric": [], "categorical": [], "drop": [],
             "only": null, "missing": ["NA"]}, "target": "y", "task": null, "refuseMissing": false,
             "test": {"fraction": 0.2, "rows": 0}}""";

    /** Reads the newest checkpoint with another text. */
    private SavedRun read(Consumer<ObjectNode> edit) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipFile zip = new ZipFile(last().toFile());
                ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (ZipEntry entry : zip.stream().toList()) {
                byte[] content = zip.getInputStream(entry).readAllBytes();
                if (entry.getName().equals("progress.json")) {
                    ObjectNode text = (ObjectNode) MAPPER.readTree(content);
                    edit.accept(text);
                    content = MAPPER.writeValueAsBytes(text);
                }
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(content);
            }
        }
        return CheckpointFile.read("earlier", bytes.toByteArray());
    }

    private static ObjectNode config(ObjectNode text) {
        return (ObjectNode) text.at("/progress/config");
    }

    private static void dropFromEpochs(ObjectNode text, String... names) {
        for (JsonNode epoch : text.at("/progress/epochs")) {
            ((ObjectNode) epoch.path("test")).remove(List.of(names));
            ((ObjectNode) epoch.path("validation")).remove(List.of(names));
        }
    }

    @Test
    void ofImagesAlone() throws IOException {
        save(7);
        SavedRun run = read(text -> {
            config(text).remove(List.of("table", "pictures", "recipe"));
            ((ObjectNode) config(text).path("network")).remove("classWeights");
            dropFromEpochs(text, "numbers", "counts");
        });
        assertEquals(CONFIG, run.checkpoint().progress().config());
        assertEquals(10, run.checkpoint().progress().epochs().get(0).test().confusion().length);
    }

    @Test
    void ofATableInOneFile() throws IOException {
        save(7);
        SavedRun run = read(text -> {
            config(text).remove(List.of("pictures", "recipe"));
            dropFromEpochs(text, "counts");
            try {
                config(text).set("table", MAPPER.readTree(TABLE));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        var table = run.checkpoint().progress().config().table();
        assertEquals("y", table.target());
        assertTrue(table.splitBy() == null && table.validationFile() == null && table.testFile() == null);
    }

    /** The last and the best epoch are shown, with their matrices. */
    @Test
    void onlyEpochsThatAreNotShownMayLackTheirMatrices() throws IOException {
        save(7);
        CrosscheckException e = assertThrows(
                CrosscheckException.class,
                () -> read(text -> {
                    ObjectNode test = (ObjectNode) text.at("/progress/epochs/0/test");
                    test.putArray("confusion");
                    test.putObject("counts").put("correct", 0).put("total", 0);
                }));
        assertTrue(e.getMessage().contains("found epoch 1 of another"), e.getMessage());
        assertTrue(Files.exists(last()));
    }
}
