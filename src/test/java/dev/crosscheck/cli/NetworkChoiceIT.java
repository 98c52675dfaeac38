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
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Without options, a table's network is chosen from candidates by rows that they were not trained on. */
class NetworkChoiceIT extends TableRuns {
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

    private JsonNode measured(String run) throws IOException {
        JsonNode found = json(run + "/measures.json").path("candidates");
        JsonNode recorded = json(run + "/run.json").at("/config/source/candidates");
        assertEquals(recorded, found);
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
        made(700);
        Cli dry = run(
                "train --dry-run --device cpu --data DIR/made.csv --target ring --drop sum,coin --validation 112 --patience 5 --json DIR/dry.json");
        assertEquals(0, dry.code(), dry.err());
        Cli trained = train("DIR/made.csv --target ring --drop sum,coin --validation 112 --patience 5 --out DIR/run");
        assertEquals(0, trained.code(), trained.err());
        trained.out()
                .lines()
                .filter(line -> !line.contains("crosscheck ")) // a command is one line, to be copied
                .forEach(line -> assertTrue(line.length() <= 80, line));
        String parts = "448 training and 140 test rows, 112 held out for validation";
        assertTrue(dry.sentences().contains(parts) && trained.sentences().contains(parts), trained.out());
        assertEquals(448, json("dry.json").at("/parts/train").asInt());
        assertEquals(112, json("dry.json").at("/parts/validation").asInt());
        assertTrue(trained.sentences().contains("\nOn the 112 validation rows:\n"), trained.out());
        JsonNode candidates = measured("run");
        String chosen = candidates.at("/verdict/chosen").asText();
        assertFalse(chosen.equals("linear model"), candidates.toString());
        JsonNode entry = entry(candidates, chosen);
        assertEquals(
                setup(entry.path("setup")).network(),
                setup(json("run/run.json").at("/config/setup")).network());
        assertEquals(entry.at("/score/epoch"), json("run/run.json").path("bestEpoch"));
        assertTrue(entry(candidates, "linear model").at("/score/loss").asDouble()
                > entry.at("/score/loss").asDouble());
        assertTrue(json("run/measures.json").at("/network/accuracy").asDouble() > 0.9);
        assertTrue(json("run/measures.json").at("/linear model/accuracy").asDouble() > 0.4);
        assertFalse(trained.out().contains("\nLinear model: "), "it was a candidate, and is trained once");
        String page = Files.readString(folder.resolve("run/run.html"));
        assertTrue(page.contains("candidate: recipe") && page.contains("it has the lowest loss"), page);
        Cli inspected = run("inspect DIR/run");
        assertEquals(0, inspected.code(), inspected.out());
        byte[] model = Files.readAllBytes(folder.resolve("run/model.safetensors"));
        Cli resumed = run("train --device cpu --resume DIR/run");
        assertEquals(0, resumed.code(), resumed.err());
        assertTrue(resumed.out().contains("Nothing was left to do."), resumed.out());
        assertArrayEquals(model, Files.readAllBytes(folder.resolve("run/model.safetensors")));
    }

    /** Of a sum a line knows all, and of a coin nobody knows anything. */
    @Test
    void theLinearModelIsTakenIfItIsAsGoodAndNothingBeatsGuessing() throws IOException {
        made(700);
        Cli sum = train("DIR/made.csv --target sum --drop ring,coin --validation 20% --patience 10 --out DIR/sum");
        assertEquals(0, sum.code(), sum.err());
        assertTrue(sum.sentences().contains("\nThe linear model is as good: take it."), sum.out());
        assertEquals("linear model", measured("sum").at("/verdict/chosen").asText());
        assertEquals(
                List.of(),
                setup(json("sum/run.json").at("/config/setup")).network().hidden());
        Cli coin = train("DIR/made.csv --target coin --folds 3 --patience 5 --out DIR/coin");
        assertEquals(0, coin.code(), coin.err());
        assertTrue(
                coin.sentences()
                        .contains(
                                "\nNothing beats guessing by more than three standard errors, neither by the loss (0.69"),
                coin.out());
        assertTrue(coin.sentences().contains(") nor by rank (AUC of the rarest class 0."), coin.out());
        assertEquals("linear model", measured("coin").at("/verdict/chosen").asText());
    }

