package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What follows from a table's answers: the positive class, cut-offs, intervals and warnings, from the command line. */
class TableDecisionsIT extends TableRuns {
    /** A rare class, some 5 %, that x and the colour make likelier, and a number with noise. */
    private void madeTable(String name, int rows, double shift) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder text = new StringBuilder("x,colour,sick,sum\n");
        for (int i = 0; i < rows; i++) {
            double x = 2 * random.nextDouble() - 1;
            boolean red = random.nextDouble() < 0.3;
            boolean sick = random.nextDouble() < 1 / (1 + Math.exp(4.5 - 3 * x - (red ? 1.5 : 0)));
            text.append(String.format(
                    Locale.ROOT,
                    "%.4f,%s,%s,%.4f%n",
                    x + shift,
                    red ? "red" : "blue",
                    sick ? "ill" : "well",
                    3 * x + (red ? 1 : 0) + random.nextGaussian()));
        }
        Files.writeString(folder.resolve(name), text);
    }

    private static List<String> headings(String page) {
        List<String> found = new ArrayList<>();
        Matcher matcher = Pattern.compile("<h2 id=\"([^\"]*)\"").matcher(page);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    @Test
    void aCutOffIsChosenKeptAndUsed() throws IOException {
        madeTable("made.csv", 1000, 0);
        Cli trained = train(
                "DIR/made.csv --target sick --drop sum --validation 30% --epochs 20 --decide recall:0.9 --out DIR/run");
        assertEquals(0, trained.code(), trained.err());
        assertTrue(trained.sentences().contains("column \"sick\" has only "), trained.out());
        assertTrue(trained.sentences().contains("\"ill\" is the answer from a probability of "), trained.out());
        JsonNode decision = json("run/measures.json").path("decision");
        double cutOff = decision.at("/positive/cutOff/probability").asDouble();
        assertEquals(0, decision.at("/positive/label").asInt(), "the rarer class");
        assertTrue(cutOff > 0 && cutOff < 0.5, decision.toString());
        assertTrue(decision.at("/positive/cutOff/recall").asDouble() >= 0.9, decision.toString());
        assertEquals(
                List.of(
                        "measures-on-the-test-rows",
                        "roc-and-precision-recall-curve",
                        "calibration",
                        "confusion-matrix",
                        "importance-of-the-columns",
                        "columns",
                        "epochs",
                        "configuration-and-provenance"),
                headings(Files.readString(folder.resolve("run/run.html"))));

        assertEquals(
                0, run("predict DIR/run DIR/made.csv --out DIR/answers.csv").code());
        List<String> lines = Files.readAllLines(folder.resolve("answers.csv"));
        assertEquals("x,colour,sick,sum,predicted_sick,probability_ill,probability_well", lines.get(0));
        int ill = 0;
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",");
            double p = Double.parseDouble(cells[5]);
            assertTrue(Math.abs(p - cutOff) < 1e-5 || cells[4].equals(p >= cutOff ? "ill" : "well"), line);
            ill += cells[4].equals("ill") ? 1 : 0;
        }
        assertTrue(ill > 50, "more than the rare class has: " + ill);

        Cli measured = run("evaluate DIR/run DIR/made.csv --out DIR/measured --json DIR/measured.json");
        assertEquals(0, measured.code(), measured.err());
        JsonNode both = json("measured.json");
        assertTrue(
                both.at("/atCutOff/classes/0/recall").asDouble()
                        > both.at("/measures/classes/0/recall").asDouble(),
                both.path("atCutOff").toString());
        assertTrue(run("inspect DIR/run").sentences().contains("\"ill\" is the answer from a probability of "));
    }

    @Test
    void numbersHaveIntervals() throws IOException {
        madeTable("made.csv", 1000, 0);
        Cli trained = train(
                "DIR/made.csv --target sum --drop sick --validation 30% --epochs 20 --decide interval:0.8 --out DIR/run");
        assertEquals(0, trained.code(), trained.err());
        JsonNode coverage = json("run/measures.json").at("/network/coverage");
        // Noise of deviation 1: 80 % are within 1.28 of the right line.
        assertEquals(1.28, coverage.path("halfWidth").asDouble(), 0.3, coverage.toString());
        assertEquals(
                0.8, coverage.path("share").asDouble(), 0.12, "200 rows, of intervals from 300: four standard errors");
        Files.writeString(folder.resolve("new.csv"), "x,colour\n0.5,red\n");
        Cli told = run("predict DIR/run DIR/new.csv");
        List<String> lines = told.out().lines().toList();
        assertEquals("x,colour,predicted_sum,low_sum,high_sum", lines.get(0));
        String[] cells = lines.get(1).split(",");
        double half = Double.parseDouble(cells[4]) - Double.parseDouble(cells[2]);
        assertEquals(1.28, half, 0.6, "50 rows or more for each point");
        assertEquals(Double.parseDouble(cells[2]) - half, Double.parseDouble(cells[3]), 1e-5);
        assertFalse(headings(Files.readString(folder.resolve("run/run.html"))).contains("calibration"));
    }

    @Test
    void rowsUnlikeThoseThatWereTrainedOnAreTold() throws IOException {
        madeTable("made.csv", 300, 0);
        madeTable("far.csv", 100, 5);
        assertEquals(
                0,
                train("DIR/made.csv --target sick --drop sum --epochs 1 --out DIR/run")
                        .code());
        Cli told = run("predict DIR/run DIR/far.csv --out DIR/answers.csv");
        assertTrue(
                told.err().contains("far.csv, line 2, column \"x\": outside of what was trained on, -0.9"), told.err());
        assertTrue(told.err().contains("far.csv: 80 more rows or cells of the same kinds."), told.err());
        Cli measured = run("evaluate DIR/run DIR/far.csv --out DIR/measured");
        assertTrue(
                measured.err()
                        .contains("column \"x\": 100 of 100 rows have a number outside of what was trained on, -0.9"),
                measured.err());
        assertFalse(run("predict DIR/run DIR/made.csv --out DIR/same.csv").err().contains("trained on"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--target sick --decide recall:0.9 --validation none | --decide recall needs validation rows to choose the cut-off on: add --validation 20%.",
                "--target sick --decide recall:0.9 --decide precision:0.9 --validation 20% | costs: expected one of costs, recall and precision, found 2.",
                "--target sick --decide recall:0 --validation 20% | Invalid value for option '--decide': recall: expected a number from 0.001",
                "--target sick --decide positive:sick | expected one of the classes \"ill\" and \"well\", found \"sick\"",
                "--target sick --decide interval:0.9 | --decide interval needs a target that is a number; \"sick\" has classes.",
                "--target sum --decide positive:ill | --decide positive needs a target of two classes; \"sum\" is a number.",
                "--target sum --decide interval:1 | Invalid value for option '--decide': interval: expected a number from 0.5 to 0.999",
                "--target sick --decide costs:1 | costs: expected those of a wrong alarm and of a missed row, as 1:5, found '1'.",
                "--target sick --decide costs:0:1 | falsePositive: expected a number from 1.0E-9 to 1.0E9, found 0.0.",
                "--target sick --decide recall:much | recall: expected a number, found 'much'.",
                "--target sick --decide recal:1 | decide: expected recall, precision, costs, positive, interval with a value, as \"recall 0.9\", found 'recal:1'",
                "--target sick --decide recall:0.9 --decide recall:0.8 | recall: expected one value, found \"0.9 and 0.8\"."
            })
    void whatDoesNotGoTogetherIsRefused(String options, String problem) throws IOException {
        madeTable("made.csv", 200, 0);
        Cli refused = train("DIR/made.csv " + options + " --out DIR/run");
        assertEquals(2, refused.code(), refused.err());
        assertTrue(refused.err().contains(problem), refused.err());
        assertFalse(Files.exists(folder.resolve("run")));
    }
}
