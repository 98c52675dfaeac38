package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crosscheck.Digest;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.model.Model;
import dev.crosscheck.model.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model is tested on the data it was trained on, and where it is not, that is said. */
class DataOfModelsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MNIST = Path.of("data", "mnist").toString();
    private static final String NOT_MNIST = MNIST + ": its files have other SHA-256 digests than those.";
    private static final String UNKNOWN = "It is unknown which data the model was trained on: ";

    @TempDir
    private static Path shared;

    private static Path data;
    private static Path trained;

    @TempDir
    private Path folder;

    private Path run;

    /** Trains on digits of which each is called by its successor's name. */
    @BeforeAll
    static void trainOnOtherData() {
        ImageData mnist = IdxBytes.mnist();
        data = IdxBytes.write(
                shared.resolve("renamed"),
                renamed(mnist.train().first(3000)),
                renamed(mnist.test().first(300)));
        trained = shared.resolve("run");
        Cli result = Cli.run(
                "train",
                "--data",
                data.toString(),
                "--epochs",
                "2",
                "--hidden",
                "32",
                "--out",
                trained.toString(),
                "--no-check",
                "-q");
        assertEquals(0, result.code(), result.err());
    }

    private static ImageSet renamed(ImageSet digits) {
        int[] labels = digits.labels().clone();
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (labels[i] + 1) % 10;
        }
        return new ImageSet(digits.pixels(), labels, digits.form());
    }

    /** Each test may spoil its own copy of the run. */
    @BeforeEach
    void copyTheRun() throws IOException {
        run = Files.createDirectories(folder.resolve("run"));
        for (String name : new String[] {"model.safetensors", "run.json"}) {
            Files.copy(trained.resolve(name), run.resolve(name));
        }
    }

    private Path out() {
        return folder.resolve("out");
    }

    private Cli on(String command, String... more) {
        String[] start = {command, run.toString(), "--out", out().toString()};
        String[] all = new String[start.length + more.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(more, 0, all, start.length, more.length);
        return Cli.run(all);
    }

    private JsonNode record() throws IOException {
        return JSON.readTree(run.resolve("run.json").toFile());
    }

    private int correctInTraining() throws IOException {
        return record().path("epochs").path(1).path("testCorrect").asInt();
    }

    /** Makes the model one that does not name its data. */
    private void forget() throws IOException {
        Path model = run.resolve("model.safetensors");
        Model known = Model.load(model);
        Origin origin = new Origin("another", null, null, Map.of());
        new Model("forgetful", known.spec(), known.values(), known.preparation(), origin).save(model);
        JsonNode record = record();
        ((ObjectNode) record).put("modelSha256", Digest.sha256(model));
        JSON.writeValue(run.resolve("run.json").toFile(), record);
    }

    private void changeRecord(String folderOfData, JsonNode digests) throws IOException {
        forget();
        JsonNode record = record();
        ObjectNode told = (ObjectNode) record.path("data");
        told.put("folder", folderOfData);
        told.set("sha256", digests);
        JSON.writeValue(run.resolve("run.json").toFile(), record);
    }

    private JsonNode ownDigests() throws IOException {
        return record().path("data").path("sha256");
    }

    private JsonNode evaluation() throws IOException {
        return JSON.readTree(out().resolve("evaluation.json").toFile());
    }

    @Test
    void evaluateTakesTheRunsOwnData() throws IOException {
        Cli result = on("evaluate");
        assertEquals(0, result.code(), result.err());
        assertEquals("", result.err());
        assertTrue(result.out().startsWith("Data: " + data + ", 300 test images, "), result.out());
        assertEquals(data.toString(), evaluation().path("data").asText());
        assertEquals("SAME", evaluation().path("trainingData").asText());
        assertTrue(evaluation().path("caveat").isNull());
        assertEquals(correctInTraining(), evaluation().at("/measures/correct").asInt());
    }

    @Test
    void exportTakesTheRunsOwnData() throws IOException {
        Cli result = on("export", "--format", "safetensors", "-q");
        assertEquals(0, result.code(), result.err());
        assertEquals("", result.err());
        JsonNode test = JSON.readTree(out().resolve("model-card.json").toFile()).path("test");
        assertEquals(data.toString(), test.path("data").asText());
        assertEquals("SAME", test.path("trainingData").asText());
        assertEquals(correctInTraining(), test.at("/measures/correct").asInt());
        String card = Files.readString(out().resolve("model-card.md"));
        assertFalse(card.contains("The figures are of"), card);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evaluate", "export"})
    void dataThatAreGoneAreAskedFor(String command) throws IOException {
        Path gone = folder.resolve("gone");
        changeRecord(gone.toString(), ownDigests());
        Cli result = on(command);
        assertEquals(1, result.code());
        assertEquals(
                run.resolve("model.safetensors") + ": the data it was trained on are not found. " + gone
                        + ": no such data folder. " + NOT_MNIST
                        + "\nName their folder, or that of other data to test on, with --data DIR.\n",
                result.err());
        assertEquals("", result.out());
        assertTrue(Files.notExists(out()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"evaluate", "export"})
    void dataThatHaveChangedAreRefused(String command) throws IOException {
        Path changed = IdxBytes.subset(folder.resolve("changed"), 20, 20);
        changeRecord(changed.toString(), ownDigests());
        Cli result = on(command);
        assertEquals(1, result.code());
        assertEquals(
                run.resolve("model.safetensors") + ": the data it was trained on are not found. " + changed
                        + ": its files have other SHA-256 digests than those. " + NOT_MNIST + "\n"
                        + "Name their folder, or that of other data to test on, with --data DIR.\n",
                result.err());
        assertTrue(Files.notExists(out()));
    }

    @Test
    void dataThatHaveMovedCanBeNamedWithoutAWarning() throws IOException {
        changeRecord(folder.resolve("gone").toString(), ownDigests());
        Cli result = on("evaluate", "--data", data.toString());
        assertEquals(0, result.code(), result.err());
        assertEquals("", result.err());
        assertEquals("SAME", evaluation().path("trainingData").asText());
    }

    @Test
    void dataThatAreTheProjectsOwnAreFoundFromAnywhere() throws IOException {
        JsonNode mnist = JSON.valueToTree(IdxBytes.mnist().sha256());
        changeRecord(folder.resolve("gone").toString(), mnist);
        Cli result = on("evaluate");
        assertEquals(0, result.code(), result.err());
        assertEquals("", result.err());
        assertEquals(MNIST, evaluation().path("data").asText());
        assertEquals("SAME", evaluation().path("trainingData").asText());
    }

    @Test
    void otherDataOnPurposeAreToldLoudly() throws IOException {
        String caveat = "The figures are of the data in " + MNIST + "; the model was trained on other data.";
        Cli evaluated = on("evaluate", "--data", MNIST, "-q");
        assertEquals(0, evaluated.code(), evaluated.err());
        assertEquals("Warning: " + run.resolve("model.safetensors") + ": " + caveat + "\n", evaluated.err());
        assertEquals("OTHER", evaluation().path("trainingData").asText());
        assertEquals(caveat, evaluation().path("caveat").asText());

        Path exported = folder.resolve("exported");
        Cli export = Cli.run(
                "export",
                run.toString(),
                "--data",
                MNIST,
                "--format",
                "safetensors,java",
                "-q",
                "--out",
                exported.toString());
        assertEquals(0, export.code(), export.err());
        assertEquals("Warning: " + run.resolve("model.safetensors") + ": " + caveat + "\n", export.err());
        JsonNode test =
                JSON.readTree(exported.resolve("model-card.json").toFile()).path("test");
        assertEquals("OTHER", test.path("trainingData").asText());
        assertEquals(caveat, test.path("caveat").asText());
        String source = Files.readString(exported.resolve("DigitModel.java"));
        assertTrue(source.contains("trained_on_these_data: OTHER"), source.substring(0, 3000));
        assertTrue(Files.readString(exported.resolve("model-card.md")).contains("\n**" + caveat + "**\n"));
    }

    @Test
    void aModelWithoutItsRecordIsTestedOnMnistAndThatIsSaid() throws IOException {
        forget();
        Files.delete(run.resolve("run.json"));
        Cli result = on("evaluate");
        assertEquals(0, result.code(), result.err());
        assertEquals(
                "Warning: " + run.resolve("model.safetensors") + ": " + UNKNOWN
                        + "there is no run.json beside the model. The figures are of the data in " + MNIST + ".\n",
                result.err());
        assertEquals(MNIST, evaluation().path("data").asText());
        assertEquals("UNKNOWN", evaluation().path("trainingData").asText());
        assertTrue(evaluation().path("caveat").asText().startsWith(UNKNOWN));
    }

    @Test
    void aRecordOfAnotherModelDoesNotCount() throws IOException {
        forget();
        JsonNode record = record();
        ((ObjectNode) record).put("modelSha256", "00".repeat(32));
        JSON.writeValue(run.resolve("run.json").toFile(), record);
        Cli result = on("export", "--format", "safetensors");
        assertEquals(0, result.code(), result.err());
        assertTrue(
                result.err()
                        .startsWith("Warning: " + run.resolve("model.safetensors") + ": " + UNKNOWN
                                + "the run.json beside the model does not name this model's digest. "),
                result.err());
        String card = Files.readString(out().resolve("model-card.md"));
        assertTrue(card.contains("\n**" + UNKNOWN), card);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "//server/share", "\\\\server\\share", "two\nlines", "\u001b[31mred", "nul\0"})
    void aFolderThatIsNoPlainNameIsNotLookedInto(String name) throws IOException {
        changeRecord(name, ownDigests());
        Cli result = on("evaluate");
        assertEquals(1, result.code());
        assertEquals(
                run.resolve("model.safetensors") + ": the data it was trained on are not found. " + NOT_MNIST,
                result.err().lines().findFirst().orElseThrow());
        assertEquals(2, result.err().lines().count());
    }

    @Test
    void aRecordWithoutDigestsTellsNothing() throws IOException {
        changeRecord(data.toString(), JSON.createObjectNode());
        Cli result = on("evaluate");
        assertEquals(0, result.code(), result.err());
        assertTrue(
                result.err().contains(UNKNOWN + "the run.json beside the model has no digests of data."), result.err());
        assertEquals(MNIST, evaluation().path("data").asText());
    }
}