    /** By default each fold is judged by the network that was trained on the others, and the model is their mean. */
    @Test
    void foldsChooseAndTheirNetworksAnswerTogether() throws IOException {
        made(250);
        Cli trained = train("DIR/made.csv --target ring --drop sum,coin --patience 2 --out DIR/run");
        assertEquals(0, trained.code(), trained.err());
        assertTrue(trained.sentences().contains("\nOn the 200 training rows, in 5 folds:\n"), trained.out());
        assertTrue(trained.sentences().contains("200 held-out rows"), trained.out());
        JsonNode candidates = measured("run");
        assertEquals(5, candidates.path("folds").asInt());
        JsonNode entry = entry(candidates, candidates.at("/verdict/chosen").asText());
        JsonNode record = json("run/run.json");
        assertEquals(200, record.at("/data/trainingRows").asInt());
        assertEquals(entry.at("/score/epoch").asInt(), record.path("bestEpoch").asInt());
        assertEquals(5, setup(record.at("/config/setup")).training().folds());
        Model model = Model.load(folder.resolve("run"));
        assertEquals(5, model.spec().groups());
        Cli resumed = run("train --device cpu --resume DIR/run");
        assertEquals(0, resumed.code(), resumed.err());
        assertTrue(resumed.out().contains("Nothing was left to do."), resumed.out());
    }

    /** Of numbers all rows tell how wide intervals are, each by the network that was not trained on it. */
    @Test
    void foldsOfNumbersGiveIntervals() throws IOException {
        made(250);
        Cli trained = trainChecked(
                "DIR/made.csv --target sum --drop ring,coin --folds 3 --hidden 4,3 --epochs 20 --out DIR/run");
        assertEquals(0, trained.code(), trained.err());
        assertTrue(trained.sentences().contains("by 200 held-out rows"), trained.out());
        assertTrue(trained.sentences().contains("everything agrees"), trained.out());
        assertTrue(trained.sentences().contains("200 training and 50 test rows, in 3 folds"), trained.out());
        Model model = Model.load(folder.resolve("run"));
        assertEquals(List.of(12, 9), model.spec().units());
        Cli exported = run("export DIR/run --out DIR/exported");
        assertEquals(0, exported.code(), exported.out() + exported.err());
        for (String file : List.of("model.onnx", "model.safetensors", "TableModel.java", "model.zip")) {
            assertTrue(Files.exists(folder.resolve("exported").resolve(file)), exported.out());
        }
    }

    @Test
    void foldsAreRefusedWhereTheyAreNotPossible() throws IOException {
        made(250);
        Cli both = train("DIR/made.csv --target ring --folds 5 --validation 20% --out DIR/run");
        assertEquals(2, both.code(), both.out());
        assertTrue(both.err().contains("--folds 5 judges by all training rows: leave out --validation."), both.err());
        Cli groups = train("DIR/made.csv --target ring --split-by coin --folds 5 --out DIR/run");
        assertEquals(2, groups.code(), groups.out());
        assertTrue(groups.err().contains("--folds 5: there are only"), groups.err());
        Cli dl4j = train("DIR/made.csv --target ring --folds 3 --trainer dl4j --out DIR/run");
        assertEquals(2, dl4j.code(), dl4j.out());
        assertTrue(dl4j.err().contains("--trainer dl4j trains one network, and --folds asks for 3."), dl4j.err());
        Cli many = train("DIR/made.csv --target ring --folds 20 --dry-run");
        assertEquals(0, many.code(), many.err());
        Cli one = train("DIR/made.csv --target ring --folds 1 --out DIR/run");
        assertEquals(2, one.code(), one.out());
        assertFalse(Files.exists(folder.resolve("run")));
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
        Cli dry = run("train --dry-run --device cpu --json DIR/dry.json --data " + options);
        assertEquals(0, dry.code(), dry.err());
        assertEquals(expected, json("dry.json").at("/table/choices/2/why").asText());
    }

