package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.Digest;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.npz.NpzBytes;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.train.checkpoint.Checkpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs on images, from training to what is left of them. What is printed is in the transcripts. */
class TrainAndEvaluateIT extends CommandLines {
    private static final String DIGITS = "--hidden 8 --data {runs}/mnist ";

    private JsonNode record(String run) throws IOException {
        return json(run + "/run.json");
    }

    private String parameters(String run) throws IOException {
        return record(run).path("parametersSha256").asText();
    }

    @Test
    void aRunPrintsTheCoursesLinesAndLeavesItsFolder() throws IOException {
        IdxBytes.subset(folder.resolve("data"), 6500, 1100);
        Cli result = ok("train --check --epochs 2 --hidden 32 --data DIR/data --out DIR/run");
        assertEquals("", result.err());
        Path run = folder.resolve("run");
        assertTrue(result.out().contains("Page: " + run.resolve("run.html").toUri()), result.out());
        assertTrue(result.out().contains("\nTrain Epoch: 1 [6400/6500 (98%)]  Loss: "), result.out());
        assertTrue(
                result.out()
                        .matches(
                                "(?s).*\\RTest Epoch: 2  Average loss: 0\\.\\d{4}  Accuracy: \\d+/1100 \\(\\d\\d\\.\\d\\d%\\).*"),
                result.out());
        assertEquals(
                Set.of(
                        "run.json",
                        "run.html",
                        "checks.json",
                        "metrics.csv",
                        "model.safetensors",
                        "model.zip",
                        "accuracy.png",
                        "confusion.png",
                        "log.txt",
                        "checkpoints",
                        ".lock"),
                files(run));
        JsonNode record = record("run");
        assertEquals("COMPLETED", record.path("status").asText());
        assertTrue(record.at("/config/setup").asText().endsWith(" seed:1"), record.toString());
        assertEquals("cpu", record.at("/environment/device").asText());
        assertEquals(4, record.at("/data/sha256").size());
        assertEquals(
                Digest.sha256(run.resolve("model.safetensors")),
                record.path("modelSha256").asText());
        List<String> metrics = Files.readAllLines(run.resolve("metrics.csv"));
        assertEquals("epoch,train_loss,test_loss,test_accuracy_percent,seconds,images_per_second", metrics.get(0));
        assertEquals(3, metrics.size());
        double accuracy = record.at("/epochs/1/testAccuracyPercent").asDouble();
        assertEquals(accuracy, Double.parseDouble(metrics.get(2).split(",")[3]), 0.005, "two decimals");
        assertTrue(accuracy > 80, "accuracy " + accuracy);
        assertEquals(900, ImageIO.read(run.resolve("accuracy.png").toFile()).getWidth());
        String page = Files.readString(run.resolve("run.html"));
        assertTrue(page.contains("<p class=\"summary\">Completed.</p>"), "the page is the finished run's");
        assertFalse(page.contains("http-equiv=\"refresh\""), "and no longer loads itself");
        assertTrue(page.contains("<strong>2 of 2</strong>"), "all epochs are on it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dl4j", "by-hand"})
    void theSameSeedGivesTheSameFilesAndJsonOnStandardOutputIsAllThereIs(String trainer) throws IOException {
        String line = DIGITS + "--epochs 2 --seed 42 --trainer " + trainer + " --out DIR/";
        JsonNode whole = JSON.readTree(train(line + "first --json -").out());
        assertEquals(2 * 16, whole.path("lossOfEachStep").size());
        assertEquals(10, whole.path("confusion").size());
        assertEquals("", train(line + "again -q --json DIR/again.json").out());
        assertEquals(whole.path("lossOfEachStep"), json("again.json").path("lossOfEachStep"));
        assertEquals(64, parameters("first").length());
        assertEquals(parameters("first"), parameters("again"));
        assertArrayEquals(model("first"), model("again"));
        assertEquals(42L, Model.load(folder.resolve("first")).origin().seed());
        assertEquals(trainer.equals("dl4j"), Files.exists(folder.resolve("first/model.zip")));
        if (trainer.equals("dl4j")) {
            assertEquals(
                    Digest.sha256(folder.resolve("first/model.zip")), Digest.sha256(folder.resolve("again/model.zip")));
        }
    }

