package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Models of the penguins, from the raw file to files for other programs. */
class TableExportIT extends CommandLines {
    /** The first row of the file; a depth as it may be typed. */
    private static final List<String> ROW = List.of(
            "island=Torgersen",
            "bill_length_mm=39.1",
            "bill_depth_mm= 18.7",
            "flipper_length_mm=181",
            "body_mass_g=3750",
            "sex=male",
            "year=2007");

    private JsonNode card() throws IOException {
        return json("out/model-card.json");
    }

    /** Runs the class: from its source, as its documentation says, or compiled, which starts sooner. */
    private static List<String> java(int code, List<String> program, List<String> cells)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-XX:TieredStopAtLevel=1");
        line.addAll(program);
        line.addAll(cells);
        return printed(code, new ProcessBuilder(line)).lines().toList();
    }

    /** The class answers the first row as predict does, in each figure, and refuses others in a line. */
    @Test
    void theClassAnswersAsPredictDoes() throws IOException, InterruptedException {
        ok("export {runs}/folds --format java --out DIR/out");
        assertTrue(card().path("agrees").asBoolean());
        assertEquals("SAME", card().at("/test/trainingData").asText());
        assertEquals(69, card().at("/checked/ofTable").asInt());
        assertEquals(
                json(RunFolders.FOLDS.folder(), "measures.json").at("/network/accuracy"),
                card().at("/test/measures/accuracy"),
                "the test part that train measured");
        ok("predict {runs}/folds " + PENGUINS + " --out DIR/answers.csv");
        String[] cells =
                Files.readAllLines(folder.resolve("answers.csv")).get(1).split(",");
        String expected = String.format(
                "species: %s;  Adelie %s;  Chinstrap %s;  Gentoo %s",
                Stream.of(cells).skip(8).toArray());
        Path out = folder.resolve("out");
        String source = out.resolve("TableModel.java").toString();
        assertEquals(expected, String.join(";", java(0, List.of(source), ROW)));
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, source));
        List<String> program = List.of("-cp", out.toString(), "TableModel");
        String said = "year: expected a number, found \"soon\"";
        assertEquals(List.of(said), java(1, program, List.of("island=Torgersen", "year=soon")));
        assertTrue(java(1, program, List.of("iland=Torgersen")).get(0).endsWith(", found [iland]"));
        assertTrue(java(2, program, List.of()).get(0).startsWith("Give a row as column=text ..., of the columns ["));
    }

    /** Predict, the Java class and the measures of train and evaluate limit the same answers, and intervals are around these. */
    @Test
    void anAnswerFarFromAllTargetsIsLimitedEverywhere() throws IOException, InterruptedException {
        StringBuilder rows = new StringBuilder("x,y\n");
        for (int i = 0; i < 200; i++) {
            double x = i % 10 == 0 ? 0 : i % 10 == 5 ? 100 : i * 37 % 200 / 2.0;
            rows.append(x).append(',').append(2 * x).append('\n');
        }
        write("made.csv", rows.toString());
        write("far.csv", "x,y\n1e6,500\n50,200\n-1e6,-100\n");
        train("--data DIR/made.csv --test DIR/far.csv --target y --hidden 0 --epochs 300 --out DIR/run");
        String warned = ok("predict DIR/run DIR/far.csv --out DIR/answers.csv").err();
        String place = folder.resolve("far.csv") + ", line %d, column \"y\": ";
        List<String> beyond =
                warned.lines().filter(line -> line.contains("limited to")).toList();
        assertEquals(2, beyond.size(), warned);
        assertTrue(beyond.get(0).startsWith(String.format(place, 2)), warned);
        assertTrue(
                beyond.get(0).endsWith(" by the network, far from all that it was trained on: limited to 220."),
                warned);
        assertTrue(beyond.get(1).startsWith(String.format(place, 4)), warned);
        assertTrue(beyond.get(1).endsWith(": limited to -20."), warned);
        List<String[]> answers = Files.readAllLines(folder.resolve("answers.csv")).stream()
                .skip(1)
                .map(line -> line.split(","))
                .toList();
        assertEquals("220.0 -20.0", answers.get(0)[2] + " " + answers.get(2)[2], "a tenth beyond 0 to 200");
        double squares = 0;
        for (String[] row : answers) {
            double answer = Double.parseDouble(row[2]);
            assertEquals(answer, (Double.parseDouble(row[3]) + Double.parseDouble(row[4])) / 2, 1e-4, "in floats");
            squares += Math.pow(answer - Double.parseDouble(row[1]), 2);
        }
        double rmse = Math.sqrt(squares / 3);
        assertEquals(rmse, json("run/measures.json").at("/network/rmse").asDouble(), 1e-4);
        JsonNode run = json("run/run.json");
        int best = run.path("bestEpoch").asInt();
        assertEquals(rmse, run.path("epochs").get(best - 1).path("testRmse").asDouble(), 1e-4);
        ok("evaluate DIR/run DIR/far.csv --json DIR/measured.json");
        assertEquals(rmse, json("measured.json").at("/measures/rmse").asDouble(), 1e-4);

        ok("export DIR/run --out DIR/out");
        assertTrue(card().path("agrees").asBoolean());
        String text = Files.readString(folder.resolve("out/model-card.md"));
        assertTrue(
                text.contains("but at least -20.0 and at most 220.0; these arrays and model.zip leave that to you."),
                text);
        assertTrue(text.contains("- Answers stay within -20 to 220, the training part's range"), text);
        String source = folder.resolve("out/TableModel.java").toString();
        for (String[] row : answers) {
            String said = "y: " + row[2] + " [" + row[3] + ", " + row[4] + "]";
            assertEquals(List.of(said), java(0, List.of(source), List.of("x=" + row[0])));
        }
    }

    @Test
    void aRowOfAnotherLengthIsLeftOutAgain() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(Path.of(PENGUINS)));
        lines.add(100, "Adelie,Torgersen");
        Files.write(folder.resolve("ragged.csv"), lines);
        ok("train -q --no-check --hidden 4 --epochs 1 --data DIR/ragged.csv --target species --out DIR/run");
        ok("export DIR/run --format safetensors --out DIR/out");
        assertEquals("SAME", card().at("/test/trainingData").asText());
    }

    /** A run's record may come from somebody else, and name what can be opened and not read. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aRecordThatNamesWhatCannotBeReadIsRefused() throws IOException {
        Path record = RunFolders.CLASSES.copy(folder).resolve("run.json");
        Files.writeString(record, Files.readString(record).replace("\"" + PENGUINS + "\"", "\"/proc/self/mem\""));
        refused(1, "/proc/self/mem: cannot be read: ", "export DIR/classes --out DIR/out");
        assertFalse(Files.exists(folder.resolve("out")));
    }
}
