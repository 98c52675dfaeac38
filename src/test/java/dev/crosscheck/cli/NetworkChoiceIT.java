package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.tables.TableResult;
import dev.crosscheck.tables.TableTraining;
import dev.crosscheck.tables.TableWishes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Without options, a table's network is chosen from candidates by rows that they were not trained on. */
class NetworkChoiceIT extends CommandLines {
    /**
     * A sum of which a line knows all but the noise, and one of which every 40th is far off: in the middle the linear model's residuals are
     * normal, and beyond the fences lie 2.5 %.
     */
    @BeforeEach
    void make() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder text = new StringBuilder("x,y,sum,far\n");
        for (int i = 0; i < 240; i++) {
            double x = random.nextGaussian();
            double y = random.nextGaussian();
            double sum = 3 * x - 2 * y + random.nextGaussian();
            double far = sum + (i % 40 == 0 ? 40 : 0);
            text.append(String.format(Locale.ROOT, "%.4f,%.4f,%.4f,%.4f\n", x, y, sum, far));
        }
        write("made.csv", text.toString());
    }

    private static Setup setup(JsonNode line) {
        return Setup.parse(line.asText());
    }

    /** @return the candidate that a run has chosen, which its record has too */
    private JsonNode chosen(Path run) throws IOException {
        JsonNode candidates = json(run, "measures.json").path("candidates");
        JsonNode record = json(run, "run.json");
        assertEquals(record.at("/config/source/candidates"), candidates);
        assertEquals(3, candidates.path("entries").size());
        for (JsonNode entry : candidates.path("entries")) {
            if (entry.path("name").equals(candidates.at("/verdict/chosen"))) {
                Setup trained = setup(record.at("/config/setup"));
                assertEquals(setup(entry.path("setup")).network(), trained.network());
                assertEquals(entry.at("/score/epoch"), record.path("bestEpoch"));
                return entry;
            }
        }
        throw new AssertionError(candidates.toString());
    }

    private void assertLoss(String expected, JsonNode candidates) {
        for (JsonNode entry : candidates.path("entries")) {
            assertEquals(expected, setup(entry.path("setup")).network().loss().name(), entry.toString());
        }
    }

    private JsonNode dry(String options) throws IOException {
        ok("train --dry-run --device cpu --json DIR/dry.json " + options);
        return json("dry.json");
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "--hidden 8 --epochs 5 --seed 3, hidden:8 epochs:5 seed:3"})
    void fromJavaTheSameComesOut(String options, String words) throws IOException {
        train("--data DIR/made.csv --target sum --out DIR/run " + options);
        Path run = folder.resolve("run");
        JsonNode record = json(run, "run.json");
        TableResult found = TableTraining.train(
                folder.resolve("made.csv"), TableWishes.of("sum").with(words), new TableTraining.Listener() {});
        assertEquals(record.path("parametersSha256").asText(), found.model().parametersSha256());
        assertEquals(record.at("/worth/words").asText(), found.worth().words());
        Model saved = Model.load(run);
        assertEquals(saved.preparation(), found.model().preparation());
    }

    @Test
    void theLinearModelIsTakenIfItIsAsGoodOnValidationRows() throws IOException {
        Cli trained = train("--data DIR/made.csv --target sum --drop far --validation 48 --patience 1 --out DIR/run");
        String said = trained.sentences();
        for (String part : List.of(
                "144 training and 48 test rows, 48 held out for validation",
                " The loss is mse: 0.00 % of the linear model's residuals",
                "\nOn the 48 validation rows:\n",
                "\nThe linear model is as good: take it.")) {
            assertTrue(said.contains(part), said);
        }
        assertFalse(said.contains("\nLinear model: "), "it was a candidate, and is trained once");
        assertEquals("linear model", chosen(folder.resolve("run")).path("name").asText());
        assertLoss("MEAN_SQUARED_ERROR", json("run/measures.json").path("candidates"));
        String page = Files.readString(folder.resolve("run/run.html"));
        assertTrue(page.contains("candidate: recipe") && page.contains("The linear model is as good"), page);
    }

    /** By default each fold is judged by the network that was trained on the others, and the model is their mean. */
    @Test
    void foldsChooseAndTheirNetworksAnswerTogether() throws IOException {
        String said = RunFolders.FOLDS.trained().sentences();
        assertTrue(said.contains("\nOn the 275 training rows, in 5 folds:\n"), said);
        assertTrue(said.contains("275 held-out rows"), said);
        assertFalse(chosen(RunFolders.FOLDS.folder()).path("name").asText().equals("linear model"));
        JsonNode record = json(RunFolders.FOLDS.folder(), "run.json");
        assertEquals(5, record.at("/config/source/candidates/folds").asInt());
        assertEquals(5, setup(record.at("/config/setup")).training().folds());
        assertEquals(5, Model.load(RunFolders.FOLDS.folder()).spec().groups());
        RunFolders.FOLDS.copy(folder);
        Cli resumed = ok("train --device cpu --resume DIR/folds");
        assertTrue(resumed.out().contains("Nothing was left to do."), resumed.out());
    }

    /** Of numbers all rows tell how wide intervals are, each by the network that was not trained on it. */
    @Test
    void foldsOfNumbersGiveIntervals() throws IOException {
        String options = "--data DIR/made.csv --target sum --drop far --folds 3 --hidden 4,3 --epochs 20";
        String said = train(options + " --out DIR/run").sentences();
        assertTrue(said.contains("by 192 held-out rows"), said);
        assertEquals(List.of(12, 9), Model.load(folder.resolve("run")).spec().units());
        ok("export DIR/run --out DIR/exported");
    }

    /** All candidates then have Huber's loss, and a run that is resumed chooses the same with the same bits; where the loss is named, nothing is found. */
    @Test
    void outliersOfTheLinearModelDecideTheLoss() throws IOException {
        String options = "--data DIR/made.csv --target far --drop sum --patience 1 --folds 2";
        String said = train(options + " --out DIR/found").sentences();
        assertTrue(said.contains(" The loss is huber: "), said);
        Path run = folder.resolve("found");
        chosen(run);
        assertLoss("HUBER", json("found/measures.json").path("candidates"));
        JsonNode named = dry(options + " --with loss:mse").at("/config/source/candidates");
        assertLoss("MEAN_SQUARED_ERROR", named);
        assertFalse(named.path("findsLoss").asBoolean(true), named.toString());

        // As if killed while candidates were trained: only the first checkpoint is there.
        byte[] model = model("found");
        Files.delete(run.resolve(Model.FILE));
        for (Path later :
                new RunFiles(run).checkpoints().stream().sorted().skip(1).toList()) {
            Files.delete(later);
        }
        Cli resumed = ok("train --device cpu --resume DIR/found");
        assertTrue(resumed.out().contains("Candidates, compared"), resumed.out());
        assertArrayEquals(model, model("found"));
    }

    @Test
    void optionsForTheNetworkAreFollowedWithoutCandidatesAndPatienceIsForAll() throws IOException {
        JsonNode candidates =
                dry("--data DIR/made.csv --target sum --patience 7").at("/config/source/candidates");
        assertEquals(
                7, setup(candidates.at("/entries/2/setup")).training().stop().patience());
        for (JsonNode without : List.of(
                json(RunFolders.CLASSES.folder(), "run.json"),
                dry("--data DIR/made.csv --target sum --validation none"))) {
            assertTrue(without.at("/config/source/candidates").isNull(), without.toString());
        }
    }
}