    @Test
    void aDivergedRunSaysSoInItsRecordAndLeavesNoModel() throws IOException {
        ended(1, "train --no-check " + DIGITS + "--lr 1e30 --out DIR/run");
        assertEquals(Set.of("run.html", "run.json", "log.txt", "checkpoints", ".lock"), files(folder.resolve("run")));
        assertEquals("FAILED", record("run").path("status").asText());
    }

    @Test
    void evaluateRepeatsTheTest() throws IOException {
        ok("evaluate {runs}/dl4j --out DIR/checked");
        assertEquals(
                Set.of("evaluation.json", "mistakes.png", "confusion.png", "log.txt"),
                files(folder.resolve("checked")));
        JsonNode last = json(RunFolders.DL4J.folder(), "run.json").at("/epochs/1");
        JsonNode evaluation = json("checked/evaluation.json");
        assertEquals(last.path("testCorrect"), evaluation.at("/measures/correct"));
        // The trainer's own forward pass adds up in another order than DL4J's layers, of which the saved model is made:
        // float's rounding of logits, 1e-7 of their size, in the mean over 300 images.
        assertEquals(
                last.path("testLoss").asDouble(),
                evaluation.at("/measures/logLoss").asDouble(),
                1e-6,
                "the same network and images");
        assertEquals(30, evaluation.path("worstMistakes").size());
    }

