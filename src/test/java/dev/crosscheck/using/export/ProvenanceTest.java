package dev.crosscheck.using.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
    @TempDir
    private Path folder;

    /** Nothing of it is told of the model. */
    @Test
    void aRecordOfAnotherModelOrADamagedOneIsNotOfThisOne() throws IOException {
        String other = Json.text(RunRecords.of("7", RunRecord.Status.COMPLETED));
        String notes = "unknown: the run.json beside the model ";
        for (String json : List.of("{", "{}", "[1, 2]", "", "{\"status\": \"<script>\"}", other)) {
            Files.writeString(folder.resolve("run.json"), json);
            String note = notes + (json.equals(other) ? "does not name this model's digest" : "cannot be read");
            assertEquals(
                    new Provenance(note, null, Map.of()),
                    Provenance.beside(folder.resolve("model.zip"), "cd".repeat(32)));
        }
    }
}
