package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A run whose process is killed before it has a checkpoint, as every command finds it. */
@Tag("ci")
class KilledRunSeenIT extends CommandLines {
    private JsonNode record() throws IOException {
        return json("run/run.json");
    }

    @Test
    void everyCommandSaysThatItStoppedAndNoneWhileItGoesOn() throws IOException, InterruptedException {
        Path run = folder.resolve("run");
        List<List<String>> looks = List.of(
                List.of("evaluate", run.toString()),
                List.of("predict", run.toString(), "none.png"),
                List.of("serve", run.toString()),
                List.of("export", run.toString()),
                List.of("train", "--resume", run.toString()));
        Process process = start(run);
        try (BufferedReader lines = process.inputReader()) {
            // The record is written with the page, at most once a second: a short first epoch is not in it yet.
            String line = lines.readLine();
            while (line != null
                    && !(line.contains("Test Epoch: ")
                            && record().path("epochs").size() > 0)) {
                line = lines.readLine();
            }
            assertNotNull(line, "it ended before it was killed");
            assertEquals("RUNNING", record().path("status").asText());
            for (List<String> look : looks) {
                String err = Cli.run(look.toArray(String[]::new)).err();
                assertFalse(err.contains("stopped without notice"), err);
                assertEquals("RUNNING", record().path("status").asText());
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        byte[] left = Files.readAllBytes(run.resolve("run.json"));
        String page = Files.readString(run.resolve("run.html"));
        for (List<String> look : looks) {
            Files.write(run.resolve("run.json"), left);
            Files.writeString(run.resolve("run.html"), page);
            Cli result = Cli.run(look.toArray(String[]::new));
            assertEquals(1, result.code(), "there is neither a model nor a checkpoint");
            assertTrue(
                    result.err().startsWith(run + ": the run stopped without notice; its last sign of life was at "),
                    result.err());
            String marked = Files.readString(run.resolve("run.html"));
            if (!look.get(0).equals("train")) {
                assertArrayEquals(left, Files.readAllBytes(run.resolve("run.json")), "looking writes nothing");
                assertEquals(page, marked);
                continue;
            }
            assertEquals("KILLED", record().path("status").asText());
            assertTrue(marked.contains("<p class=\"summary\">Stopped without notice. Last sign of life: "), marked);
            assertFalse(marked.contains("http-equiv=\"refresh\""), "it no longer loads itself");
        }
    }

    private Process start(Path run) throws IOException {
        String line = "train --no-check --epochs 100000 --hidden 8 --device cpu --data {runs}/mnist --out " + run;
        return Launcher.shortProcess(List.of(words(line)))
                .redirectErrorStream(true)
                .start();
    }
}
