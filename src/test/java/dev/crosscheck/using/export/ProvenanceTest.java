package dev.crosscheck.using.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProvenanceTest {
    private static final String DIGEST = "ab".repeat(32);
    private static final String DATA = "cd".repeat(32);

    @TempDir
    private Path folder;

    private Provenance read(String json) throws IOException {
        Files.writeString(folder.resolve("run.json"), json);
        return Provenance.beside(folder.resolve("model.zip"), DIGEST);
    }

    @Test
    void aRecordOfThisModelIsTold() throws IOException {
        Provenance told = read("""
                {"status": "COMPLETED", "start": "2026-01-02T03:04:05Z", "seconds": 12.5,
                 "config": {"seed": 42, "epochs": 3, "hidden": 256, "stop": {"patience": 2, "targetAccuracyPercent": null, "timeLimitSeconds": null}},
                 "environment": {"cpu": "Some CPU", "heapLimitMib": 1}, "epochs": [{}, {}, {}],
                 "data": {"sha256": {"t10k": "DATA"}}, "modelSha256": "%s"}""".replace("%s", DIGEST).replace("DATA", DATA));
        assertEquals(42, told.seed());
        assertEquals(Map.of("seed", "42", "epochs", "3", "hidden", "256", "stop.patience", "2"), told.configuration());
        assertEquals(Map.of("cpu", "Some CPU"), told.environment());
        assertEquals(Map.of("t10k", DATA), told.dataSha256());
        assertEquals("COMPLETED", told.run().get("status"));
        assertEquals("3", told.run().get("epochsDone"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{                                        | cannot be read",
                "{\"modelSha256\": \"cd\", \"config\": {}} | cannot be read",
                "{\"config\": {\"surprise\": 1}}        | cannot be read",
                "{\"config\": {\"seed\": 1e99}}         | cannot be read",
                "{\"status\": \"<script>\"}             | cannot be read",
                "{}                                       | does not name this model's digest",
                "[1, 2]                                   | cannot be read",
                "\"text\"                                 | cannot be read"
            })
    void anythingElseIsUnknown(String json, String reason) throws IOException {
        Provenance told = read(json);
        assertTrue(told.note().startsWith("unknown: ") && told.note().endsWith(reason), told.note());
        assertNull(told.seed());
        assertEquals(Map.of(), told.run());
    }

    @Test
    void noRecordOrAnEmptyOrDeepOneIsUnknown() throws IOException {
        assertEquals(
                "unknown: there is no run.json beside the model",
                Provenance.beside(folder.resolve("model.zip"), DIGEST).note());
        assertNull(read("").seed());
        assertNull(read("[".repeat(100_000)).seed());
    }

    @Test
    void whatIsNotPlainTextIsTakenOut() throws IOException {
        Provenance told = read("{\"optimizer\": \"<script>`| # x\", \"config\": {\"init\": \"" + "y".repeat(1000)
                + "\"}, \"modelSha256\": \"" + DIGEST + "\"}");
        assertEquals("?script??? ? x", told.run().get("optimizer"));
        assertEquals(203, told.configuration().get("init").length());
    }
}
