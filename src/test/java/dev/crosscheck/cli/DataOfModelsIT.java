package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crosscheck.Digest;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.model.Model;
import dev.crosscheck.model.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model is tested on the data it was trained on, and where it is not, that is said. */
class DataOfModelsIT extends CommandLines {
    private static final String UNKNOWN = "It is unknown which data the model was trained on: ";

    private Path run;

    @BeforeEach
    void copyTheRun() throws IOException {
        run = RunFolders.DIGITS.copy(folder);
    }

    private String model() {
        return run.resolve("model.safetensors").toString();
    }

    private void change(Consumer<ObjectNode> change) throws IOException {
        ObjectNode record = (ObjectNode) json(run, "run.json");
        change.accept(record);
        JSON.writeValue(run.resolve("run.json").toFile(), record);
    }

    private void changeFolder(String name) throws IOException {
        forget();
        change(record -> ((ObjectNode) record.path("data")).put("folder", name));
    }

    /** Makes the model one that does not name its data. */
    private void forget() throws IOException {
        Model known = Model.load(Path.of(model()));
        Origin origin = new Origin("another", null, null, Map.of());
        new Model("forgetful", known.spec(), known.values(), known.preparation(), origin).save(Path.of(model()));
        String digest = Digest.sha256(Path.of(model()));
        change(record -> record.put("modelSha256", digest));
    }

    private void assertTested(String data, String state, String caveat, String said, String options)
            throws IOException {
        Cli result = ok("evaluate DIR/digits -q --out DIR/out" + options);
        assertTrue(said.isEmpty() ? result.err().isEmpty() : result.err().contains(said), result.err());
        JsonNode evaluation = json("out/evaluation.json");
        assertEquals(data, evaluation.path("data").asText());
        assertEquals(state, evaluation.path("trainingData").asText());
        assertEquals(caveat == null, evaluation.path("caveat").isNull());
        assertTrue(caveat == null || evaluation.path("caveat").asText().startsWith(caveat), evaluation.toString());
    }

    @Test
    void theRunsOwnDataAreTaken() throws IOException {
        assertTested(RunFolders.mnist().toString(), "SAME", null, "", "");
        JsonNode correct = json(run, "run.json").at("/epochs/1/testCorrect");
        assertEquals(correct, json("out/evaluation.json").at("/measures/correct"));
        Cli export = ok("export DIR/digits --format safetensors -q --out DIR/exported");
        assertEquals("", export.err());
        JsonNode test = json("exported/model-card.json").path("test");
        assertEquals("SAME", test.path("trainingData").asText());
        assertEquals(correct, test.at("/measures/correct"));
        assertFalse(Files.readString(folder.resolve("exported/model-card.md")).contains("The figures are of"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"evaluate", "export"})
    void dataThatAreGoneOrHaveChangedAreAskedFor(String command) throws IOException {
        IdxBytes.subset(folder.resolve("changed"), 20, 20);
        for (String name :
                List.of("gone: no such data folder.", "changed: its files have other SHA-256 digests than those.")) {
            changeFolder(folder.resolve(name.substring(0, name.indexOf(':'))).toString());
            Cli result = ended(1, command + " DIR/digits --out DIR/out");
            assertEquals(
                    model() + ": the data it was trained on are not found. " + folder.resolve(name)
                            + "\nName their folder, or that of other data to test on, with --data DIR.\n",
                    result.err());
            assertEquals("", result.out());
            assertFalse(Files.exists(folder.resolve("out")));
        }
        assertTested(RunFolders.mnist().toString(), "SAME", null, "", " --data {runs}/mnist");
    }

    @Test
    void dataThatAreTheProjectsOwnAreFoundFromAnywhere() throws IOException {
        changeFolder("data/mnist");
        change(record -> ((ObjectNode) record.path("data"))
                .set("sha256", JSON.valueToTree(IdxBytes.mnist().sha256())));
        assertTested("data/mnist", "SAME", null, "", "");
    }

    @Test
    void otherDataOnPurposeAreToldLoudly() throws IOException {
        String caveat = "The figures are of the data in data/mnist; the model was trained on other data.";
        assertTested("data/mnist", "OTHER", caveat, "Warning: " + model() + ": " + caveat + "\n", " --data data/mnist");
        ok("export DIR/digits --data data/mnist --format safetensors,java -q --out DIR/exported");
        JsonNode test = json("exported/model-card.json").path("test");
        assertEquals("OTHER", test.path("trainingData").asText());
        assertEquals(caveat, test.path("caveat").asText());
        assertTrue(Files.readString(folder.resolve("exported/model-card.md")).contains("\n**" + caveat + "**\n"));
    }

    /** No record, another model's, and one without digests. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gone    | there is no run.json beside the model. The figures are of the data in data/mnist.",
                "another | the run.json beside the model does not name this model's digest. ",
                "empty   | the run.json beside the model has no digests of data."
            })
    void aModelOfUnknownDataIsTestedOnMnistAndThatIsSaid(String what, String said) throws IOException {
        forget();
        if (what.equals("gone")) {
            Files.delete(run.resolve("run.json"));
        } else if (what.equals("another")) {
            change(record -> record.put("modelSha256", "00".repeat(32)));
        } else {
            change(record -> ((ObjectNode) record.path("data")).set("sha256", JSON.createObjectNode()));
        }
        assertTested("data/mnist", "UNKNOWN", UNKNOWN, "Warning: " + model() + ": " + UNKNOWN + said, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "//server/share", "\\\\server\\share", "two\nlines", "\u001b[31mred", "nul\0"})
    void aFolderThatIsNoPlainNameIsNotLookedInto(String name) throws IOException {
        changeFolder(name);
        Cli result = ended(1, "evaluate DIR/digits --out DIR/out");
        assertEquals(
                model() + ": the data it was trained on are not found. run.json names no folder.",
                result.err().lines().findFirst().orElseThrow());
        assertEquals(2, result.err().lines().count());
    }
}
