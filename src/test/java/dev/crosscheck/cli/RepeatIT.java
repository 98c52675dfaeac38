package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.files.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code verify RUN} trains runs of each kind again, says yes to those that are as recorded, and no to those that were altered. */
class RepeatIT extends CommandLines {
    private static final String DATA = " --data {runs}/mnist";

    private static Map<String, String> snapshot(Path folder) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                String content = Files.isRegularFile(file) ? Digest.sha256(file) : "";
                found.put(file.toString(), Files.getLastModifiedTime(file) + content);
            }
        }
        return found;
    }

    private void saysYes(String run, int last) throws IOException {
        Path path = Path.of(words(run)[0]);
        Map<String, String> before = snapshot(path);
        String said = ok("verify " + run).sentences();
        assertEquals(before, snapshot(path));
        String yes = "epochs 1 to " + last + " are the same to the last bit, and so is the model.";
        assertTrue(said.contains("Yes: trained again here, " + yes), said);
    }

    private static int epochs(Path run) throws IOException {
        return json(run, "run.json").path("epochs").size();
    }

    /** @return a copy of a run whose record is changed */
    private Path changed(RunFolders of, UnaryOperator<String> change) throws IOException {
        Path run = of.copy(folder);
        Path record = run.resolve("run.json");
        String before = Files.readString(record);
        String after = change.apply(before);
        assertNotEquals(before, after);
        Files.writeString(record, after);
        return run;
    }

    private void saysNo(Path run, String difference) {
        String said = ended(3, "verify " + run).sentences();
        assertTrue(said.contains("No: " + difference), said);
        assertFalse(said.contains("Yes"), said);
    }

    @ParameterizedTest
    @EnumSource(names = "SWEEP", mode = EnumSource.Mode.EXCLUDE)
    void aRunOfEachKindIsRepeated(RunFolders run) throws IOException {
        saysYes(run.folder().toString(), epochs(run.folder()));
    }

    @ParameterizedTest
    @CsvSource({
        "'--trainer by-hand --hidden conv4x3,pool2,8 --epochs 2', EPOCHS",
        "'--trainer by-hand --hidden 8 --epochs 60 --validation 100 --patience 1 --lr 0.05', PATIENCE",
        "'--trainer by-hand --hidden 64 --epochs 100000 --time-limit 0.3s', TIME_LIMIT",
        "'--trainer dl4j --hidden 8 --epochs 100000 --validation 100 --time-limit 0.3s', TIME_LIMIT"
    })
    void howeverItEnded(String options, String stop) throws IOException {
        train("-q " + options + DATA + " --out DIR/run");
        assertEquals(stop, json("run/run.json").path("stop").asText());
        saysYes("DIR/run", epochs(folder.resolve("run")));
    }

    /** Far before the end of its first epoch, which takes more than ten times as long. */
    @Test
    void aRunThatEndsWithinAnEpoch() throws IOException {
        train("-q --trainer by-hand --time-limit 0.05s --out DIR/run");
        assertEquals(0, epochs(folder.resolve("run")));
        assertTrue(json("run/run.json").path("steps").asInt() > 0);
        String said = ok("verify DIR/run").sentences();
        assertTrue(
                said.contains(
                        "Yes: trained again here, the steps of its first epoch are the same to the last bit, and so is the model."),
                said);
    }

    /** Also from given parameters, which the record does not contain; an epoch alone begins with a checkpoint and needs none. */
    @Test
    void aRunResumedTwice() throws IOException {
        train("-q --trainer by-hand --init {runs}/others --epochs 1" + DATA + " --out DIR/run");
        ok("train -q --resume DIR/run --epochs 3 --device cpu");
        ok("train -q --resume DIR/run --epochs 4 --device cpu");
        assertEquals(2, json("run/run.json").path("resumed").size());
        refused(1, "DIR/run: cannot be repeated: it began with the parameters of ", "verify DIR/run");
        saysYes("DIR/run --init {runs}/others", 4);
        String said = ok("verify DIR/run --epoch 4").sentences();
        assertTrue(said.contains("Begins with the checkpoint after 48 steps, in epoch 4."), said);
        assertTrue(said.contains("epochs 4 to 4 are the same to the last bit.\n"), said);
        said = ok("verify DIR/run --epoch 1 --init {runs}/others").sentences();
        assertTrue(said.contains("There is no checkpoint before epoch 1: begins with epoch 1."), said);
        saysNo(withOther("DIR/run"), "epoch 1: parametersSha256");
    }

    /** @return the folder and an option that names other parameters */
    private Path withOther(String run) throws IOException {
        Path path = Path.of(words(run)[0]);
        Path record = path.resolve("run.json");
        Files.writeString(record, Files.readString(record).replaceFirst("\"init\" : \"[^\"]*\"", "\"init\" : null"));
        return path;
    }

    @ParameterizedTest
    @CsvSource({
        "'seed:1', 'seed:3', epoch 1: parametersSha256",
        "'lr:0.001', 'lr:0.0010000001', epoch 1: parametersSha256",
        "'(?s)(\"epoch\" : 2.*?\"testCorrect\" : )\\d+', '$1300', epoch 2: testCorrect 300 recorded",
        "'(?s)(\"epoch\" : 2.*?\"parametersSha256\" : \")........', '$100000000', epoch 2: parametersSha256",
        "'\"bestEpoch\" : 2', '\"bestEpoch\" : 1', the end: best epoch 1 recorded",
        "'\"stop\" : \"EPOCHS\"', '\"stop\" : \"PATIENCE\"', the end: reason PATIENCE recorded",
        "'(\"modelSha256\" : \")........', '$100000000', model.safetensors: SHA-256 00000000",
        "'\"steps\" : \\d+', '\"steps\" : 2000000000', the record: steps 2000000000 recorded"
    })
    void whatWasAlteredIsNamed(String from, String to, String difference) throws IOException {
        saysNo(changed(RunFolders.DIGITS, text -> text.replaceFirst(from, to)), difference);
    }

    @Test
    void aTableIsAlteredInItsChoiceOrItsFolds() throws IOException {
        saysNo(
                changed(RunFolders.FOLDS, text -> text.replaceFirst("\"loss\" : 0\\.", "\"loss\" : 9.")),
                "candidate 1: result ");
    }

    /** Even if the record's digests of the end are made to fit. */
    @Test
    void oneParameterIsAltered() throws IOException {
        Path run = RunFolders.DIGITS.copy(folder);
        Path model = run.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(model);
        bytes[bytes.length - 1] ^= 1;
        Files.write(model, bytes);
        saysNo(run, "model.safetensors: SHA-256");
        Path record = run.resolve("run.json");
        String text = Files.readString(record);
        JsonNode then = JSON.readTree(text);
        text = text.replace(then.path("modelSha256").asText(), Digest.sha256(model));
        Files.writeString(record, text);
        saysNo(run, "the model's file: SHA-256");
        String parameters = then.path("parametersSha256").asText();
        int at = text.lastIndexOf(parameters);
        Files.writeString(record, text.substring(0, at) + "0".repeat(64) + text.substring(at + 64));
        saysNo(run, "the model: parametersSha256 " + "0".repeat(64) + " recorded, " + parameters + " found");
    }

    /** The checkpoint after epoch 1 of a record whose first epoch was altered, and one of another run's settings. */
    @Test
    void aCheckpointThatDoesNotFit() throws IOException {
        String first = "(?s)(\"epoch\" : 1,.*?\"parametersSha256\" : \")........";
        Path run = changed(RunFolders.DIGITS, text -> text.replaceFirst(first, "$100000000"));
        String said = ended(3, "verify " + run + " --epoch 2").sentences();
        assertTrue(said.contains("No: the checkpoint after epoch 1: parametersSha256 00000000"), said);
        Files.writeString(
                run.resolve("run.json"),
                Files.readString(run.resolve("run.json")).replace("seed:1", "seed:2"));
        said = ended(3, "verify " + run + " --epoch 2").sentences();
        assertTrue(said.contains("No: the checkpoint: setup "), said);
    }

    /** A program with another β2 of Adam. */
    @Test
    void anotherCodeIsFoundAndNamed() throws IOException, InterruptedException {
        Path classes = Path.of("target", "classes");
        Path other = folder.resolve("classes");
        new RunFiles(classes).copyTo(other);
        String beta = new String(new byte[] {0x3f, -17, -9, -50, -39, 22, -121, 43}, StandardCharsets.ISO_8859_1);
        try (Stream<Path> all = Files.walk(other.resolve("dev/crosscheck"))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                Files.writeString(
                        file, bytes.replace(beta, beta.replace('\u00f7', '\u00f6')), StandardCharsets.ISO_8859_1);
            }
        }
        ProcessBuilder program =
                Launcher.shortProcess("verify", RunFolders.DIGITS.folder().toString());
        program.command()
                .replaceAll(word -> word.equals(System.getProperty("java.class.path"))
                        ? word.replace(classes.toAbsolutePath().toString(), other.toString())
                        : word);
        String said = printed(3, program).replaceAll("\\R {2}(?=\\S)", " ");
        assertTrue(said.contains("No: epoch 1: parametersSha256 "), said);
        assertTrue(said.contains("Known about why: other Code ("), said);
    }

    @ParameterizedTest
    @CsvSource({
        "DL4J, '\"DL4J\"', '\"DL4J_STOCK\"', cannot be repeated: Deeplearning4j's own layers trained it",
        "DL4J, '\"device\" : \"CPU\"', '\"device\" : \"CUDA\"', cannot be repeated: ND4J trained it on a GPU",
        "DIGITS, '(?s)\"sha256\" : \\{.*?}', '\"sha256\" : {}', cannot be repeated: its record has no digests of the data",
        "DIGITS, '\"folder\" : \"[^\"]*\"', '\"folder\" : \"//host/share\"', the record names no data on this machine.",
        "DIGITS, '\"folder\" : \"[^\"]*\"', '\"folder\" : \"/dev/zero\"', ''",
        "CLASSES, '\"folder\" : \"[^\"]*\"', '\"folder\" : \"README.md\"', 'README.md: expected the file with the recorded SHA-256, found another.'",
        "CLASSES, '\"testFile\" : null', '\"testFile\" : \"README.md\"', 'README.md: expected the file with the recorded SHA-256, found another.'"
    })
    void whatCannotBeRepeatedIsSaidBeforeAnythingIsTrained(RunFolders of, String from, String to, String reason)
            throws IOException {
        Path run = changed(of, text -> text.replaceFirst(from, to));
        Cli result = ended(1, "verify " + run);
        assertTrue(result.err().contains(reason), result.err());
        assertEquals("", result.out());
        assertEquals(2, result.err().lines().count(), result.err());
    }

    @Test
    void otherDataAreNamed() throws IOException {
        SmallDigits.write(folder.resolve("small"), 100, 50);
        String file = "t10k-images-idx3-ubyte: expected SHA-256 ";
        refused(1, file, "verify {runs}/digits --data DIR/small");
        Path moved =
                new RunFiles(RunFolders.mnist()).copyTo(folder.resolve("moved")).folder();
        saysYes("{runs}/digits --data " + moved, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--epoch 3", "--epoch 0", "--out DIR/x", "--seed 3", "--json {runs}/digits/run.json"})
    void wrongUsage(String options) throws IOException {
        Map<String, String> before = snapshot(RunFolders.DIGITS.folder());
        ended(2, "verify {runs}/digits " + options);
        assertEquals(before, snapshot(RunFolders.DIGITS.folder()));
    }

    @Test
    void howARunMadeItsModelIsExported() throws IOException {
        ok("export {runs}/digits --format provenance --out DIR/out");
        assertEquals(Set.of("predicate.json", "provenance.json"), files(folder.resolve("out")));
        JsonNode statement = json("out/provenance.json");
        JsonNode record = json(RunFolders.DIGITS.folder(), "run.json");
        assertEquals("https://in-toto.io/Statement/v1", statement.path("_type").asText());
        assertEquals(
                "https://slsa.dev/provenance/v1",
                statement.path("predicateType").asText());
        String model = Digest.sha256(RunFolders.DIGITS.folder().resolve("model.safetensors"));
        assertEquals(model, statement.at("/subject/0/digest/sha256").asText());
        assertEquals(record.path("parametersSha256"), statement.at("/subject/1/digest/sha256"));
        JsonNode predicate = statement.path("predicate");
        assertEquals(json("out/predicate.json"), predicate);
        assertEquals(record.at("/config/setup"), predicate.at("/buildDefinition/externalParameters/setup"));
        assertEquals(4, predicate.at("/buildDefinition/resolvedDependencies").size());
        assertEquals(record.at("/code/0"), predicate.at("/runDetails/builder/builderDependencies/0/digest/sha256"));
        assertEquals(record.at("/epochs/1/parametersSha256"), predicate.at("/runDetails/byproducts/1/digest/sha256"));
        Path alone =
                Files.copy(RunFolders.DIGITS.folder().resolve("model.safetensors"), folder.resolve("a.safetensors"));
        refused(
                1,
                alone + ": its provenance is unknown",
                "export DIR/a.safetensors --format provenance --out DIR/none");
        assertFalse(Files.exists(folder.resolve("none")));
        ok("export {runs}/digits --format provenance,safetensors --out DIR/both");
        assertTrue(files(folder.resolve("both"))
                .containsAll(Set.of("provenance.json", "model.safetensors", "model-card.md")));
    }
}
