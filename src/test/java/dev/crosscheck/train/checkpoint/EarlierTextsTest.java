package dev.crosscheck.train.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Checkpoints as earlier versions wrote them. */
class EarlierTextsTest extends CheckpointFiles {
    private static final String TABLE = """
            {"reading": {"delimiter": null, "header": null, "charset": null, "numeric": [], "categorical": [], "drop": [],
             "only": null, "missing": ["NA"]}, "target": "y", "task": null, "refuseMissing": false,
             "test": {"fraction": 0.2, "rows": 0}}""";

    /** Reads the newest checkpoint with another text. */
    private SavedRun read(Consumer<ObjectNode> edit) throws IOException {
        rewriteText(edit);
        return CheckpointFile.read("earlier", Files.readAllBytes(last()));
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

    /** Format 1 knew the digit network only, by its number of hidden units. */
    @Test
    void ofDigitsAlone() throws IOException {
        save(7);
        rewriteText(text -> {
            config(text).remove("network");
            config(text).put("hidden", 2);
            text.put("format", 1);
        });
        assertEquals(CONFIG, newest().checkpoint().progress().config());
        assertEquals(List.of(), warnings);
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
            config(text).set("table", json(TABLE));
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
