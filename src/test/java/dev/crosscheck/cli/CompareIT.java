package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.data.IdxBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small runs and sweeps side by side. */
class CompareIT {
    @TempDir
    private Path folder;

    private Path data;

    @BeforeEach
    void writeData() {
        data = IdxBytes.subset(folder.resolve("data"), 600, 200);
    }

    private Path train(String name, String options) {
        Path run = folder.resolve(name);
        String line = "train -q --no-check --device cpu --trainer by-hand --epochs 2 --batch 50 --hidden 8 --data "
                + data + " --out " + run + " " + options;
        Cli trained = Cli.run(line.split(" "));
        assertEquals(0, trained.code(), trained.err());
        return run;
    }

    private Cli compare(Path... runs) {
        List<String> arguments = new ArrayList<>(
                List.of("compare", "--json", folder.resolve("comparison.json").toString()));
        for (Path run : runs) {
            arguments.add(run.toString());
        }
        return Cli.run(arguments.toArray(String[]::new));
    }

    private JsonNode result() throws IOException {
        return new ObjectMapper().readTree(folder.resolve("comparison.json").toFile());
    }

    @Test
    void aRunBesideItselfDiffersInNothing() throws IOException {
        Cli compared = compare(train("one", "--seed 3"), train("other", "--seed 3"));
        assertEquals(0, compared.code(), compared.err());
        assertTrue(
                compared.sentences().contains("Settings, data, code and device are the same for all."), compared.out());
        assertTrue(
                compared.sentences().contains("the same bits in all of the 24 steps that both have"), compared.out());
        assertTrue(compared.sentences().contains("0 by A, 0 by B; McNemar's exact p 1.00."), compared.out());
        assertEquals(0, result().path("parting").path("step").asInt());
        assertEquals(
                0,
                result().path("comparison")
                        .path("sides")
                        .get(1)
                        .path("difference")
                        .path("summary")
                        .path("mean")
                        .asDouble());
    }

    /** The rate changes the update after the first step, so the second step's loss is the first that can differ. */
    @Test
    void lossesPartWhereTheRateFirstCounts() throws IOException {
        Cli compared = compare(train("one", "--lr 0.001"), train("other", "--lr 0.002"));
        assertEquals(0, compared.code(), compared.err());
        assertTrue(compared.out().contains("  lr: A 0.001; B 0.002"), compared.out());
        JsonNode parting = result().path("parting");
        assertEquals(2, parting.path("step").asInt());
        assertEquals(24, parting.path("steps").asInt());
    }

    /** What McNemar counts is what the records say in total: right by A less right by B. */
    @Test
    void answersAreCountedOnTheTestImages() throws IOException {
        Path one = train("one", "--seed 1");
        Path other = train("other", "--seed 2");
        Cli compared = compare(one, other);
        assertEquals(0, compared.code(), compared.err());
        JsonNode counts = result().path("mcNemar");
        int difference =
                counts.path("onlyFirst").asInt() - counts.path("onlySecond").asInt();
        assertTrue(
                counts.path("onlyFirst").asInt() > 0
                        && counts.path("onlySecond").asInt() > 0,
                counts.toString());
        assertEquals(correct(one) - correct(other), difference);
        assertEquals(
                "1",
                result().path("comparison")
                        .path("differing")
                        .path("seeds")
                        .get(0)
                        .asText());
        assertTrue(result().at("/comparison/sides/1/difference").isNull());
        assertTrue(
                compared.sentences().contains("No seed is shared with A, so there are no differences."),
                compared.out());
    }

    private static int correct(Path run) throws IOException {
        JsonNode epochs =
                new ObjectMapper().readTree(run.resolve("run.json").toFile()).path("epochs");
        return epochs.get(epochs.size() - 1).path("testCorrect").asInt();
    }

    @Test
    void missingFilesAreNamedAndTheRestIsCompared() throws IOException {
        Path one = train("one", "--seed 1");
        Path other = train("other", "--seed 2");
        Files.delete(other.resolve("model.safetensors"));
        new RunFiles(other.resolve("checkpoints")).delete();
        Cli compared = compare(one, other);
        assertEquals(0, compared.code(), compared.err());
        assertTrue(compared.err().contains("Losses of the steps cannot be compared: " + other), compared.err());
        assertTrue(compared.err().contains("Answers cannot be compared: " + other), compared.err());
        assertTrue(result().path("mcNemar").isNull());
    }

    @Test
    void settingsOfASweepAreComparedSeedBySeed() throws IOException {
        Path sweep = folder.resolve("sweep");
        String line =
                "sweep -q --slim --no-check --jobs 1 --seeds 3 --grid hidden=2,16 --device cpu --trainer by-hand --epochs 2 --batch 50"
                        + " --validation 100 --data " + data + " --out " + sweep;
        Cli swept = Cli.run(line.split(" "));
        assertEquals(0, swept.code(), swept.err());
        Cli compared = compare(sweep);
        assertEquals(0, compared.code(), compared.err());
        assertTrue(compared.out().contains("A: " + sweep + ": hidden=16"), compared.out());
        JsonNode other = result().path("comparison").path("sides").get(1);
        JsonNode second = new ObjectMapper()
                .readTree(sweep.resolve("summary.json").toFile())
                .path("settings")
                .get(1);
        assertEquals(3, other.at("/difference/summary/runs").asInt());
        assertEquals(second.path("difference"), other.path("difference"), "the sweep says the same");
    }

    @Test
    void aRunOfOtherDataIsSaidToBe() {
        Path one = train("one", "");
        data = IdxBytes.subset(folder.resolve("more"), 700, 200);
        Cli compared = compare(one, train("other", ""));
        assertEquals(0, compared.code(), compared.err());
        assertTrue(
                compared.err().contains("Their data differ: figures of different data say nothing of the settings."),
                compared.err());
    }

    @Test
    void unfitRunsAreRefused() throws IOException {
        Path one = train("one", "");
        Cli alone = compare(one);
        assertEquals(2, alone.code());
        assertTrue(alone.err().startsWith(one + " is one run, or one setting of a sweep"), alone.err());
        Cli none = compare(one, folder.resolve("data"));
        assertEquals(1, none.code());
        assertTrue(
                none.err()
                        .startsWith(
                                folder.resolve("data") + ": expected the folder of a run or of a sweep, found none."),
                none.err());
        Path record = one.resolve("run.json");
        String text = Files.readString(record);
        Files.writeString(record, text.replace("\"COMPLETED\"", "\"INTERRUPTED\""));
        Cli early = compare(one, one);
        assertEquals(1, early.code());
        assertTrue(
                early.err().startsWith(one + ": expected a run that completed, found one whose status is INTERRUPTED."),
                early.err());
        Files.writeString(record, "{");
        Cli damaged = compare(one, one);
        assertEquals(1, damaged.code());
        assertTrue(damaged.err().startsWith(record + ": unreadable JSON"), damaged.err());
    }
}
