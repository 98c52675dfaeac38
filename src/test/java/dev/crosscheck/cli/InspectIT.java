package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code inspect} finds missing or damaged in folders of runs and sweeps. What it says of whole ones is in the transcripts. */
class InspectIT extends CommandLines {
    private static void spoil(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
    }

    private void assertProblem(Path run, String problem) {
        Cli result = ended(1, "inspect " + run);
        assertTrue(result.err().startsWith(run + ": not whole: " + problem), result.err());
        assertEquals(2, result.err().lines().count(), result.err());
    }

    @Test
    void aWholeRunIsWholeAsJsonToo() throws IOException {
        JsonNode json = JSON.readTree(ok("inspect {runs}/digits --json -").out());
        assertTrue(json.path("whole").asBoolean());
        assertEquals("COMPLETED", json.path("status").asText());
        JsonNode network = json.path("network");
        assertEquals(6370, network.path("parameters").asInt());
        assertEquals(2, network.path("layers").size());
        assertEquals(90, network.at("/layers/1/parameters").asInt());
    }

    /** What a run is used with: gone, cut, and with another last bit, of a model. */
    @ParameterizedTest
    @CsvSource({"run.json, ''", "model.safetensors, expected"})
    void aMissingOrDamagedFileIsNamed(String name, String problem) throws IOException {
        Path run = RunFolders.DIGITS.copy(folder);
        Path file = run.resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        for (int length : new int[] {bytes.length / 2, 0}) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertProblem(run, name + " damaged: " + problem);
        }
        if (name.endsWith(".safetensors")) {
            Files.write(file, bytes);
            spoil(file);
            assertProblem(run, name + " damaged: expected SHA-256 ");
        }
        Files.delete(file);
        assertProblem(run, name + " missing");
        assertFalse(JSON.readTree(run("inspect " + run + " --json -").out())
                .path("whole")
                .asBoolean(true));
    }

    @Test
    void checkpointsAreComparedWithTheirNames() throws IOException {
        Path run = RunFolders.DIGITS.copy(folder);
        Path newest =
                new RunFiles(run).checkpoints().stream().max(Path::compareTo).orElseThrow();
        spoil(newest);
        assertProblem(run, "checkpoints damaged: " + newest.getFileName() + ": expected SHA-256 ");
        new RunFiles(run.resolve("checkpoints")).delete();
        assertProblem(run, "checkpoints missing");
    }

    @Test
    void aSweepIsDescribedAndItsTrialsChecked() throws IOException {
        RunFolders.SWEEP.copy(folder);
        String whole = ok("inspect DIR/sweep").out();
        assertTrue(whole.contains("\nTrials: 4 of 4 finished\n"), whole);
        assertTrue(whole.endsWith("\nWhole: nothing is missing or damaged.\n"), whole);
        Path trials = folder.resolve("sweep/trials");
        spoil(trials.resolve("setting1-seed1/model.safetensors"));
        Files.writeString(trials.resolve("setting1-seed2/run.json"), "{}");
        Files.delete(folder.resolve("sweep/summary.json"));
        Cli result = ended(1, "inspect DIR/sweep --json -");
        JsonNode problems = JSON.readTree(result.out()).path("problems");
        assertEquals(3, problems.size(), problems.toString());
        assertTrue(problems.get(0).asText().contains("setting1-seed2/run.json: damaged: "), problems.toString());
        assertEquals("summary.json missing", problems.get(1).asText());
        assertTrue(
                problems.get(2).asText().startsWith("setting1-seed1/model.safetensors damaged: expected SHA-256 "),
                problems.toString());
        assertTrue(result.err().contains("; and 2 more.\n"), result.err());
    }
}
