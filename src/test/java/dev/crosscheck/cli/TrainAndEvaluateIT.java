package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.Digest;
import dev.crosscheck.data.IdxBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainAndEvaluateIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path shared;

    private static String data;

    @TempDir
    private Path folder;

    @BeforeAll
    static void writeData() {
        data = IdxBytes.subset(shared.resolve("data"), 6500, 1100).toString();
    }

    private Cli train(String... more) {
        String[] start = {"train", "--data", data, "--epochs", "2", "--hidden", "32", "--out", out().toString()};
        return Cli.run(Stream.of(start, more).flatMap(Stream::of).toArray(String[]::new));
    }

    private Path out() {
        return folder.resolve("run");
    }

    @Test
    void aRunPrintsTheCoursesLinesAndLeavesItsFolder() throws IOException {
        Cli result = train();
        assertEquals(0, result.code(), result.err());
        assertEquals("", result.err());
        assertTrue(result.out().contains("Page: " + out().resolve("run.html").toUri()), result.out());
        assertTrue(result.out().contains("\nTrain Epoch: 1 [6400/6500 (98%)]  Loss: "), result.out());
        assertTrue(
                result.out()
                        .matches(
                                "(?s).*\\RTest Epoch: 2  Average loss: 0\\.\\d{4}  Accuracy: \\d+/1100 \\(\\d\\d\\.\\d\\d%\\).*"),
                result.out());
        assertTrue(result.out().contains(" seed:1\n"), result.out());
        assertTrue(result.out().contains("Run: " + out()), result.out());
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
                files(out()));

        JsonNode run = JSON.readTree(out().resolve("run.json").toFile());
        assertEquals("COMPLETED", run.path("status").asText());
        assertTrue(run.at("/config/setup").asText().endsWith(" seed:1"), run.toString());
        assertEquals("cpu", run.path("environment").path("device").asText());
        assertEquals(4, run.path("data").path("sha256").size());
        assertEquals(
                Digest.sha256(out().resolve("model.safetensors")),
                run.path("modelSha256").asText());
        List<String> metrics = Files.readAllLines(out().resolve("metrics.csv"));
        assertEquals("epoch,train_loss,test_loss,test_accuracy_percent,seconds,images_per_second", metrics.get(0));
        assertEquals(3, metrics.size());
        double accuracy = run.path("epochs").path(1).path("testAccuracyPercent").asDouble();
        assertEquals(accuracy, Double.parseDouble(metrics.get(2).split(",")[3]), 0.005, "two decimals");
        assertTrue(accuracy > 80, "accuracy " + accuracy);
        assertEquals(900, ImageIO.read(out().resolve("accuracy.png").toFile()).getWidth());
        String page = Files.readString(out().resolve("run.html"));
        assertTrue(page.contains("<p class=\"summary\">Completed.</p>"), "the page is the finished run's");
        assertFalse(page.contains("http-equiv=\"refresh\""), "and no longer loads itself");
        assertTrue(page.contains("<strong>2 of 2</strong>"), "all epochs are on it");
    }

    @Test
    void theSameSeedGivesTheSameModelAndJsonOnStandardOutputIsAllThereIs() throws IOException {
        Cli first = train("--no-check", "--json", "-");
        JsonNode whole = JSON.readTree(first.out());
        assertEquals(2 * 102, whole.path("lossOfEachStep").size());
        assertEquals(10, whole.path("confusion").size());
        Cli second = Cli.run(
                "train",
                "--data",
                data,
                "--epochs",
                "2",
                "--hidden",
                "32",
                "--out",
                folder.resolve("again").toString(),
                "-q",
                "--no-check",
                "--json",
                folder.resolve("again.json").toString());
        assertEquals("", second.out());
        JsonNode again = JSON.readTree(folder.resolve("again.json").toFile());
        assertEquals(whole.path("lossOfEachStep"), again.path("lossOfEachStep"));
        String parameters = whole.path("run").path("parametersSha256").asText();
        assertEquals(64, parameters.length());
        assertEquals(parameters, again.path("run").path("parametersSha256").asText());
    }

    @Test
    void aFolderThatHoldsFilesOrIsAFileIsRefused() throws IOException {
        Files.createDirectories(out());
        Files.writeString(out().resolve("mine.txt"), "keep");
        Cli full = train();
        assertEquals(1, full.code());
        assertEquals(
                "--out " + out() + ": expected a new or empty folder, found files in it.",
                full.err().lines().findFirst().orElseThrow());
        assertEquals(Set.of("mine.txt"), files(out()));

        Path file = Files.writeString(folder.resolve("file"), "x");
        Cli notFolder = Cli.run("train", "--data", data, "--out", file.toString());
        assertEquals(
                "--out " + file + ": expected a folder, found a file.",
                notFolder.err().lines().findFirst().orElseThrow());
        Cli below =
                Cli.run("train", "--data", data, "--out", file.resolve("sub").toString());
        assertEquals(1, below.code());
        assertTrue(below.err().startsWith("--out " + file.resolve("sub") + ": cannot be written to"), below.err());
    }

    @Test
    void aDivergedRunSaysSoInItsRecordAndLeavesNoModel() throws IOException {
        Cli result = train("--lr", "1e30");
        assertEquals(1, result.code());
        assertTrue(result.err().startsWith("The loss became NaN in epoch 1, batch "), result.err());
        assertEquals(2, result.err().lines().count());
        assertEquals(Set.of("run.html", "run.json", "checks.json", "log.txt", "checkpoints", ".lock"), files(out()));
        assertEquals(
                "FAILED",
                JSON.readTree(out().resolve("run.json").toFile()).path("status").asText());
    }

    @Test
    void evaluateRepeatsTheTestAndShowsTheMistakes() throws IOException {
        train("-q", "--no-check");
        JsonNode run = JSON.readTree(out().resolve("run.json").toFile());
        Path checked = folder.resolve("checked");
        Cli result = Cli.run("evaluate", out().toString(), "--data", data, "--out", checked.toString());
        assertEquals(0, result.code(), result.err());
        int correct = run.path("epochs").path(1).path("testCorrect").asInt();
        assertTrue(result.out().contains("1100 test images, " + correct + " right\n"), result.out());
        assertTrue(result.out().contains("Confusion matrix"), result.out());
        assertTrue(result.out().contains("precision  recall"), result.out());
        assertEquals(
                Set.of("evaluation.json", "mistakes.png", "confusion.png", "calibration.png", "log.txt"),
                files(checked));
        JsonNode evaluation = JSON.readTree(checked.resolve("evaluation.json").toFile());
        // The trainer's own forward pass adds up in another order than DL4J's layers, of which the saved model is made:
        // float's rounding of logits, 1e-7 of their size, in the mean over 1,100 images.
        assertEquals(
                run.path("epochs").path(1).path("testLoss").asDouble(),
                evaluation.at("/measures/logLoss").asDouble(),
                1e-6,
                "the same network and images");
        assertEquals(30, evaluation.path("worstMistakes").size());
    }

    @Test
    void evaluateOfNoModelLeavesNothing() {
        Path checked = folder.resolve("checked");
        Cli result =
                Cli.run("evaluate", folder.resolve("none.zip").toString(), "--data", data, "--out", checked.toString());
        assertEquals(1, result.code());
        assertEquals(
                folder.resolve("none.zip") + ": no such file.",
                result.err().lines().findFirst().orElseThrow());
        assertFalse(Files.exists(checked));
    }

    static Set<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return new TreeSet<>(
                    files.map(file -> file.getFileName().toString()).toList());
        }
    }
}
