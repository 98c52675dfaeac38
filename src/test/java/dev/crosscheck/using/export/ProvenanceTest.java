package dev.crosscheck.using.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.run.Json;
import dev.crosscheck.train.record.RunRecord;
import dev.crosscheck.train.record.RunRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvenanceTest {
    private static final String DIGEST = RunRecords.DIGEST;

    @TempDir
    private Path folder;

    private Provenance read(String json) throws IOException {
        Files.writeString(folder.resolve("run.json"), json);
        return Provenance.beside(folder.resolve("model.zip"), DIGEST);
    }

    private Provenance read(RunRecord record) throws IOException {
        return read(Json.text(record));
    }

    @Test
    void aRecordOfThisModelIsTold() throws IOException {
        Provenance told = read(RunRecords.of(
                "7",
                RunRecord.Status.COMPLETED,
                null,
                0,
                List.of(RunRecords.epoch(1, 0.5, 91, 90), RunRecords.epoch(2, 0.4, 92, 91))));
        assertEquals(-1, told.seed());
        String setup = told.setup();
        assertTrue(setup.startsWith("784-2-10 relu ") && setup.contains(" epochs:9 "), setup);
        assertEquals(Map.of("images", DIGEST), told.dataSha256());
    }

    @Test
    void aRecordOfAnotherModelIsNot() throws IOException {
        Files.writeString(folder.resolve("run.json"), Json.text(RunRecords.of("7", RunRecord.Status.COMPLETED)));
        Provenance told = Provenance.beside(folder.resolve("model.zip"), "cd".repeat(32));
        assertEquals("unknown: the run.json beside the model does not name this model's digest", told.note());
        assertNull(told.seed());
    }

    @Test
    void anythingElseIsUnknown() throws IOException {
        assertEquals(
                "unknown: there is no run.json beside the model",
                Provenance.beside(folder.resolve("model.zip"), DIGEST).note());
        for (String json : List.of("{", "{}", "[1, 2]", "", "{\"status\": \"<script>\"}", "[".repeat(100_000))) {
            Provenance told = read(json);
            assertEquals("unknown: the run.json beside the model cannot be read", told.note());
            assertNull(told.seed());
            assertNull(told.setup());
        }
    }
}
