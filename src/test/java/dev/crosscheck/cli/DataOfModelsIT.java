package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.files.Digest;
import dev.crosscheck.model.Model;
import dev.crosscheck.model.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model is tested on the data it was trained on, and where it is not, that is said. */
class DataOfModelsIT extends CommandLines {
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

    @ParameterizedTest
    @CsvSource({
        "evaluate, 'gone: expected a data folder, found nothing there.'",
        "export, changed: its files have other SHA-256 digests than those."
    })
    void dataThatAreGoneOrHaveChangedAreAskedFor(String command, String problem) throws IOException {
        IdxBytes.subset(folder.resolve("changed"), 20, 20);
        changeFolder(folder.resolve(problem.substring(0, problem.indexOf(':'))).toString());
        String message = ": the data it was trained on are not found. " + folder.resolve(problem)
                + "\nName their folder, or that of other data to test on, with --data ";
        refused(1, model() + message, command + " DIR/digits --out DIR/out");
        assertFalse(Files.exists(folder.resolve("out")));
        assertTested(RunFolders.mnist().toString(), "SAME", null, "", " --data {runs}/mnist");
    }

    @Test
    void otherDataOnPurposeAreToldLoudly() throws IOException {
        Path other = IdxBytes.subset(folder.resolve("other"), 20, 50);
        String caveat = "The model was not trained on the data in " + other
                + ": its figures on them may be worse than in the test of its run.";
        String said = "Warning: " + model() + ": " + caveat + "\n";
        assertTested(other.toString(), "OTHER", caveat, said, " --data " + other);
        String export = "export DIR/digits --format safetensors -q --out DIR/exported --data " + other;
        assertEquals(said, ok(export).err());
        JsonNode test = json("exported/model-card.json").path("test");
        assertEquals("OTHER", test.path("trainingData").asText());
        assertEquals(caveat, test.path("caveat").asText());
    }

    @Test
    void aModelOfUnknownDataIsTestedOnMnistAndThatIsSaid() throws IOException {
        forget();
        Files.delete(run.resolve("run.json"));
        String said = "It is unknown which data the model was trained on: there is no run.json beside the model. If"
                + " it was trained on what is tested in data/mnist, the figures are too good.";
        assertTested("data/mnist", "UNKNOWN", said, "Warning: " + model() + ": " + said, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "//server/share", "\\\\server\\share", "two\nlines", "\u001b[31mred", "nul\0"})
    void aFolderThatIsNoPlainNameIsNotLookedInto(String name) throws IOException {
        changeFolder(name);
        String message = ": the data it was trained on are not found. run.json names no folder.\n";
        refused(1, model() + message, "evaluate DIR/digits --out DIR/out");
    }
}