    private void assertLoss(String expected, String run) throws IOException {
        for (JsonNode entry : measured(run).path("entries")) {
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
        String options = "DIR/made.csv --target sum --patience 2";
        assertWhy("huber if the linear model's residuals have outliers", options);
        Cli found = train(options + " --out DIR/found");
        assertEquals(0, found.code(), found.err());
        assertTrue(
                found.sentences().contains(" The loss is huber: ")
                        && found.sentences()
                                .contains(" % of the linear model's residuals are outliers, at least 0.5 %."),
                found.sentences());
        assertLoss("HUBER", "found");
        resumedFromItsFirstCheckpoint("found");
        Cli named = train(options + " --with loss:mse --out DIR/named");
        assertEquals(0, named.code(), named.err());
        assertFalse(named.sentences().contains("outliers"), named.sentences());
        assertLoss("MEAN_SQUARED_ERROR", "named");
        made(250);
        Cli none = train("DIR/made.csv --target sum --drop ring,coin --patience 2 --out DIR/none");
        assertTrue(
                none.sentences().contains(" The loss is mse: 0.00 % of the linear model's residuals"),
                none.sentences());
        assertLoss("MEAN_SQUARED_ERROR", "none");
        assertWhy(
                "a number; only beside candidates the linear model's outliers are looked at",
                "DIR/made.csv --target sum --drop ring,coin --hidden 8");
    }

    /** As a run that was killed while its candidates were trained: only the first checkpoint is there. */
    @Test
    void aRunThatIsResumedChoosesTheSameWithTheSameBits() throws IOException {
        made(160);
        for (String options : List.of(
                "--target ring --drop sum,coin --folds 2 --patience 2",
                "--target ring --drop sum,coin --validation 50 --patience 2")) {
            String run = options.contains("validation") ? "held" : "folds";
            assertEquals(
                    0, train("DIR/made.csv " + options + " --out DIR/" + run).code());
            resumedFromItsFirstCheckpoint(run);
        }
    }

    private void resumedFromItsFirstCheckpoint(String run) throws IOException {
        byte[] model = Files.readAllBytes(folder.resolve(run + "/model.safetensors"));
        Files.delete(folder.resolve(run + "/model.safetensors"));
        try (Stream<Path> files = Files.list(folder.resolve(run + "/checkpoints"))) {
            List<Path> all = files.toList();
            Path first = all.stream()
                    .min((a, b) ->
                            Long.compare(a.toFile().lastModified(), b.toFile().lastModified()))
                    .orElseThrow();
            for (Path file : all) {
                if (!file.equals(first)) {
                    Files.delete(file);
                }
            }
        }
        Cli resumed = run("train --device cpu --resume DIR/" + run);
        assertEquals(0, resumed.code(), resumed.err());
        assertTrue(resumed.out().contains("Candidates, compared"), resumed.out());
        assertArrayEquals(model, Files.readAllBytes(folder.resolve(run + "/model.safetensors")));
    }

    @Test
    void patienceWaitsForTheRowsOfAllFolds() throws IOException {
        made(250);
        Cli dry =
                run("train --dry-run --device cpu --data DIR/made.csv --target ring --patience 7 --json DIR/dry.json");
        assertEquals(0, dry.code(), dry.err());
        assertEquals(0, json("dry.json").at("/parts/validation").asInt());
        JsonNode candidates = json("dry.json").path("candidates");
        assertEquals(5, candidates.path("folds").asInt());
        assertEquals(
                7, setup(candidates.at("/entries/2/setup")).training().stop().patience());
    }

    @Test
    void optionsForTheNetworkAreFollowedWithoutCandidates() throws IOException {
        made(250);
        Cli given = train("DIR/made.csv --target ring --hidden 8 --out DIR/given");
        assertEquals(0, given.code(), given.err());
        assertFalse(given.out().contains("andidate"), given.out());
        assertTrue(
                given.sentences().contains("150 training and 50 test rows, 50 held out for validation"), given.out());
        JsonNode record = json("given/run.json");
        assertTrue(record.at("/config/source/candidates").isNull(), record.toString());
        assertTrue(setup(record.at("/config/setup")).training().stop().patience() > 0);
        Cli none = train("DIR/made.csv --target ring --validation none --out DIR/none");
        assertEquals(0, none.code(), none.err());
        assertTrue(
                none.sentences()
                        .contains("Data: DIR/made.csv, 200 training and 50 test rows\n"
                                .replace("DIR", folder.toString())),
                none.out());
        assertTrue(json("none/run.json").at("/config/source/candidates").isNull());
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "ending a process is not a signal there")
    void askedToEndItSaysThatThereIsNoModelYetAndCanBeResumed() throws IOException, InterruptedException {
        made(1500);
        String train =
                "train --no-check --device cpu --data DIR/made.csv --target ring --drop sum,coin --validation 20% --patience 60 --out DIR/run"
                        .replace("DIR", folder.toString());
        Process process = Launcher.shortProcess(List.of(train.split(" ")))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = process.inputReader()) {
            String line = lines.readLine();
            while (line != null && !line.startsWith("Candidate: ")) {
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
        Cli inspected = run("inspect DIR/run");
        assertEquals(0, inspected.code(), inspected.out() + inspected.err());
        Cli resumed = run("train --quiet --device cpu --resume DIR/run");
        assertEquals(0, resumed.code(), resumed.err());
        assertEquals("COMPLETED", json("run/run.json").path("status").asText());
    }
}
