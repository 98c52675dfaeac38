package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.files.Digest;
import dev.crosscheck.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs on images, from training to what is left of them. What is printed is in the transcripts. */
class TrainAndEvaluateIT extends CommandLines {
    private static final String DIGITS = "--hidden 8 --data {runs}/mnist ";

    private JsonNode record(String run) throws IOException {
        return json(run + "/run.json");
    }

    @Test
    void aRunLeavesItsFolder() throws IOException {
        Path run = RunFolders.DL4J.folder();
        Set<String> begun = Set.of("run.json", "run.html", "log.txt", "checkpoints", ".lock");
        Set<String> whole = new TreeSet<>(begun);
        whole.addAll(List.of("metrics.csv", "model.safetensors", "model.zip", "accuracy.png", "confusion.png"));
        assertEquals(whole, files(run));
        JsonNode record = json(run, "run.json");
        assertEquals("COMPLETED", record.path("status").asText());
        assertEquals("cpu", record.at("/environment/device").asText());
        assertEquals(4, record.at("/data/sha256").size());
        assertEquals(
                Digest.sha256(run.resolve("model.safetensors")),
                record.path("modelSha256").asText());
        List<String> metrics = Files.readAllLines(run.resolve("metrics.csv"));
        assertEquals("epoch,train_loss,test_loss,test_accuracy_percent,seconds,images_per_second", metrics.get(0));
        double accuracy = record.at("/epochs/1/testAccuracyPercent").asDouble();
        assertEquals(accuracy, Double.parseDouble(metrics.get(2).split(",")[3]), 0.005, "two decimals");
        String page = Files.readString(run.resolve("run.html"));
        assertTrue(page.contains("<p class=\"summary\">Completed.</p>"), "the page is the finished run's");
        assertTrue(page.contains("<strong>2 of 2</strong>"), "all epochs are on it");
        ended(1, "train --no-check " + DIGITS + "--lr 1e6 --out DIR/diverged");
        assertEquals(begun, files(folder.resolve("diverged")));
        assertEquals("FAILED", record("diverged").path("status").asText());
    }

    @ParameterizedTest
    @EnumSource(names = {"DL4J", "DIGITS"})
    void theSameSeedGivesTheSameFilesAndJsonOnStandardOutputIsAllThereIs(RunFolders first) throws IOException {
        JsonNode whole = JSON.readTree(ok(first.line() + "DIR/again --json -").out());
        assertEquals(
                2 * (first == RunFolders.DL4J ? 16 : 15),
                whole.path("lossOfEachStep").size());
        assertEquals(10, whole.path("confusion").size());
        Path run = first.folder();
        assertEquals(
                json(run, "run.json").path("parametersSha256"), record("again").path("parametersSha256"));
        assertArrayEquals(Files.readAllBytes(run.resolve(Model.FILE)), model("again"));
        assertEquals(1L, Model.load(run).origin().seed());
        if (first == RunFolders.DL4J) {
            assertEquals(Digest.sha256(run.resolve("model.zip")), Digest.sha256(folder.resolve("again/model.zip")));
        } else {
            assertFalse(Files.exists(run.resolve("model.zip")));
        }
    }

    @Test
    void aCompletedRunGoesOnWithMoreEpochs() throws IOException {
        RunFolders.DL4J.copy(folder);
        ok(RunFolders.DL4J.line().replace("--epochs 2", "--epochs 3") + "DIR/whole");
        ok("train --resume DIR/dl4j");
        ok("train --epochs 3 --json DIR/more.json --resume DIR/dl4j");
        JsonNode record = record("dl4j");
        JsonNode whole = record("whole");
        for (String same : List.of("parametersSha256", "config")) {
            assertEquals(whole.path(same), record.path(same));
        }
        assertEquals(json(RunFolders.DL4J.folder(), "run.json").path("id"), record.path("id"), "one run");
        assertEquals(1, record.path("resumed").size(), "going on with nothing to do does not count");
        assertEquals(3, record.findValues("testLoss").size());
        assertEquals(whole.findValues("testLoss"), record.findValues("testLoss"));
        assertEquals(4, Files.readAllLines(folder.resolve("dl4j/metrics.csv")).size());
        assertEquals(48, json("more.json").path("lossOfEachStep").size());
    }

    @Test
    void aRunResumedWithNothingLeftToDoKeepsItsModel() throws IOException {
        RunFiles run = new RunFiles(RunFolders.DIGITS.copy(folder));
        Map<String, String> before = run.end();
        ok("train -q --resume DIR/digits");
        assertEquals(before, run.end(), "the learning rate in the model's configuration, too");
    }

    @Test
    void theModelIsThatOfTheBestEpochWhoseTestEvaluateRepeats() throws IOException {
        train(DIGITS + "--trainer by-hand --epochs 30 --lr 0.2 --validation 200 --patience 2 --out DIR/run");
        JsonNode record = record("run");
        JsonNode epochs = record.path("epochs");
        assertTrue(epochs.size() < 30, "a learning rate far too high does not improve for long");
        int best = epochs.size() - 2;
        assertEquals("PATIENCE", record.path("stop").asText());
        assertEquals(best, record.path("bestEpoch").asInt());
        assertEquals(200, record.at("/data/validationImages").asInt());
        assertEquals(800, record.at("/data/trainingImages").asInt());
        assertTrue(Files.readString(folder.resolve("run/metrics.csv"))
                .startsWith("epoch,train_loss,validation_loss,validation_accuracy_percent,test_loss,"));
        ok("evaluate DIR/run --out DIR/checked");
        assertEquals(
                Set.of("evaluation.json", "mistakes.png", "confusion.png", "log.txt"),
                files(folder.resolve("checked")));
        JsonNode test = epochs.path(best - 1);
        JsonNode evaluation = json("checked/evaluation.json");
        assertEquals(test.path("testCorrect"), evaluation.at("/measures/correct"));
        // "train" tests in float and "evaluate" in double: logits of size one to ten, each right to about 1e-6 of that,
        // and their errors mostly cancel in the mean over all images.
        assertEquals(
                test.path("testLoss").asDouble(),
                evaluation.at("/measures/logLoss").asDouble(),
                1e-6,
                "the same network and images");
        assertEquals(30, evaluation.path("worstMistakes").size());
    }
}
