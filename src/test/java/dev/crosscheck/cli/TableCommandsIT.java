package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.Soak;
import dev.crosscheck.nn.Setup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Figures of tables, from their raw files to answers. What is printed is in the transcripts. */
class TableCommandsIT extends CommandLines {
    /** A class inside a ring, a rare class that x and the colour make likelier, a sum with noise and one without. */
    private void made(int rows) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder text = new StringBuilder("x,y,colour,far,sick,noisy,sum\n");
        for (int i = 0; i < rows; i++) {
            double x = 2 * random.nextDouble() - 1;
            double y = 2 * random.nextDouble() - 1;
            boolean red = random.nextDouble() < 0.3;
            boolean sick = random.nextDouble() < 1 / (1 + Math.exp(4.5 - 3 * x - (red ? 1.5 : 0)));
            text.append(String.format(
                    Locale.ROOT,
                    "%.4f,%.4f,%s,%s,%s,%.4f,%.4f\n",
                    x,
                    y,
                    red ? "red" : "blue",
                    x * x + y * y > 0.6 ? "yes" : "no",
                    sick ? "ill" : "well",
                    3 * x + (red ? 1 : 0) + random.nextGaussian(),
                    3 * x - 2 * y + 10));
        }
        write("made.csv", text.toString());
    }

    private static boolean fits(String line) {
        return line.length() <= 80 || line.contains("crosscheck "); // a command is one line, to be copied
    }

    @Test
    void penguinsFromTheFileToAnswers() throws IOException {
        Cli trained = RunFolders.FOLDS.trained();
        assertTrue(trained.out().lines().allMatch(TableCommandsIT::fits), trained.out());
        assertTrue(trained.sentences().contains(": everything agrees."), trained.out());
        Path run = RunFolders.FOLDS.folder();
        JsonNode measures = json(run, "measures.json");
        // Of 69 rows: three wrong are far more than a network with other weights has had; guessing has 43 %.
        assertTrue(measures.at("/network/accuracy").asDouble() > 0.95, measures.toString());
        assertTrue(measures.at("/baseline/accuracy").asDouble() < 0.5, measures.toString());
        JsonNode record = json(run, "run.json");
        // A linear network is not compared with itself.
        boolean linear = Setup.parse(record.at("/config/setup").asText())
                .network()
                .hidden()
                .isEmpty();
        assertEquals(linear, measures.at("/linear model").isMissingNode(), measures.toString());
        assertTrue(measures.at("/worth/beatsBaseline").asBoolean(), measures.toString());
        assertEquals("COMPLETED", record.path("status").asText());
        assertEquals(275, record.at("/data/trainingRows").asInt());
        assertTrue(record.at("/epochs/0/rowsPerSecond").asDouble() > 0, record.toString());
        assertFalse(record.toString().contains("mages"), record.toString());
        String page = Files.readString(run.resolve("run.html"));
        assertTrue(page.contains("275 to train on, 0 to validate on, 69 to test on"));
        assertTrue(page.contains(measures.at("/worth/words").asText()), measures.toString());

        ok("predict {runs}/folds " + PENGUINS + " --out DIR/answers.csv");
        List<String> answers = Files.readAllLines(folder.resolve("answers.csv"));
        assertEquals(345, answers.size());
        assertTrue(answers.get(1).startsWith("Adelie,Torgersen,39.1,18.7,181,3750,male,2007,Adelie,"), answers.get(1));
        double right = answers.stream()
                .skip(1)
                .map(line -> line.split(","))
                .filter(cells -> cells[0].equals(cells[8]))
                .count();
        ok("evaluate {runs}/folds " + PENGUINS + " --out DIR/measured --json DIR/measured.json");
        assertEquals(right / 344, json("measured.json").at("/measures/accuracy").asDouble(), 1e-12, "all rows");
        assertTrue(right / 344 > 0.95, right + " of 344");
        assertTrue(Files.exists(folder.resolve("measured/confusion.png")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--target body_mass_g --drop year --validation 20% --seed 3 --with schedule:constant",
                "--target species --with class-weights:balanced --validation 20% --with schedule:constant"
            })
    @Tag(Soak.TAG)
    void aResumedRunHasTheSameBits(String options) throws IOException {
        train("--epochs 4 --out DIR/whole --data " + PENGUINS + " " + options);
        train("--epochs 2 --out DIR/parts --data " + PENGUINS + " " + options);
        ok("train --device cpu --resume DIR/parts --epochs 4");
        assertArrayEquals(model("whole"), model("parts"));
        Path other = write("penguins.csv", Files.readString(Path.of(PENGUINS)).replace("39.1,", "39.2,"));
        Cli refused = ended(1, "train --device cpu --resume DIR/parts --epochs 5 --data " + other);
        assertTrue(refused.err().contains("penguins.csv: expected SHA-256"), refused.err());
    }

    /** A ring about the middle: no straight line tells it, a hidden layer does. */
    @Test
    void twoClassesByOneProbability() throws IOException {
        made(400);
        train("--data DIR/made.csv --target far --drop sum,noisy,sick --epochs 60 --hidden 64,64 --out DIR/run");
        JsonNode measures = json("run/measures.json");
        assertTrue(measures.at("/network/accuracy").asDouble() > 0.9, measures.toString());
        assertTrue(measures.at("/linear model").isMissingNode(), "it competed with none");
        String text = "name!x!y!colour\nCa\u00f1on!0!0!red\nplain!1!1!red\n";
        Files.write(folder.resolve("odd.csv"), text.getBytes(StandardCharsets.ISO_8859_1));
        ended(1, "predict DIR/run DIR/odd.csv");
        List<String> lines = ok("predict DIR/run/model.safetensors DIR/odd.csv --delimiter ! --encoding ISO-8859-1")
                .out()
                .lines()
                .toList();
        assertTrue(lines.get(1).startsWith("Ca\u00f1on,0,0,red,no,"), lines.get(1));
        assertTrue(lines.get(2).startsWith("plain,1,1,red,yes,"), lines.get(2));
    }

    @Test
    void aNumberWithItsUnit() throws IOException {
        made(300);
        train("--data DIR/made.csv --target sum --drop far,sick,noisy --with loss:huber --hidden 32,16 --batch 8"
                + " --validation 30 --out DIR/run");
        JsonNode measures = json("run/measures.json");
        assertTrue(measures.at("/network/r2").asDouble() > 0.95, measures.toString());
        assertTrue(Files.readString(folder.resolve("run/metrics.csv"))
                .startsWith("epoch,train_loss,validation_loss,validation_rmse,"));
        assertTrue(Files.exists(folder.resolve("run/residuals.png")));
        JsonNode first = json("run/run.json").path("epochs").path(0);
        assertTrue(first.has("testRmse") && first.path("testAccuracyPercent").isNull(), first.toString());
        write("new.csv", "x,y,colour\n0,0,red\nnear,0,red\n0.5,,red\n");
        List<String> lines =
                ended(1, "predict DIR/run DIR/new.csv").out().lines().toList();
        assertEquals(10, Double.parseDouble(lines.get(1).split(",")[3]), 0.5);
        assertEquals("near,0,red,,,", lines.get(2), "no answer, and no interval");
        assertFalse(lines.get(3).endsWith(","), "a missing value is replaced");
        write("far.csv", "x,y,colour\n" + "9,0,red\n".repeat(100));
        String far = ok("predict DIR/run DIR/far.csv --out DIR/answers.csv").err();
        assertTrue(far.contains("far.csv, line 2, column \"x\": outside of what was trained on, -0."), far);
        assertTrue(far.contains("far.csv: 80 more rows or cells of the same kinds."), far);
        // The sum is 3 x - 2 y + 10: who answers it at all rests on x.
        ok("inspect DIR/run --json DIR/inspect.json");
        JsonNode x = json("inspect.json").at("/importance/columns/0");
        assertEquals("x", x.path("name").asText());
        assertTrue(x.path("rise").asDouble() > 0, x.toString());
    }

    /** Columns of noise, and targets that have nothing to do with them. */
    @Test
    void aNetworkThatIsWorthNothingSaysSo() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder text = new StringBuilder("a,b,c,d,e,f,g,h,kind\n");
        for (int row = 0; row < 60; row++) {
            for (int column = 0; column < 8; column++) {
                text.append(String.format(Locale.ROOT, "%.3f,", random.nextDouble()));
            }
            text.append(List.of("u", "u", "u", "v", "v", "w").get(random.nextInt(6)))
                    .append('\n');
        }
        write("noise.csv", text.toString());
        Cli trained =
                train("--data DIR/noise.csv --target kind --hidden 32 --epochs 60 --validation none --out DIR/run");
        JsonNode measures = json("run/measures.json");
        double network = measures.at("/network/logLoss").asDouble();
        assertTrue(network > measures.at("/baseline/logLoss").asDouble(), measures.toString());
        String end = trained.sentences().substring(trained.sentences().lastIndexOf("\nRun: "));
        String words = String.format(
                Locale.ROOT, "The network does not beat guessing on the 12 test rows: log loss %.4f, ", network);
        assertTrue(end.contains("\n" + words), end);
        assertTrue(end.contains("Try it without options of the network"), end);
        assertFalse(measures.at("/worth/beatsBaseline").asBoolean(true), measures.toString());
        assertEquals(network, measures.at("/worth/network").asDouble());
        assertEquals(measures.at("/baseline/logLoss"), measures.at("/worth/baseline"));
        assertEquals(measures.path("worth"), json("run/run.json").path("worth"));
        assertTrue(Files.readString(folder.resolve("run/run.html")).contains(words));
    }

    /** One row in twenty is of the rare class, which lies in the other's midst. */
    @ParameterizedTest
    @ValueSource(strings = {"bce", "cross-entropy"})
    void aRareClassIsNotLost(String loss) throws IOException {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder("x,y,kind\n");
        for (int i = 0; i < 1000; i++) {
            double shift = i % 20 == 0 ? 1 : 0;
            text.append(random.nextGaussian() + shift).append(',').append(random.nextGaussian() + shift);
            text.append(i % 20 == 0 ? ",rare\n" : ",usual\n");
        }
        write("uneven.csv", text.toString());
        String options = "--data DIR/uneven.csv --target kind --epochs 10 --batch 64 --hidden 64 --validation none"
                + " --with loss:" + loss;
        train(options + " --out DIR/plain");
        train(options + " --with class-weights:balanced --out DIR/weighted");
        double plain =
                json("plain/measures.json").at("/network/balancedAccuracy").asDouble();
        double better =
                json("weighted/measures.json").at("/network/balancedAccuracy").asDouble();
        // Two normal distributions 1.4 deviations apart: 76 % at best; unweighted hardly a row is called rare, which
        // makes 50 %.
        assertTrue(plain < 0.6 && better > 0.65, plain + " and " + better);
    }

    @Test
    void aCutOffIsChosenKeptAndUsed() throws IOException {
        made(1000);
        train("--data DIR/made.csv --target sick --drop sum,noisy,far --validation 30% --epochs 20 --hidden 64"
                + " --decide recall:0.9 --out DIR/run");
        JsonNode positive = json("run/measures.json").at("/decision/positive");
        double cutOff = positive.at("/cutOff/probability").asDouble();
        assertEquals(0, positive.path("label").asInt(), "the rarer class");
        assertTrue(cutOff > 0 && cutOff < 0.5, positive.toString());
        assertTrue(positive.at("/cutOff/recall").asDouble() >= 0.9, positive.toString());
        ok("predict DIR/run DIR/made.csv --out DIR/answers.csv");
        List<String> lines = Files.readAllLines(folder.resolve("answers.csv"));
        assertTrue(lines.get(0).endsWith(",predicted_sick,probability_ill,probability_well"), lines.get(0));
        int ill = 0;
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",");
            double p = Double.parseDouble(cells[8]);
            assertTrue(Math.abs(p - cutOff) < 1e-5 || cells[7].equals(p >= cutOff ? "ill" : "well"), line);
            ill += cells[7].equals("ill") ? 1 : 0;
        }
        assertTrue(ill > 50, "more than the rare class has: " + ill);
        ok("evaluate DIR/run DIR/made.csv --out DIR/measured --json DIR/measured.json");
        JsonNode both = json("measured.json");
        assertTrue(
                both.at("/atCutOff/classes/0/recall").asDouble()
                        > both.at("/measures/classes/0/recall").asDouble(),
                both.path("atCutOff").toString());
        String said = "\"ill\" is the answer from a probability of ";
        assertTrue(ok("inspect DIR/run").sentences().contains(said));
    }

    @Test
    void numbersHaveIntervals() throws IOException {
        made(1000);
        train("--data DIR/made.csv --target noisy --drop sick,far,sum --validation 30% --epochs 20 --hidden 64"
                + " --decide interval:0.8 --out DIR/run");
        JsonNode coverage = json("run/measures.json").at("/network/coverage");
        // Noise of deviation 1: 80 % are within 1.28 of the right line.
        assertEquals(1.28, coverage.path("halfWidth").asDouble(), 0.3, coverage.toString());
        assertEquals(
                0.8, coverage.path("share").asDouble(), 0.12, "200 rows, of intervals from 300: four standard errors");
        write("new.csv", "x,y,colour\n0.5,0,red\n");
        List<String> lines = ok("predict DIR/run DIR/new.csv").out().lines().toList();
        assertEquals("x,y,colour,predicted_noisy,low_noisy,high_noisy", lines.get(0));
        String[] cells = lines.get(1).split(",");
        double half = Double.parseDouble(cells[5]) - Double.parseDouble(cells[3]);
        assertEquals(1.28, half, 0.6, "50 rows or more for each point");
        assertEquals(Double.parseDouble(cells[3]) - half, Double.parseDouble(cells[4]), 1e-5);
    }
}
