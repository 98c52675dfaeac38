package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code inspect} finds missing or damaged in folders of runs and sweeps. What it says of whole ones is in the transcripts. */
class InspectIT extends CommandLines {
    private static void spoil(Path file, String how) throws IOException {
        if (how.equals("gone")) {
            RunFolder.deleteAll(file);
            return;
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, how.equals("one bit") ? bytes : Arrays.copyOf(bytes, 1000));
    }

    @ParameterizedTest
    @CsvSource({
        "run.json, half, run.json damaged: ",
        "run.json, gone, run.json missing",
        "model.safetensors, half, model.safetensors damaged: expected",
        "model.safetensors, one bit, model.safetensors damaged: expected SHA-256 ",
        "model.safetensors, gone, model.safetensors missing",
        "newest, one bit, checkpoints damaged: newest: expected SHA-256 ",
        "checkpoints, gone, checkpoints missing"
    })
    void whatIsMissingOrDamagedIsNamed(String name, String how, String problem) throws IOException {
        Path run = RunFolders.DIGITS.copy(folder);
        Path newest =
                new RunFiles(run).checkpoints().stream().max(Path::compareTo).orElseThrow();
        spoil(name.equals("newest") ? newest : run.resolve(name), how);
        String message = problem.replace("newest", newest.getFileName().toString());
        refused(1, run + ": not whole: " + message, "inspect -q DIR/digits");
        assertFalse(JSON.readTree(ended(1, "inspect DIR/digits --json -").out())
                .path("whole")
                .asBoolean(true));
    }

    @Test
    void aSweepIsDescribedAndItsTrialsChecked() throws IOException {
        RunFolders.SWEEP.copy(folder);
        ok("inspect DIR/sweep");
        Path trials = folder.resolve("sweep/trials");
        spoil(trials.resolve("setting1-seed1/model.safetensors"), "one bit");
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
