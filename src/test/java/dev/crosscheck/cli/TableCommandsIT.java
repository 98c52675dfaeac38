package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Figures of tables, from their raw files to answers. What is printed is in the transcripts. */
class TableCommandsIT extends CommandLines {
    /** A rare class that x and the colour make likelier, and a sum with noise. */
    private void make() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder text = new StringBuilder("x,colour,sick,sum\n");
        for (int i = 0; i < 1000; i++) {
            double x = 2 * random.nextDouble() - 1;
            boolean red = random.nextDouble() < 0.3;
            boolean sick = random.nextDouble() < 1 / (1 + Math.exp(4.5 - 3 * x - (red ? 1.5 : 0)));
            text.append(String.format(
                    Locale.ROOT,
                    "%.4f,%s,%s,%.4f\n",
                    x,
                    red ? "red" : "blue",
                    sick ? "ill" : "well",
                    3 * x + (red ? 1 : 0) + random.nextGaussian()));
        }
        write("made.csv", text.toString());
    }

    private List<String[]> predicted(String line) throws IOException {
        ok("predict " + line + " --out DIR/answers.csv");
        return Files.readAllLines(folder.resolve("answers.csv")).stream()
                .skip(1)
                .map(row -> row.split(","))
                .toList();
    }

    @Test
    void penguinsFromTheFileToAnswers() throws IOException {
        Path run = RunFolders.FOLDS.folder();
        JsonNode measures = json(run, "measures.json");
        // Of 69 rows: three wrong are far more than a network with other weights has had; guessing has 43 %.
        assertTrue(measures.at("/network/accuracy").asDouble() > 0.95, measures.toString());
        assertTrue(measures.at("/baseline/accuracy").asDouble() < 0.5, measures.toString());
        JsonNode worth = measures.path("worth");
        assertTrue(worth.path("beatsBaseline").asBoolean(), measures.toString());
        assertEquals(measures.at("/network/logLoss"), worth.path("network"));
        assertEquals(measures.at("/baseline/logLoss"), worth.path("baseline"));
        JsonNode record = json(run, "run.json");
        assertEquals(worth, record.path("worth"));
        assertTrue(record.at("/epochs/0/rowsPerSecond").asDouble() > 0, record.toString());
        String page = Files.readString(run.resolve("run.html"));
        assertTrue(page.contains("275 to train on, in 5 folds, 69 to test on"));
        assertTrue(page.contains(worth.path("words").asText()), measures.toString());

        List<String[]> answers = predicted("{runs}/folds " + PENGUINS);
        double right = answers.stream().filter(row -> row[0].equals(row[8])).count();
        ok("evaluate {runs}/folds " + PENGUINS + " --out DIR/measured --json DIR/measured.json");
        assertEquals(right / 344, json("measured.json").at("/measures/accuracy").asDouble(), 1e-12, "all rows");
        assertTrue(right / 344 > 0.95, right + " of 344");
        assertTrue(Files.exists(folder.resolve("measured/confusion.png")));
    }

    @Test
    void aNumberHasItsUnitAndAnInterval() throws IOException {
        make();
        train("--data DIR/made.csv --target sum --drop sick --validation 30% --epochs 20 --hidden 64"
                + " --decide interval:0.8 --out DIR/run");
        JsonNode coverage = json("run/measures.json").at("/network/coverage");
        // Noise of deviation 1: 80 % are within 1.28 of the right line.
        assertEquals(1.28, coverage.path("halfWidth").asDouble(), 0.3, coverage.toString());
        assertEquals(
                0.8, coverage.path("share").asDouble(), 0.12, "200 rows, of intervals from 300: four standard errors");
        assertTrue(Files.exists(folder.resolve("run/residuals.png")));
        write("new.csv", "x,colour\n0.5,red\nnear,red\n");
        List<String> lines =
                ended(1, "predict DIR/run DIR/new.csv").out().lines().toList();
        assertEquals("x,colour,predicted_sum,low_sum,high_sum", lines.get(0));
        assertEquals("near,red,,,", lines.get(2), "no answer, and no interval");
        String[] cells = lines.get(1).split(",");
        double answer = Double.parseDouble(cells[2]);
        double half = Double.parseDouble(cells[4]) - answer;
        assertEquals(2.5, answer, 0.5);
        assertEquals(1.28, half, 0.6, "50 rows or more for each point");
        assertEquals(answer - half, Double.parseDouble(cells[3]), 1e-5);
        ok("inspect DIR/run --json DIR/inspect.json");
        JsonNode x = json("inspect.json").at("/importance/columns/0");
        assertEquals("x", x.path("name").asText(), "the sum is 3 x and up to 1 by colour");
    }

    /** By a cut-off that is chosen, kept and used. */
    @Test
    void aRareClassIsNotLost() throws IOException {
        make();
        String options = "--data DIR/made.csv --target sick --drop sum --validation 30% --epochs 20 --hidden 64";
        train(options + " --decide recall:0.9 --out DIR/run");
        JsonNode positive = json("run/measures.json").at("/decision/positive");
        double cutOff = positive.at("/cutOff/probability").asDouble();
        assertEquals(0, positive.path("label").asInt(), "the rarer class");
        assertTrue(cutOff > 0 && cutOff < 0.5, positive.toString());
        assertTrue(positive.at("/cutOff/recall").asDouble() >= 0.9, positive.toString());
        int ill = 0;
        for (String[] cells : predicted("DIR/run DIR/made.csv")) {
            double p = Double.parseDouble(cells[5]);
            String expected = p >= cutOff ? "ill" : "well";
            assertTrue(Math.abs(p - cutOff) < 1e-5 || cells[4].equals(expected), String.join(",", cells));
            ill += cells[4].equals("ill") ? 1 : 0;
        }
        assertTrue(ill > 50, "more than the rare class has: " + ill);
        ok("evaluate DIR/run DIR/made.csv --out DIR/measured --json DIR/measured.json");
        double likelier = json("measured.json").at("/measures/classes/0/recall").asDouble();
        double atCutOff = json("measured.json").at("/atCutOff/classes/0/recall").asDouble();
        assertTrue(atCutOff > likelier, atCutOff + " and " + likelier);
        String said = "\"ill\" is the answer from a probability of ";
        assertTrue(ok("inspect DIR/run").sentences().contains(said));
    }

    /** The penguins as three files: of five rows three train. */
    private void threeFiles() throws IOException {
        List<String> lines = Files.readAllLines(Path.of(PENGUINS));
        for (String name : List.of("train", "valid", "test")) {
            List<String> part = new ArrayList<>(lines.subList(0, 1));
            for (int i = 1; i < lines.size(); i++) {
                if ((i % 5 == 4 ? "valid" : i % 5 == 0 ? "test" : "train").equals(name)) {
                    part.add(lines.get(i));
                }
            }
            Files.write(folder.resolve(name + ".csv"), part);
        }
    }

    /** What a command found on rows is what training found. */
    private void assertMeasured(String run, JsonNode measures) throws IOException {
        assertEquals(
                json(run + "/measures.json").at("/network/logLoss").asDouble(),
                measures.path("logLoss").asDouble(),
                1e-6, // in float there, in double here
                measures.toString());
    }

    private JsonNode exported(String run) throws IOException {
        ok("export DIR/" + run + " --format safetensors --out DIR/exported");
        return json("exported/model-card.json");
    }

    @Test
    void filesOfTheirOwnAreRecordedAndNeededToResume() throws IOException {
        threeFiles();
        String options =
                "--data DIR/train.csv --target species --validation DIR/valid.csv --test DIR/test.csv --hidden 8"
                        + " --with schedule:constant";
        String parts = "\nParts: 207 rows to train, 69 to validate, 68 to test\n";
        assertTrue(train(options + " --epochs 3 --out DIR/whole").out().contains(parts));
        assertEquals(3, json("whole/run.json").at("/data/sha256").size());
        // A model knows the rows that it learnt from or was chosen by, not those that it was tested on.
        String known = "trained on a part of these rows";
        assertTrue(ok("evaluate DIR/whole DIR/valid.csv --out DIR/a").err().contains(known));
        Cli test = ok("evaluate DIR/whole DIR/test.csv --out DIR/b --json DIR/b.json");
        assertFalse(test.err().contains(known), test.err());
        assertMeasured("whole", json("b.json").path("measures"));
        JsonNode card = exported("whole");
        assertEquals(0, card.at("/checked/ofTable").asInt(), "the table's own rows are none to test on");
        assertTrue(card.at("/test/measures").isMissingNode(), card.toString());

        train(options + " --epochs 2 --out DIR/parts");
        Path valid = folder.resolve("valid.csv");
        Path moved = Files.move(valid, folder.resolve("moved.csv"));
        Cli gone = ended(1, "train --device cpu --resume DIR/parts --epochs 3");
        assertTrue(gone.err().contains("valid.csv"), gone.err());
        Files.move(moved, valid);
        ok("train --device cpu --resume DIR/parts --epochs 3");
        assertArrayEquals(model("whole"), model("parts"));
        Files.write(folder.resolve("test.csv"), Files.readAllLines(Path.of(PENGUINS)));
        Cli other = ended(1, "train --device cpu --resume DIR/parts --epochs 4");
        assertTrue(other.err().contains("test.csv: expected SHA-256"), other.err());
    }
}
