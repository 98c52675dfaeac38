package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.files.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an export of digits leaves. What is said of it, and what is refused, is in the transcripts. */
class ExportCommandIT extends CommandLines {
    @Test
    void aRunIsExportedInEveryFormatWithItsCard() throws IOException {
        ok("export {runs}/dl4j --out DIR/out");
        Path out = folder.resolve("out");
        assertEquals(
                Set.of(
                        "model.onnx",
                        "model.safetensors",
                        "model.zip",
                        "DigitModel.java",
                        "model-card.md",
                        "model-card.json"),
                files(out));
        JsonNode card = json("out/model-card.json");
        JsonNode record = json(RunFolders.DL4J.folder(), "run.json");
        assertEquals(record.path("parametersSha256"), card.at("/model/parametersSha256"));
        assertEquals(1, card.at("/training/seed").asLong());
        assertEquals(record.at("/epochs/1/testCorrect"), card.at("/test/measures/correct"));
        assertEquals("SAME", card.at("/test/trainingData").asText());
        assertEquals(300, card.at("/files/0/verification/sameAnswers").asInt());
        String text = Files.readString(out.resolve("model-card.md"));
        assertTrue(text.contains("`" + Digest.sha256(out.resolve("model.onnx")) + "`"), text);
    }
}
