package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code inspect} says of folders of runs and sweeps: what is in them, and what is missing or damaged. */
class InspectIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path made;

    @TempDir
    private Path folder;

    private Path run;
    private Path sweep;

    @BeforeAll
    static void train() {
        Path data = IdxBytes.subset(made.resolve("data"), 600, 100);
        String line =
                " --hidden 8 --epochs 2 --device cpu --no-check --trainer by-hand --data " + data + " --out " + made;
        for (String command : List.of("train" + line + "/run", "sweep --jobs 1 --seeds 2" + line + "/sweep")) {
            Cli result = Cli.run(command.split(" "));
            assertEquals(0, result.code(), result.err());
        }
    }

    @BeforeEach
    void copy() throws IOException {
        for (String name : List.of("run", "sweep")) {
            try (Stream<Path> files = Files.walk(made.resolve(name))) {
                for (Path file : files.toList()) {
                    Files.copy(file, folder.resolve(made.relativize(file).toString()));
                }
            }
        }
        run = folder.resolve("run");
        sweep = folder.resolve("sweep");
    }

    private static Cli inspect(Path path, String... more) {
        return Cli.run(Stream.concat(Stream.of("inspect", path.toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    private Path checkpoint() throws IOException {
        try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
            return files.findFirst().orElseThrow();
        }
    }

    private static void spoil(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void aWholeRunIsDescribedWithItsModel() throws IOException {
        Cli result = inspect(run);
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains(", completed with 2 of 2 epochs\n"), result.out());
        assertTrue(result.out().contains("\nmodel.safetensors  SHA-256 as recorded\n"), result.out());
        assertTrue(result.out().contains("1, SHA-256 as named; the newest after step 20\n"), result.out());
        assertTrue(result.out().contains("784 x 8 + 8"), result.out());
        assertTrue(result.out().endsWith("\nWhole: nothing is missing or damaged.\n"), result.out());
        JsonNode json = JSON.readTree(inspect(run, "--json", "-").out());
        assertTrue(json.path("whole").asBoolean());
        assertEquals(7, json.path("files").size());
        assertEquals(6370, json.path("network").path("parameters").asInt());
    }

    /** Each file that a completed run leaves. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "run.json",
                "model.safetensors",
                "metrics.csv",
                "run.html",
                "accuracy.png",
                "confusion.png",
                "checkpoints"
            })
    void aMissingFileIsNamed(String name) throws IOException {
        RunFolder.deleteAll(run.resolve(name));
        Cli result = inspect(run);
        assertEquals(1, result.code(), result.out());
        assertTrue(result.err().startsWith(run + ": not whole: " + name + " missing"), result.err());
        assertEquals(2, result.err().lines().count(), result.err());
        assertEquals(
                false,
                JSON.readTree(inspect(run, "--json", "-").out()).path("whole").asBoolean(true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.safetensors", "run.json"})
    void aDamagedFileIsNamed(String name) throws IOException {
        spoil(run.resolve(name));
        if (name.equals("run.json")) {
            Files.writeString(run.resolve(name), "{");
        }
        Cli result = inspect(run);
        assertEquals(1, result.code(), result.out());
        assertTrue(result.err().startsWith(run + ": not whole: " + name + " damaged: "), result.err());
        assertEquals(2, result.err().lines().count(), result.err());
    }

    /** What a run on a table leaves beside the files of a run on pictures. */
    @ParameterizedTest
    @CsvSource({"species, calibration.png", "body_mass_g, residuals.png", "species, measures.json"})
    void aMissingFileOfATablesRunIsNamed(String target, String name) throws IOException {
        Path table = folder.resolve("table");
        Cli trained = Cli.run(("train -q --hidden 4 --epochs 1 --device cpu --no-check --trainer by-hand"
                        + " --data data/penguins/penguins.csv --target " + target + " --out " + table)
                .split(" "));
        assertEquals(0, trained.code(), trained.err());
        assertEquals(0, inspect(table).code());
        Files.delete(table.resolve(name));
        assertTrue(inspect(table).err().startsWith(table + ": not whole: " + name + " missing"));
    }

    /** Named by itself, a model is judged by the record beside it. */
    @Test
    void aModelIsComparedWithItsRunsRecord() throws IOException {
        Path model = run.resolve("model.safetensors");
        assertTrue(inspect(model).out().endsWith("\nWhole: nothing is missing or damaged.\n"));
        Path copy = Files.copy(model, folder.resolve("model.safetensors"));
        assertTrue(inspect(copy).out().endsWith("\nWhole: it can be read; no record of its SHA-256 is beside it.\n"));
        spoil(model);
        Cli damaged = inspect(model);
        assertEquals(1, damaged.code());
        assertTrue(
                damaged.err().startsWith(model + ": not whole: model.safetensors damaged: expected SHA-256 "),
                damaged.err());
    }

    @Test
    void aDamagedCheckpointIsNamedInItsRunAndAlone() throws IOException {
        Path checkpoint = checkpoint();
        Cli whole = inspect(checkpoint);
        assertEquals(0, whole.code(), whole.err());
        assertTrue(whole.out().contains("State: after 20 steps, with 2 of 2 epochs finished\n"), whole.out());
        assertTrue(whole.out().contains("784 x 8 + 8"), whole.out());
        spoil(checkpoint);
        Cli alone = inspect(checkpoint);
        assertEquals(1, alone.code());
        assertTrue(alone.err().startsWith(checkpoint + ": expected SHA-256 "), alone.err());
        Cli inRun = inspect(run);
        assertEquals(1, inRun.code());
        assertTrue(
                inRun.err()
                        .startsWith(run + ": not whole: checkpoints damaged: " + checkpoint.getFileName()
                                + ": expected SHA-256 "),
                inRun.err());
    }

    @Test
    void aSweepIsDescribedAndItsTrialsChecked() throws IOException {
        Cli whole = inspect(sweep);
        assertEquals(0, whole.code(), whole.err());
        assertTrue(whole.out().contains("\nTrials: 2 of 2 finished\n"), whole.out());
        assertTrue(whole.out().endsWith("\nWhole: nothing is missing or damaged.\n"), whole.out());
        Path trials = sweep.resolve("trials");
        spoil(trials.resolve("setting1-seed1/model.safetensors"));
        Files.writeString(trials.resolve("setting1-seed2/run.json"), "{}");
        Files.delete(sweep.resolve("trials.csv"));
        Cli result = inspect(sweep, "--json", "-");
        assertEquals(1, result.code());
        JsonNode problems = JSON.readTree(result.out()).path("problems");
        assertEquals(3, problems.size(), problems.toString());
        assertTrue(problems.get(0).asText().contains("setting1-seed2/run.json: damaged: "), problems.toString());
        assertEquals("trials.csv missing", problems.get(1).asText());
        assertTrue(
                problems.get(2).asText().startsWith("setting1-seed1/model.safetensors damaged: expected SHA-256 "),
                problems.toString());
        assertTrue(result.err().contains("; and 2 more.\n"), result.err());
    }
}
