package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Setup;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Without options, a table's network is chosen from candidates by rows that they were not trained on. */
class NetworkChoiceIT extends CommandLines {
    /** A class inside a ring, a number that is a sum, and a coin. */
    private void made(int rows) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder text = new StringBuilder("x,y,ring,sum,coin\n");
        for (int i = 0; i < rows; i++) {
            double x = 2 * random.nextDouble() - 1;
            double y = 2 * random.nextDouble() - 1;
            text.append(String.format(
                    Locale.ROOT,
                    "%.4f,%.4f,%s,%.4f,%s\n",
                    x,
                    y,
                    x * x + y * y > 0.6 ? "far" : "near",
                    3 * x - 2 * y + random.nextGaussian(),
                    random.nextBoolean() ? "heads" : "tails"));
        }
        Files.writeString(folder.resolve("made.csv"), text);
    }

    private JsonNode measured(Path run) throws IOException {
        JsonNode found = json(run, "measures.json").path("candidates");
        assertEquals(json(run, "run.json").at("/config/source/candidates"), found);
        assertEquals(3, found.path("entries").size());
        return found;
    }

    private static JsonNode entry(JsonNode candidates, String name) {
        for (JsonNode entry : candidates.path("entries")) {
            if (entry.path("name").asText().equals(name)) {
                return entry;
            }
        }
        throw new AssertionError(candidates.toString());
    }

    /** No line divides a ring; whoever is chosen is the model that everything uses, and resuming does nothing. */
    @Test
    void validationRowsChoose() throws IOException {
        made(500);
        String options = "--data DIR/made.csv --target ring --drop sum,coin --validation 80 --patience 5 ";
        Cli dry = ok("train --dry-run --device cpu " + options + "--json DIR/dry.json");
        Cli trained = train(options + "--out DIR/run");
        String parts = "320 training and 100 test rows, 80 held out for validation";
        assertTrue(dry.sentences().contains(parts) && trained.sentences().contains(parts), trained.out());
        assertTrue(trained.sentences().contains("\nOn the 80 validation rows:\n"), trained.out());
        JsonNode candidates = measured(folder.resolve("run"));
        String chosen = candidates.at("/verdict/chosen").asText();
        assertFalse(chosen.equals("linear model"), candidates.toString());
        JsonNode entry = entry(candidates, chosen);
        JsonNode record = json("run/run.json");
        assertEquals(
                setup(entry.path("setup")).network(),
                setup(record.at("/config/setup")).network());
        assertEquals(entry.at("/score/epoch"), record.path("bestEpoch"));
        assertTrue(entry(candidates, "linear model").at("/score/loss").asDouble()
                > entry.at("/score/loss").asDouble());
        assertTrue(json("run/measures.json").at("/network/accuracy").asDouble() > 0.9);
        assertFalse(trained.out().contains("\nLinear model: "), "it was a candidate, and is trained once");
        String page = Files.readString(folder.resolve("run/run.html"));
        assertTrue(page.contains("candidate: recipe") && page.contains("it has the lowest loss"), page);
        ok("inspect DIR/run");
        resumedFromItsFirstCheckpoint("run");
    }

    /** Of a sum a line knows all, and of a coin nobody knows anything. */
    @Test
    void theLinearModelIsTakenIfItIsAsGoodAndNothingBeatsGuessing() throws IOException {
        made(400);
        String options = " --validation 20% --patience 5 --data DIR/made.csv --target ";
        Cli sum = train("--drop ring,coin --out DIR/sum" + options + "sum");
        assertTrue(sum.sentences().contains("\nThe linear model is as good: take it."), sum.out());
        assertEquals(
                "linear model",
                measured(folder.resolve("sum")).at("/verdict/chosen").asText());
        assertEquals(
                List.of(),
                setup(json("sum/run.json").at("/config/setup")).network().hidden());
        Cli coin = train("--out DIR/coin" + options + "coin");
        String nothing = "\nNothing beats guessing by more than three standard errors, neither by the loss (0.";
        assertTrue(coin.sentences().contains(nothing), coin.out());
        assertTrue(coin.sentences().contains(") nor by rank (AUC of the rarest class 0."), coin.out());
        assertEquals(
                "linear model",
                measured(folder.resolve("coin")).at("/verdict/chosen").asText());
    }

    /** By default each fold is judged by the network that was trained on the others, and the model is their mean. */
    @Test
    void foldsChooseAndTheirNetworksAnswerTogether() throws IOException {
        Cli trained = RunFolders.FOLDS.trained();
        assertTrue(trained.sentences().contains("\nOn the 275 training rows, in 5 folds:\n"), trained.out());
        assertTrue(trained.sentences().contains("275 held-out rows"), trained.out());
        JsonNode candidates = measured(RunFolders.FOLDS.folder());
        assertEquals(5, candidates.path("folds").asInt());
        JsonNode entry = entry(candidates, candidates.at("/verdict/chosen").asText());
        JsonNode record = json(RunFolders.FOLDS.folder(), "run.json");
        assertEquals(entry.at("/score/epoch").asInt(), record.path("bestEpoch").asInt());
        assertEquals(5, setup(record.at("/config/setup")).training().folds());
        assertEquals(5, Model.load(RunFolders.FOLDS.folder()).spec().groups());
        RunFolders.FOLDS.copy(folder);
        Cli resumed = ok("train --device cpu --resume DIR/folds");
        assertTrue(resumed.out().contains("Nothing was left to do."), resumed.out());
    }

    /** Of numbers all rows tell how wide intervals are, each by the network that was not trained on it. */
    @Test
    void foldsOfNumbersGiveIntervals() throws IOException {
        made(250);
        Cli trained = ok("train --device cpu --data DIR/made.csv --target sum --drop ring,coin --folds 3 --hidden 4,3"
                + " --epochs 20 --out DIR/run");
        assertTrue(trained.sentences().contains("by 200 held-out rows"), trained.out());
        assertTrue(trained.sentences().contains("everything agrees"), trained.out());
        assertTrue(trained.sentences().contains("200 training and 50 test rows, in 3 folds"), trained.out());
        assertEquals(List.of(12, 9), Model.load(folder.resolve("run")).spec().units());
        ok("export DIR/run --out DIR/exported");
        assertTrue(files(folder.resolve("exported"))
                .containsAll(List.of("model.onnx", "model.safetensors", "TableModel.java", "model.zip")));
    }

    /** Every 40th row is far off: in the middle the linear model's residuals are normal, and beyond the fences lie 2.5 %. */
    private void outliers() throws IOException {
        SplittableRandom random = new SplittableRandom(2);
        StringBuilder text = new StringBuilder("x,y,sum\n");
        for (int i = 0; i < 240; i++) {
            double x = random.nextGaussian();
            double y = random.nextGaussian();
            double sum = 3 * x - 2 * y + random.nextGaussian() + (i % 40 == 0 ? 40 : 0);
            text.append(String.format(Locale.ROOT, "%.4f,%.4f,%.4f\n", x, y, sum));
        }
        Files.writeString(folder.resolve("made.csv"), text);
    }

    private static Setup setup(JsonNode line) {
        return Setup.parse(line.asText());
    }

    private void assertWhy(String expected, String options) throws IOException {
        ok("train --dry-run --device cpu --json DIR/dry.json " + options);
        assertEquals(expected, json("dry.json").at("/table/choices/2/why").asText());
    }

    private void assertLoss(String expected, String run) throws IOException {
        for (JsonNode entry : measured(folder.resolve(run)).path("entries")) {
            assertEquals(expected, setup(entry.path("setup")).network().loss().name(), entry.toString());
        }
        assertEquals(
                expected,
                setup(json(run + "/run.json").at("/config/setup"))
                        .network()
                        .loss()
                        .name());
    }

    /** All candidates then have Huber's loss, and a run that is resumed finds the same; where the loss is named, nothing is found. */
    @Test
    void outliersOfTheLinearModelDecideTheLoss() throws IOException {
        outliers();
        String options = "--data DIR/made.csv --target sum --patience 2 --folds 2";
        assertWhy("huber if the linear model's residuals have outliers", options);
        Cli found = train(options + " --out DIR/found");
        assertTrue(
                found.sentences().contains(" The loss is huber: ")
                        && found.sentences()
                                .contains(" % of the linear model's residuals are outliers, at least 0.5 %."),
                found.sentences());
        assertLoss("HUBER", "found");
        resumedFromItsFirstCheckpoint("found");
        Cli named = train(options + " --with loss:mse --out DIR/named");
        assertFalse(named.sentences().contains("outliers"), named.sentences());
        assertLoss("MEAN_SQUARED_ERROR", "named");
        made(250);
        Cli none = train(options + " --drop ring,coin --out DIR/none");
        assertTrue(
                none.sentences().contains(" The loss is mse: 0.00 % of the linear model's residuals"),
                none.sentences());
        assertLoss("MEAN_SQUARED_ERROR", "none");
        assertWhy(
                "a number; only beside candidates the linear model's outliers are looked at",
                options + " --drop ring,coin --hidden 8");
    }

    /** As a run that was killed while its candidates were trained: only the first checkpoint is there, and the same is chosen with the same bits. */
    private void resumedFromItsFirstCheckpoint(String run) throws IOException {
        byte[] model = model(run);
        Files.delete(folder.resolve(run + "/model.safetensors"));
        try (Stream<Path> files = Files.list(folder.resolve(run + "/checkpoints"))) {
            List<Path> all = files.sorted(
                            Comparator.comparing(file -> file.toFile().lastModified()))
                    .toList();
            for (Path file : all.subList(1, all.size())) {
                Files.delete(file);
            }
        }
        Cli resumed = ok("train --device cpu --resume DIR/" + run);
        assertTrue(resumed.out().contains("Candidates, compared"), resumed.out());
        assertArrayEquals(model, model(run));
    }

    @Test
    void patienceWaitsForTheRowsOfAllFolds() throws IOException {
        made(250);
        ok("train --dry-run --device cpu --data DIR/made.csv --target ring --patience 7 --json DIR/dry.json");
        assertFalse(json("dry.json").at("/config/setup").asText().contains("validation:"));
        JsonNode candidates = json("dry.json").at("/config/source/candidates");
        assertEquals(5, candidates.path("folds").asInt());
        assertEquals(
                7, setup(candidates.at("/entries/2/setup")).training().stop().patience());
    }

    @Test
    void optionsForTheNetworkAreFollowedWithoutCandidates() throws IOException {
        Cli given = RunFolders.CLASSES.trained();
        assertFalse(given.out().contains("andidate"), given.out());
        JsonNode record = json(RunFolders.CLASSES.folder(), "run.json");
        assertTrue(record.at("/config/source/candidates").isNull(), record.toString());
        assertTrue(setup(record.at("/config/setup")).training().stop().patience() > 0);
        Cli none = ok("train --dry-run --data " + PENGUINS + " --target species --validation none");
        assertFalse(none.out().contains("andidate"), none.out());
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "ending a process is not a signal there")
    void askedToEndItSaysThatThereIsNoModelYetAndCanBeResumed() throws IOException, InterruptedException {
        made(600);
        String train =
                "train --no-check --device cpu --data DIR/made.csv --target ring --drop sum,coin --validation 20% --patience 60 --out DIR/run"
                        .replace("DIR", folder.toString());
        Process process = Launcher.shortProcess(List.of(train.split(" ")))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = process.inputReader()) {
            String line = lines.readLine();
            while (line != null && !line.startsWith("Page: ")) {
                line = lines.readLine();
            }
            assertNotNull(line, "it ended before it was asked to");
            process.toHandle().destroy();
            List<String> rest = lines.lines().toList();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            assertTrue(
                    rest.contains("Interrupted while candidates were trained: there is no model yet."), rest::toString);
            assertEquals(143, process.exitValue(), "128 and the signal's number");
        } finally {
            process.destroyForcibly();
        }
        assertEquals("INTERRUPTED", json("run/run.json").path("status").asText());
        assertFalse(Files.exists(folder.resolve("run/model.safetensors")));
        assertTrue(
                Files.readString(folder.resolve("run/run.html")).contains("Interrupted before a network was chosen."));
        ok("inspect DIR/run");
        ok("train --quiet --device cpu --resume DIR/run --patience 2");
        assertEquals("COMPLETED", json("run/run.json").path("status").asText());
    }
}