    @Test
    void aCompletedRunGoesOnWithMoreEpochs() throws IOException {
        train(DIGITS + "--epochs 3 --seed 5 --out DIR/whole");
        train(DIGITS + "--epochs 1 --seed 5 --out DIR/parts");
        String id = record("parts").path("id").asText();
        ok("train --resume DIR/parts");
        ok("train --epochs 3 --json DIR/more.json --resume DIR/parts");
        JsonNode record = record("parts");
        assertEquals(parameters("whole"), parameters("parts"));
        assertEquals(id, record.path("id").asText(), "one run");
        assertEquals(1, record.path("resumed").size(), "going on with nothing to do does not count");
        assertEquals(
                3, Setup.parse(record.at("/config/setup").asText()).training().epochs());
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    record("whole").path("epochs").path(i).path("testLoss"),
                    record.path("epochs").path(i).path("testLoss"));
        }
        assertEquals(4, Files.readAllLines(folder.resolve("parts/metrics.csv")).size());
        assertEquals(48, json("more.json").path("lossOfEachStep").size());
    }

    @Test
    void aRunResumedWithNothingLeftToDoKeepsItsModel() throws IOException {
        RunFiles run = new RunFiles(RunFolders.DIGITS.copy(folder));
        Map<String, String> before = run.end();
        Checkpoints held = Checkpoints.ofNew(new RunFolder(run.folder()));
        try (held) {
            Cli second = ended(1, "train --resume DIR/digits");
            assertTrue(
                    second.err().startsWith(run.folder() + ": another process is training in this folder.\n"),
                    second.err());
        }
        ok("train -q --resume DIR/digits");
        assertEquals(before, run.end(), "the learning rate in the model's configuration, too");
    }

    @Test
    void aDamagedCheckpointIsNamedAndTheOneBeforeUsed() throws IOException {
        Path run = RunFolders.DIGITS.copy(folder);
        List<Path> checkpoints =
                new RunFiles(run).checkpoints().stream().sorted().toList();
        assertEquals(2, checkpoints.size());
        Path newest = checkpoints.get(1);
        Files.write(newest, Arrays.copyOf(Files.readAllBytes(newest), 5000));
        Cli result = ok("train --resume DIR/digits");
        assertTrue(result.err().startsWith(newest + ": expected SHA-256 "), result.err());
        assertEquals(1, result.err().lines().count());
        assertTrue(result.out().contains("Resumed: after 15 steps and 1 finished epochs\n"), result.out());
        assertEquals(
                json(RunFolders.DIGITS.folder(), "run.json").path("parametersSha256"),
                json(run, "run.json").path("parametersSha256"));
    }

    @Test
    void aRunWithoutAReadableRecordGoesOnByItsCheckpoints() throws IOException {
        Path run = RunFolders.DIGITS.copy(folder);
        JsonNode before = json(run, "run.json");
        Path record = Files.write(run.resolve("run.json"), new byte[0]);
        Cli result = ok("train --resume DIR/digits");
        assertEquals(
                record
                        + ": expected the run's record, found none that can be read; the run continues from its checkpoints.\n",
                result.err());
        assertEquals(before.path("parametersSha256").asText(), parameters("digits"));
        assertEquals(before.path("id"), record("digits").path("id"));
    }

    @Test
    void validationJudgesAndTheBestModelIsKept() throws IOException {
        Cli result = train(DIGITS + "--epochs 30 --lr 0.2 --validation 200 --patience 2 --out DIR/run");
        JsonNode record = record("run");
        JsonNode epochs = record.path("epochs");
        assertTrue(epochs.size() < 30, "a learning rate far too high does not improve for long");
        int best = epochs.size() - 2;
        assertEquals("PATIENCE", record.path("stop").asText());
        assertEquals("COMPLETED", record.path("status").asText());
        assertEquals(best, record.path("bestEpoch").asInt());
        assertEquals(200, record.at("/data/validationImages").asInt());
        assertEquals(800, record.at("/data/trainingImages").asInt());
        String stopped =
                "Stopped after epoch %d: the validation loss has not fallen for 2 epochs.\nModel: epoch %d, with";
        assertTrue(result.sentences().contains(stopped.formatted(epochs.size(), best)), result.out());
        assertTrue(Files.readString(folder.resolve("run/metrics.csv"))
                .startsWith("epoch,train_loss,validation_loss,validation_accuracy_percent,test_loss,"));
        ok("evaluate DIR/run --out DIR/checked");
        // "train" tests in float and "evaluate" in double: logits of size one to ten, each right to about 1e-6 of that,
        // and their errors mostly cancel in the mean over all images.
        assertEquals(
                epochs.path(best - 1).path("testLoss").asDouble(),
                json("checked/evaluation.json").at("/measures/logLoss").asDouble(),
                1e-6,
                "the same network and images");
    }

    @Test
    void timeEndsARunToo() throws IOException {
        Cli timed = train(DIGITS + "--epochs 100000 --time-limit 0.3s --out DIR/run");
        assertEquals("TIME_LIMIT", record("run").path("stop").asText());
        assertTrue(timed.sentences().contains(": the time limit of 0.3 s is used up.\nGo on with: "), timed.out());
        int more = record("run").path("epochs").size() + 1;
        assertTrue(ok("train --resume DIR/run").out().contains("Nothing was left to do.\n"));
        ok("train -q --time-limit 1h --epochs " + more + " --resume DIR/run");
        assertEquals("EPOCHS", record("run").path("stop").asText());
    }

    @Test
    void initStartsFromTheFilesArrays() throws IOException {
        float[] first = new float[6 * 784];
        for (int i = 0; i < first.length; i++) {
            first[i] = (float) Math.sin(i) / 30;
        }
        NpzBytes.write(
                folder.resolve("start.npz"),
                Map.of(
                        "fc1.weight", NpzBytes.of(first, 6, 784),
                        "fc1.bias", NpzBytes.of(new float[6], 6),
                        "fc2.weight", NpzBytes.of(Arrays.copyOf(first, 60), 10, 6),
                        "fc2.bias", NpzBytes.of(new float[10], 10)));
        ok("train --no-check --data {runs}/mnist --epochs 1 --init DIR/start.npz --out DIR/run");
        JsonNode config = record("run").path("config");
        assertEquals(
                6, Setup.parse(config.path("setup").asText()).network().units().get(0));
        assertEquals(folder.resolve("start.npz").toString(), config.path("init").asText());
        Cli wrong = ended(2, "train " + DIGITS + "--init DIR/start.npz --out DIR/other");
        assertTrue(wrong.err().startsWith("--hidden 8: " + folder.resolve("start.npz") + " has 6 hidden units.\n"));
        assertFalse(Files.exists(folder.resolve("other")));
    }
}
