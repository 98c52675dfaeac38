package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.npz.NpyArray;
import dev.crosscheck.data.npz.NpzBytes;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.train.checkpoint.Checkpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code train} with validation, stop rules, checkpoints and {@code --resume}, as a user has them. */
class TrainResumeIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path shared;

    private static String data;

    @TempDir
    private Path folder;

    private String run;

    @BeforeAll
    static void writeData() {
        data = IdxBytes.subset(shared.resolve("data"), 1000, 200).toString();
    }

    @BeforeEach
    void name() {
        run = folder.resolve("run").toString();
    }

    private Cli train(String line) {
        List<String> all =
                new ArrayList<>(List.of("train", "--no-check", "--data", data, "--hidden", "8", "--out", run));
        all.addAll(List.of(line.split(" ")));
        return Cli.run(all.toArray(String[]::new));
    }

    private static Cli crosscheck(String line) {
        return Cli.run(line.split(" "));
    }

    private JsonNode record() throws IOException {
        return JSON.readTree(Path.of(run, "run.json").toFile());
    }

    @Test
    void aCompletedRunGoesOnWithMoreEpochs() throws IOException {
        assertEquals(0, train("--epochs 3 --seed 5").code());
        String expected = record().path("parametersSha256").asText();
        JsonNode epochs = record().path("epochs");
        run = folder.resolve("again").toString();
        assertEquals(0, train("--epochs 1 --seed 5").code());
        String id = record().path("id").asText();
        Cli complete = crosscheck("train --resume " + run);
        assertEquals(0, complete.code(), complete.err());
        assertTrue(complete.out().contains("Resumed: after 16 steps and 1 finished epochs\n"), complete.out());
        assertTrue(complete.out().contains("Nothing was left to do.\n"), complete.out());
        Path json = folder.resolve("whole.json");
        Cli more = crosscheck("train --epochs 3 --json " + json + " --resume " + run);
        assertEquals(0, more.code(), more.err());
        assertFalse(more.out().contains("Nothing was left"), more.out());
        assertEquals(expected, record().path("parametersSha256").asText());
        assertEquals(id, record().path("id").asText(), "one run");
        assertEquals(1, record().path("resumed").size(), "going on with nothing to do does not count");
        assertEquals(
                3, Setup.parse(record().at("/config/setup").asText()).training().epochs());
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    epochs.path(i).path("testLoss"),
                    record().path("epochs").path(i).path("testLoss"));
        }
        assertEquals(4, Files.readAllLines(Path.of(run, "metrics.csv")).size());
        assertEquals(48, JSON.readTree(json.toFile()).path("lossOfEachStep").size());
    }

    @Test
    void aRunResumedWithNothingLeftToDoKeepsItsModel() throws IOException {
        assertEquals(0, train("--epochs 2 --with schedule:cosine").code());
        RunFiles files = new RunFiles(Path.of(run));
        Map<String, String> before = files.end();
        assertEquals(0, crosscheck("train -q --resume " + run).code());
        assertEquals(before, files.end(), "the learning rate in the model's configuration, too");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--seed 2        | --seed: the run in %s keeps what it began with; with --resume only --epochs, --patience, --time-limit and how it runs may be given.",
                "--validation 99 | --validation: the run in %s keeps what it began with; with --resume only --epochs, --patience, --time-limit and how it runs may be given.",
                "--epochs 1      | --epochs 1: the run to resume has begun epoch 2.",
                "--epochs 3      | --epochs 3: the cosine schedule of the run to resume ends with epoch 2, which cannot change.",
                "--out x         | --out: the run in %s keeps what it began with; with --resume only --epochs, --patience, --time-limit and how it runs may be given."
            })
    void whatContradictsTheRunIsRefused(String option, String message) throws IOException {
        if (!Files.exists(shared.resolve("run"))) {
            run = shared.resolve("run").toString();
            assertEquals(
                    0,
                    train("--epochs 2 --validation 100 --with schedule:cosine").code());
        }
        run = shared.resolve("run").toString();
        Cli result = crosscheck("train --resume " + run + " " + option);
        assertEquals(2, result.code());
        assertEquals(message.replace("%s", run) + "\nSee \"crosscheck train --help\".\n", result.err());
    }

    @Test
    void otherDataAndAFolderInUseAreRefused() {
        assertEquals(0, train("--epochs 1").code());
        Path other = IdxBytes.subset(folder.resolve("other"), 999, 200);
        Cli result = crosscheck("train --resume " + run + " --data " + other);
        assertEquals(1, result.code());
        assertTrue(result.err().startsWith("train-images-idx3-ubyte: expected SHA-256 "), result.err());
        assertEquals(2, result.err().lines().count());
        Checkpoints held = Checkpoints.ofNew(new RunFolder(Path.of(run)));
        try (held) {
            Cli second = crosscheck("train --resume " + run);
            assertEquals(1, second.code());
            assertTrue(second.err().startsWith(run + ": another process is training in this folder.\n"), second.err());
        }
        assertEquals(0, crosscheck("train -q --resume " + run).code());
    }

    @Test
    void aDamagedCheckpointIsNamedAndTheOneBeforeUsed() throws IOException {
        assertEquals(0, train("--epochs 2 --checkpoint-every 1epoch").code());
        String expected = record().path("parametersSha256").asText();
        List<Path> files;
        try (Stream<Path> all = Files.list(Path.of(run, "checkpoints"))) {
            files = all.filter(file -> file.toString().endsWith(".safetensors"))
                    .sorted()
                    .toList();
        }
        assertEquals(2, files.size());
        Files.write(files.get(1), Arrays.copyOf(Files.readAllBytes(files.get(1)), 5000));
        Cli result = crosscheck("train --resume " + run);
        assertEquals(0, result.code());
        assertTrue(result.err().startsWith(files.get(1) + ": expected SHA-256 "), result.err());
        assertEquals(1, result.err().lines().count());
        assertTrue(result.out().contains("Resumed: after 16 steps and 1 finished epochs\n"), result.out());
        assertEquals(expected, record().path("parametersSha256").asText());
    }

    @Test
    void aRunWithoutAReadableRecordGoesOnByItsCheckpoints() throws IOException {
        assertEquals(0, train("--epochs 2").code());
        String expected = record().path("parametersSha256").asText();
        run = folder.resolve("again").toString();
        assertEquals(0, train("--epochs 1").code());
        String id = record().path("id").asText();
        Path record = Files.write(Path.of(run, "run.json"), new byte[0]);
        Cli result = crosscheck("train --epochs 2 --resume " + run);
        assertEquals(0, result.code(), result.err());
        assertEquals(
                record
                        + ": expected the run's record, found none that can be read; the run continues from its checkpoints.\n",
                result.err());
        assertEquals(expected, record().path("parametersSha256").asText());
        assertEquals(id, record().path("id").asText());
    }

    @Test
    void validationJudgesAndTheBestModelIsKept() throws IOException {
        Cli result = train("--epochs 30 --lr 0.2 --validation 200 --patience 2");
        assertEquals(0, result.code(), result.err());
        JsonNode epochs = record().path("epochs");
        assertTrue(epochs.size() < 30, "a learning rate far too high does not improve for long");
        int best = epochs.size() - 2;
        assertEquals("PATIENCE", record().path("stop").asText());
        assertEquals("COMPLETED", record().path("status").asText());
        assertEquals(best, record().path("bestEpoch").asInt());
        assertEquals(200, record().path("data").path("validationImages").asInt());
        assertEquals(800, record().path("data").path("trainingImages").asInt());
        assertTrue(
                result.sentences()
                        .contains("Stopped after epoch " + epochs.size()
                                + ": the validation loss has not fallen for 2 epochs.\nModel: epoch " + best
                                + ", with the lowest validation loss"),
                result.out());
        assertTrue(result.out().contains("\nValidation Epoch: 1  Average loss: "), result.out());
        assertEquals(
                "epoch,train_loss,validation_loss,validation_accuracy_percent,test_loss,test_accuracy_percent,seconds,"
                        + "images_per_second",
                Files.readAllLines(Path.of(run, "metrics.csv")).get(0));
        Path checked = folder.resolve("checked");
        crosscheck("evaluate " + run + " --data " + data + " --out " + checked);
        // "train" tests by hand and "evaluate" with DL4J: float logits of size one to ten, each right to about 1e-6 of
        // that, and
        // their errors mostly cancel in the mean over all images.
        assertEquals(
                epochs.path(best - 1).path("testLoss").asDouble(),
                JSON.readTree(checked.resolve("evaluation.json").toFile())
                        .at("/measures/logLoss")
                        .asDouble(),
                1e-6,
                "the same network and images");
    }

    @Test
    void timeEndsARunToo() throws IOException {
        Cli timed = train("--epochs 100000 --time-limit 0.3s");
        assertEquals(0, timed.code(), timed.err());
        assertEquals("TIME_LIMIT", record().path("stop").asText());
        assertTrue(timed.sentences().contains(": the time limit of 0.3 s is used up.\nGo on with: "), timed.out());
        int epochs = record().path("epochs").size();
        Cli again = crosscheck("train --resume " + run);
        assertTrue(again.out().contains("Nothing was left to do.\n"), again.out());
        assertEquals(
                0,
                crosscheck("train -q --time-limit 1h --epochs " + (epochs + 1) + " --resume " + run)
                        .code());
        assertEquals("EPOCHS", record().path("stop").asText());
    }

    @Test
    void initStartsFromTheFilesArrays() throws IOException {
        Path file = folder.resolve("start.npz");
        float[] first = new float[6 * 784];
        for (int i = 0; i < first.length; i++) {
            first[i] = (float) Math.sin(i) / 30;
        }
        NpzBytes.write(
                file,
                Map.of(
                        "fc1.weight", NpyArray.of(first, 6, 784),
                        "fc1.bias", NpyArray.of(new float[6], 6),
                        "fc2.weight", NpyArray.of(Arrays.copyOf(first, 60), 10, 6),
                        "fc2.bias", NpyArray.of(new float[10], 10)));
        Cli result = Cli.run(
                "train", "--data", data, "--epochs", "1", "--init", file.toString(), "--out", run, "--json", "-");
        assertEquals(0, result.code(), result.err());
        JsonNode whole = JSON.readTree(result.out());
        assertEquals(
                6,
                Setup.parse(whole.at("/run/config/setup").asText())
                        .network()
                        .units()
                        .get(0));
        assertEquals(
                file.toString(), whole.path("run").path("config").path("init").asText());
        run = folder.resolve("other").toString();
        Cli wrong = train("--init " + file);
        assertEquals(2, wrong.code());
        assertTrue(wrong.err().startsWith("--hidden 8: " + file + " has 6 hidden units.\n"), wrong.err());
        assertFalse(Files.exists(Path.of(run)));
    }

    @Test
    void initStartsFromACheckpointsParameters() throws IOException {
        assertEquals(0, train("--epochs 1").code());
        Path first = Path.of(run);
        Path checkpoint = checkpoint(first);
        Set<String> ends = new TreeSet<>();
        for (Path start : List.of(checkpoint, first.resolve("model.safetensors"))) {
            run = folder.resolve("from-" + start.getFileName()).toString();
            Cli result = train("--epochs 1 --init " + start);
            assertEquals(0, result.code(), result.err());
            assertEquals(start.toString(), record().path("config").path("init").asText());
            ends.add(record().path("parametersSha256").asText());
        }
        assertEquals(1, ends.size(), ends::toString);
        assertFalse(ends.contains(""));

        run = folder.resolve("none").toString();
        byte[] bytes = Files.readAllBytes(checkpoint);
        bytes[bytes.length - 1] ^= 1;
        Files.write(checkpoint, bytes);
        Cli damaged = train("--epochs 1 --init " + checkpoint);
        assertEquals(1, damaged.code());
        assertTrue(damaged.err().startsWith(checkpoint + ": expected SHA-256 "), damaged.err());
        assertFalse(Files.exists(Path.of(run)));
    }

    private static Path checkpoint(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
            return files.findFirst().orElseThrow();
        }
    }

    @Test
    void noImageLeftToTrainOnIsWrongUsage() {
        Cli result = train("--validation 1000");
        assertEquals(2, result.code());
        assertTrue(
                result.err().startsWith("--validation 1000: of 1000 training images none is left to train on.\n"),
                result.err());
    }
}
