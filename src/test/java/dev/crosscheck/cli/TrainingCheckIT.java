package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.verify.NetworkCheck.Effort;
import dev.crosscheck.train.FirstBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The check of the network before training. */
class TrainingCheckIT extends CommandLines {
    private static final String TABLE = "--epochs 1 --data data/penguins/penguins.csv --target ";

    private Cli checked(String name, String options) {
        return ok("train --threads 1 --out DIR/" + name + " " + options);
    }

    private static String line(Cli result) {
        return Arrays.stream(result.sentences().split("\\R"))
                .filter(line -> line.startsWith("Checked: ") || line.startsWith("Not checked: "))
                .findFirst()
                .orElse("");
    }

    private static void assertChecked(Cli result, Path run) throws IOException {
        assertTrue(
                line(result)
                        .matches("Checked: \\d+ comparisons, of the mathematics and of this run's trainer, with DL4J,"
                                + " SameDiff and central differences on the first batch: everything agrees\\."),
                result.out());
        assertFalse(result.out().contains("verdict"), "the table is for --check");
        JsonNode checks = json(run, "checks.json");
        checks.forEach(verdict -> assertTrue(verdict.path("passed").asBoolean(), verdict.toString()));
        assertTrue(checks.size() > 10);
    }

    private static void assertSameBits(Path checked, Path without) throws IOException {
        assertEquals(
                json(checked, "run.json").path("parametersSha256"),
                json(without, "run.json").path("parametersSha256"));
        assertFalse(files(without).contains("checks.json"));
    }

    @Test
    void imagesAndTablesAreCheckedInALineWhichChangesNoBit() throws IOException {
        Cli images = ok(RunFolders.IMAGES.line().replace("--no-check ", "") + "DIR/images");
        assertChecked(images, folder.resolve("images"));
        assertSameBits(folder.resolve("images"), RunFolders.IMAGES.folder());
        assertChecked(RunFolders.FOLDS.trained(), RunFolders.FOLDS.folder());
    }

    @Test
    void numbersAreCheckedToo() throws IOException {
        String options = TABLE + "body_mass_g --hidden 16 --with loss:huber,dropout:0.2";
        assertChecked(checked("own", options), folder.resolve("own"));
        train(options + " --out DIR/without");
        assertSameBits(folder.resolve("own"), folder.resolve("without"));
    }

    @Test
    void digitsAreCheckedIfAskedForOnly() throws IOException {
        assertEquals("", line(checked("mnist", "--time-limit 0.1s")));
        String options = "--epochs 1 --hidden 16 --data {runs}/mnist";
        train(options + " --out DIR/plain");
        Cli checked = checked("checked", options + " --check");
        assertTrue(
                checked.out().contains("\nNetwork 784-16-10 relu cross-entropy adam lr:0.001 batch:64 seed:1\n"),
                checked.out());
        assertTrue(checked.out().contains("\ndW2, against central differences "), checked.out());
        assertTrue(checked.out().contains("\nTrainer: Deeplearning4j's fit with Crosscheck's layers, "), checked.out());
        assertEquals(29, json("checked/checks.json").size());
        assertSameBits(folder.resolve("checked"), folder.resolve("plain"));
    }

    @Test
    void aResumedRunIsNotCheckedAgainAndATooLargeNetworkIsNamed() throws IOException {
        RunFolders.CLASSES.copy(folder);
        assertEquals("", line(ok("train --resume DIR/classes")));
        assertEquals(
                "Not checked: a network of 541699 parameters takes too long for a brief check; --check does it up to 2000000.",
                line(checked("large", TABLE + "species --hidden 1024,512")));
        Cli huge = ended(1, "train --check --out DIR/huge --hidden 20000 --data {runs}/pictures");
        assertTrue(huge.err().contains(" parameters: at most 2000000 can be checked"), huge.err());
    }

    @Test
    void aDisagreementStopsBeforeTrainingWithExitCode3() throws IOException {
        Comparison comparison = new Comparison("dW1, against DL4J", Tolerances.EXACT);
        comparison.add(0, "dW1", 2, 3);
        Findings wrong = new Findings("Network as given", "16 rows", List.of(comparison.verdict()), List.of());
        TrainCommand train = new TrainCommand(new TrainingCheck() {
            @Override
            List<Findings> findings(Setup setup, FirstBatch batch, TrainingRun.Plan plan, Effort effort) {
                return List.of(wrong);
            }
        });
        CommandLine line = new CommandLine(train);
        train.addOptions(line.getCommandSpec());
        CommandLine program = CrosscheckCommand.parser();
        program.getCommandSpec().removeSubcommand("train");
        program.addSubcommand("train", line);
        String options = "train --epochs 1 --hidden 16 --data {runs}/pictures --out DIR/wrong";
        Cli result = Cli.run(Conversions.register(program), words(options));
        assertEquals(3, result.code(), result.err());
        assertTrue(result.out().contains("\nFAIL dW1, against DL4J: "), result.out());
        assertTrue(line(result).endsWith(": 1 disagree."), result.out());
        assertTrue(
                result.err()
                        .startsWith("The check before training disagrees, most in dW1, against DL4J: nothing was"
                                + " trained.\nSee whether crosscheck verify --network '384-16-12 relu cross-entropy"),
                result.err());
        assertEquals("FAILED", json("wrong/run.json").path("status").asText());
        assertFalse(Files.exists(folder.resolve("wrong/model.safetensors")));
    }
}
