package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.Pictures;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.train.FirstBatch;
import dev.crosscheck.train.TrainingConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class TrainingCheckIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String PENGUINS = "--data data/penguins/penguins.csv --target species --epochs 1";

    @TempDir
    private static Path shared;

    private static String pictures;

    @TempDir
    private Path folder;

    @BeforeAll
    static void writeData() {
        pictures = "--epochs 1 --hidden 16 --data "
                + Pictures.write(shared.resolve("pictures"), Pictures.NAMES, 10, 12, 8);
    }

    private Cli train(String name, String options) {
        String[] start = {"train", "--out", folder.resolve(name).toString()};
        return Cli.run(Stream.of(start, options.split(" ")).flatMap(Stream::of).toArray(String[]::new));
    }

    private JsonNode json(String file) throws IOException {
        return JSON.readTree(folder.resolve(file).toFile());
    }

    private static String line(Cli result) {
        return Arrays.stream(result.sentences().split("\\R"))
                .filter(line -> line.startsWith("Checked: ") || line.startsWith("Not checked: "))
                .findFirst()
                .orElse("");
    }

    @Test
    void picturesAndTablesAreCheckedInALine() throws IOException {
        for (String data : List.of(pictures, PENGUINS, PENGUINS + " --hidden 0 --lr 0.01")) {
            Cli result = train("own", data);
            assertEquals(0, result.code(), result.err());
            assertTrue(
                    line(result)
                            .matches(
                                    "Checked: \\d+ comparisons, of the mathematics and of this run's trainer, with DL4J,"
                                            + " SameDiff and central differences on \\d+( of the first batch's \\d+)? rows in \\d+\\.\\d s: everything agrees\\."),
                    result.out());
            assertFalse(result.out().contains("verdict"), "the table is for --check");
            for (JsonNode verdict : json("own/checks.json")) {
                assertTrue(verdict.path("passed").asBoolean(), verdict.toString());
            }
            assertTrue(json("own/checks.json").size() > 10);
            delete(folder.resolve("own"));
        }
    }

    private static void delete(Path run) throws IOException {
        try (Stream<Path> files = Files.walk(run)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void aNumberIsLearntFromACheckedStartToo() {
        Cli result = train(
                "mass",
                "--data data/penguins/penguins.csv --target body_mass_g --epochs 1 --with loss:huber,dropout:0.2");
        assertEquals(0, result.code(), result.err());
        assertTrue(line(result).endsWith(": everything agrees."), result.out());
    }

    @Test
    void digitsAreCheckedIfAskedForOnly() throws IOException {
        Cli plain = train("plain", "--time-limit 1s");
        assertEquals("", line(plain));
        assertTrue(Files.notExists(folder.resolve("plain/checks.json")));
        String digits = "--epochs 1 --data " + IdxBytes.subset(folder.resolve("digits"), 600, 100);
        Cli checked = train("checked", digits + " --check");
        assertEquals(0, checked.code(), checked.err());
        assertTrue(
                checked.out().contains("\nNetwork 784-256-10 relu cross-entropy adam lr:0.001 batch:64 seed:1\n"),
                checked.out());
        assertTrue(checked.out().contains("\ndW2, against central differences "), checked.out());
        assertTrue(line(checked).contains(" on 64 rows in "), checked.out());
        assertEquals(29, json("checked/checks.json").size());
        assertTrue(checked.out().contains("\nTrainer: Deeplearning4j's fit with Crosscheck's layers, "), checked.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dl4j", "by-hand", "dropout"})
    void trainingHasTheSameBitsWithAndWithoutTheCheck(String kind) throws IOException {
        String options = kind.equals("dropout") ? " --with dropout:0.3" : " --trainer " + kind;
        assertEquals(0, train("without", pictures + options + " --no-check").code());
        assertEquals(0, train("with", pictures + options + " --check").code());
        assertEquals(
                json("without/run.json").path("parametersSha256").asText(),
                json("with/run.json").path("parametersSha256").asText());
        assertTrue(Files.notExists(folder.resolve("without/checks.json")));
    }

    @Test
    void aResumedRunIsNotCheckedAgain() {
        assertEquals(0, train("run", PENGUINS + " --with schedule:constant").code());
        Cli more = Cli.run("train", "--resume", folder.resolve("run").toString(), "--epochs", "2");
        assertEquals(0, more.code(), more.err());
        assertEquals("", line(more));
    }

    @Test
    void aNetworkTooLargeToCheckIsNamed() {
        Cli large = train("large", PENGUINS + " --hidden 1024,512");
        assertEquals(0, large.code(), large.err());
        assertEquals(
                "Not checked: a network of 541699 parameters is too large for that in a second; --check does it.",
                line(large));
        Cli huge = train("huge", pictures.replace("--hidden 16", "--hidden 20000") + " --check");
        assertEquals(1, huge.code());
        assertTrue(huge.err().contains(" parameters: at most 2000000 can be checked"), huge.err());
    }

    /** Prints the same and ends as the program does, but for what compares. */
    private Cli trainAgainst(TrainingCheck.Judge judge, String options) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine program = CrosscheckCommand.parser();
        program.getCommandSpec().removeSubcommand("train");
        TrainCommand train = new TrainCommand(new TrainingCheck(judge));
        CommandLine line = new CommandLine(train);
        train.addOptions(line.getCommandSpec());
        program.addSubcommand("train", line);
        Conversions.register(program).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        String[] start = {"train", "--out", folder.resolve("wrong").toString()};
        int code = program.execute(
                Stream.of(start, options.split(" ")).flatMap(Stream::of).toArray(String[]::new));
        return new Cli(code, out.toString(), err.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " --check"})
    void aDisagreementStopsBeforeTrainingWithExitCode3(String asked) throws IOException {
        Comparison comparison = new Comparison("dW1, against DL4J", Tolerances.EXACT);
        comparison.add(0, "dW1", 2, 3);
        Findings wrong = new Findings("Network as given", "16 rows", List.of(comparison.verdict()), List.of());
        Cli result = trainAgainst((spec, batch, plan, effort) -> List.of(wrong), pictures + asked);
        assertEquals(3, result.code(), result.err());
        assertTrue(result.out().contains("\nFAIL dW1, against DL4J: "), result.out());
        assertTrue(line(result).endsWith(": 1 disagree."), result.out());
        assertTrue(
                result.err()
                        .startsWith("The check before training disagrees, most in dW1, against DL4J: nothing was"
                                + " trained.\nSee whether crosscheck verify --network \"96-16-12 relu cross-entropy"),
                result.err());
        assertEquals("FAILED", json("wrong/run.json").path("status").asText());
        assertTrue(Files.notExists(folder.resolve("wrong/model.safetensors")));
        assertEquals(0, train("trained", pictures + " --no-check").code());
    }

    @Test
    void theFirstBatchIsWhatTheFirstStepTakes() {
        ImageData data = ImageData.read(IdxBytes.subset(folder.resolve("digits"), 500, 100));
        TrainingConfig config = TrainingConfig.of(Setups.digits(7, 1, 64, 0.001, 16));
        FirstBatch whole = FirstBatch.of(config, data.train(), 1000);
        FirstBatch some = FirstBatch.of(config, data.train(), 3);
        assertEquals(64, whole.x().rows());
        assertEquals(64, some.size());
        assertArrayEquals(whole.x().row(2).data(), some.x().row(2).data());
        assertArrayEquals(whole.targets().row(2).data(), some.targets().row(2).data());
        assertEquals(1, Arrays.stream(some.targets().row(1).data()).sum());
    }
}
