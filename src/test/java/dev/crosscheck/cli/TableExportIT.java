package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    private static final String ROW =
            "species=Adelie island=Torgersen bill_length_mm=39.1 bill_depth_mm=18.7 flipper_length_mm=181 body_mass_g=3750"
                    + " sex=male year=2007";

    private JsonNode card() throws IOException {
        return json("out/model-card.json");
    }

    /** Runs the class as its documentation says, from its source. */
    private List<String> fromSource(String... cells) throws IOException, InterruptedException {
        return java(0, folder.resolve("out/TableModel.java").toString(), List.of(cells));
    }

    /** Runs the class compiled, which starts sooner. */
    private List<String> compiled(int code, String... cells) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        if (!Files.exists(out.resolve("TableModel.class"))) {
            String source = out.resolve("TableModel.java").toString();
            assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, source));
        }
        List<String> line = new ArrayList<>(List.of(out.toString(), "TableModel"));
        line.addAll(List.of(cells));
        return java(code, "-cp", line);
    }

    private static List<String> java(int code, String first, List<String> more)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", first));
        line.addAll(more);
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(code, process.waitFor(), printed);
        return printed.lines().toList();
    }

    /** @return the first row's answer and its figures, as predict writes them */
    private List<String> predicted(String run) throws IOException {
        ok("predict {runs}/" + run + " " + PENGUINS + " --out DIR/answers.csv");
        String[] cells =
                Files.readAllLines(folder.resolve("answers.csv")).get(1).split(",");
        return List.of(cells).subList(8, cells.length);
    }

    private static String[] row(String... without) {
        return Stream.of(ROW.split(" "))
                .filter(cell -> Stream.of(without).noneMatch(cell::startsWith))
                .toArray(String[]::new);
    }

    @Test
    void threeClasses() throws IOException, InterruptedException {
        ok("export {runs}/folds --out DIR/out");
        JsonNode card = card();
        assertTrue(card.path("agrees").asBoolean());
        assertEquals("SAME", card.at("/test/trainingData").asText());
        assertEquals(
                json(RunFolders.FOLDS.folder(), "measures.json").at("/network/accuracy"),
                card.at("/test/measures/accuracy"),
                "the test part that train measured");
        assertEquals(69, card.at("/checked/ofTable").asInt());
        List<String> first = predicted("folds");
        String[] row = row("species");
        row[2] = "bill_depth_mm= 18.7"; // as a cell may be typed
        List<String> said = fromSource(row);
        assertEquals("species: " + first.get(0), said.get(0));
        assertEquals("  Adelie " + first.get(1), said.get(1));
        assertEquals(4, said.size());
        assertEquals(List.of("year: expected a number, found \"soon\""), compiled(1, "island=Torgersen", "year=soon"));
        assertTrue(compiled(1, "iland=Torgersen").get(0).endsWith(", found [iland]"));
        assertTrue(compiled(2).get(0).startsWith("Give a row as column=text ..., of the columns [island, "));
        assertTrue(compiled(1, "year=inf").get(0).startsWith("year: expected a number"));
    }

    @Test
    void twoClasses() throws IOException, InterruptedException {
        ok("export {runs}/classes --format onnx,java --out DIR/out");
        assertEquals(2, card().path("files").size());
        List<String> first = predicted("classes");
        List<String> said = compiled(0, row());
        assertEquals("sex: " + first.get(0), said.get(0));
        assertEquals("  female " + first.get(1), said.get(1));
    }

    @Test
    void aNumberInItsUnit() throws IOException, InterruptedException {
        ok("export {runs}/numbers --json - --out DIR/out");
        assertTrue(card().at("/test/measures/rmse").asDouble() > 0);
        List<String> first = predicted("numbers");
        assertEquals(
                List.of("body_mass_g: " + first.get(0) + " [" + first.get(1) + ", " + first.get(2) + "]"),
                compiled(0, row("body_mass_g")));
        String text = Files.readString(folder.resolve("out/model-card.md"));
        assertTrue(text.contains("- RMSE: "), text);
        assertTrue(
                text.contains(
                        "| species | 3 categories, one-hot | species=Adelie, species=Chinstrap, species=Gentoo | "),
                text);
    }

    @Test
    void aModelAloneIsRunOnMadeUpRows() throws IOException {
        Files.copy(RunFolders.CLASSES.folder().resolve("model.safetensors"), folder.resolve("model.safetensors"));
        Cli result = ok("export DIR/model.safetensors --out DIR/out");
        assertTrue(result.err().contains("were not found in a table: it was not measured"), result.err());
        assertEquals(0, card().at("/checked/ofTable").asInt());
        assertTrue(card().at("/checked/madeUp").asInt() > 500);
        assertTrue(Files.readString(folder.resolve("out/model-card.md")).contains("\nNot measured.\n"));
    }

    /** A run's record may come from somebody else, and name what can be opened and not read. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aRecordThatNamesWhatCannotBeReadIsRefused() throws IOException {
        Path record = RunFolders.CLASSES.copy(folder).resolve("run.json");
        Files.writeString(record, Files.readString(record).replace("\"" + PENGUINS + "\"", "\"/proc/self/mem\""));
        Cli result = ended(1, "export DIR/classes --out DIR/out");
        assertTrue(result.err().startsWith("/proc/self/mem: cannot be read: "), result.err());
        assertEquals(2, result.err().lines().count(), result.err());
        assertFalse(Files.exists(folder.resolve("out")));
    }

    @Test
    void aRunWithATestFileOfItsOwnIsRunOnMadeUpRows() throws IOException {
        List<String> lines = Files.readAllLines(Path.of(PENGUINS));
        Files.write(folder.resolve("learnt.csv"), lines.subList(0, 300));
        Files.write(folder.resolve("tests.csv"), lines);
        train("-q --epochs 2 --hidden 8 --data DIR/learnt.csv --target sex --test DIR/tests.csv --out DIR/run");
        Cli result = ok("export DIR/run --format safetensors --out DIR/out");
        assertTrue(result.err().contains("were not found in a table: it was not measured"), result.err());
        assertEquals(0, card().at("/checked/ofTable").asInt());
    }
}
