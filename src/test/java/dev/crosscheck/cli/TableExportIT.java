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
