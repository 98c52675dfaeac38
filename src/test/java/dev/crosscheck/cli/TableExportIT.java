package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Models of the penguins, from the raw file to files for other programs. */
class TableExportIT {
    private static final String PENGUINS = "data/penguins/penguins.csv";

    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    @BeforeAll
    static void train() {
        for (String target : List.of("species", "sex", "body_mass_g")) {
            Cli trained = run("train --device cpu --no-check -q --epochs 3 --data " + PENGUINS + " --target " + target
                    + " --out SHARED/" + target);
            assertEquals(0, trained.code(), trained.err());
        }
    }

    private static Cli run(String line) {
        return Cli.run(line.replace("SHARED", shared.toString()).split(" "));
    }

    private Cli export(String line) {
        return run("export SHARED/" + line + " --out " + folder.resolve("out"));
    }

    private JsonNode card() throws IOException {
        return new ObjectMapper().readTree(folder.resolve("out/model-card.json").toFile());
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

    /** @return the first row's answer and its first probability, as predict writes them */
    private String[] predicted(String target) throws IOException {
        Path answers = folder.resolve("answers.csv");
        Cli told = run("predict SHARED/" + target + " " + PENGUINS + " --out " + answers);
        assertEquals(0, told.code(), told.err());
        return Files.readAllLines(answers).get(1).split(",");
    }

    @Test
    void threeClasses() throws IOException, InterruptedException {
        Cli result = export("species");
        assertEquals(0, result.code(), result.err());
        result.out().lines().forEach(line -> assertTrue(line.length() <= 80, line));
        assertTrue(result.sentences().contains("69 of the table (the run's test part)"), result.out());
        JsonNode card = card();
        assertTrue(card.path("agrees").asBoolean());
        assertEquals("SAME", card.at("/test/trainingData").asText());
        JsonNode measures = new ObjectMapper()
                .readTree(shared.resolve("species/measures.json").toFile());
        assertEquals(
                measures.at("/network/accuracy").asDouble(),
                card.at("/test/measures/accuracy").asDouble(),
                "the test part that train measured");
        assertEquals(69, card.at("/checked/ofTable").asInt());
        String[] first = predicted("species");
        List<String> said = fromSource(
                "island=Torgersen",
                "bill_length_mm=39.1",
                "bill_depth_mm= 18.7",
                "flipper_length_mm=181",
                "body_mass_g=3750",
                "sex=male",
                "year=2007");
        assertEquals("species: " + first[8], said.get(0));
        assertEquals("  Adelie " + first[9], said.get(1));
        assertEquals(4, said.size());
        assertEquals(List.of("year: expected a number, found \"soon\""), compiled(1, "island=Torgersen", "year=soon"));
        assertTrue(compiled(1, "iland=Torgersen").get(0).endsWith(", found [iland]"));
        assertTrue(compiled(2).get(0).startsWith("Give a row as column=text ..., of the columns [island, "));
        assertTrue(
                compiled(1, "year=inf").get(0).startsWith("year: expected a finite number, at most 1.0E100 in size"));
    }

    @Test
    void twoClasses() throws IOException, InterruptedException {
        Cli result = export("sex --format onnx,java");
        assertEquals(0, result.code(), result.err());
        assertEquals(2, card().path("files").size());
        String[] first = predicted("sex");
        List<String> said = compiled(
                0,
                "species=Adelie",
                "island=Torgersen",
                "bill_length_mm=39.1",
                "bill_depth_mm=18.7",
                "flipper_length_mm=181",
                "body_mass_g=3750",
                "sex=male",
                "year=2007");
        assertEquals("sex: " + first[8], said.get(0));
        assertEquals("  female " + first[9], said.get(1));
    }

    @Test
    void aNumberInItsUnit() throws IOException, InterruptedException {
        Cli result = export("body_mass_g --json -");
        assertEquals(0, result.code(), result.err());
        assertTrue(card().at("/test/measures/rmse").asDouble() > 0);
        String[] first = predicted("body_mass_g");
        List<String> said = compiled(
                0,
                "species=Adelie",
                "island=Torgersen",
                "bill_length_mm=39.1",
                "bill_depth_mm=18.7",
                "flipper_length_mm=181",
                "sex=male",
                "year=2007");
        assertEquals(List.of("body_mass_g: " + first[8] + " [" + first[9] + ", " + first[10] + "]"), said);
        String text = Files.readString(folder.resolve("out/model-card.md"));
        assertTrue(text.contains("- RMSE: "), text);
        assertTrue(
                text.contains(
                        "| species | 3 categories, one-hot | species=Adelie, species=Chinstrap, species=Gentoo | "),
                text);
    }

    @Test
    void anotherTableIsMeasuredAndSaidToBeAnother() throws IOException {
        Path other = folder.resolve("other.csv");
        List<String> lines = Files.readAllLines(Path.of(PENGUINS)).subList(0, 101);
        Files.write(other, lines);
        Cli result = export("species --format safetensors --data " + other);
        assertEquals(0, result.code(), result.err());
        assertTrue(
                result.err().contains("The figures are of another table than the one that the model was trained on."),
                result.err());
        assertEquals(100, card().at("/test/measures/rows").asInt());
        Files.write(
                other,
                lines.stream()
                        .map(line -> line.substring(line.indexOf(',') + 1))
                        .toList());
        Cli unmeasured = run("export SHARED/species --format java --data " + other + " --out " + folder.resolve("two"));
        assertEquals(0, unmeasured.code(), unmeasured.err());
        assertTrue(unmeasured.out().contains("not measured"), unmeasured.out());
        assertTrue(unmeasured.sentences().contains("100 of the table (all rows)"), unmeasured.out());
    }

    @Test
    void aModelAloneIsRunOnMadeUpRows() throws IOException {
        Path alone = Files.copy(shared.resolve("sex/model.safetensors"), folder.resolve("model.safetensors"));
        Cli result = run("export " + alone + " --out " + folder.resolve("out"));
        assertEquals(0, result.code(), result.err());
        assertTrue(result.err().contains("was not found: it was not measured"), result.err());
        assertEquals(0, card().at("/checked/ofTable").asInt());
        assertTrue(card().at("/checked/madeUp").asInt() > 500);
        assertTrue(Files.readString(folder.resolve("out/model-card.md")).contains("\nNot measured.\n"));
    }

    @Test
    void aTableThatCannotBeReadIsRefusedAndNothingIsMade() throws IOException {
        Files.writeString(folder.resolve("bad.csv"), "island,sex\nDream,male\n");
        Files.createDirectory(folder.resolve("folder"));
        Map<String, String> parts = Map.of(
                "none.csv", "expected a file with a table, found nothing there",
                "folder", "expected a file with a table, found a folder",
                "bad.csv", "expected a column \"bill_depth_mm\", which the model takes");
        for (Map.Entry<String, String> part : parts.entrySet()) {
            Cli result = export("species --data " + folder.resolve(part.getKey()));
            assertEquals(1, result.code(), result.err());
            assertTrue(result.err().startsWith(folder.resolve(part.getKey()) + ": " + part.getValue()), result.err());
            assertTrue(result.err().lines().count() <= 2, result.err());
            assertFalse(Files.exists(folder.resolve("out")));
        }
    }

    /** A run's record may come from somebody else, and name what can be opened and not read. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aRecordThatNamesWhatCannotBeReadIsRefused() throws IOException {
        Path run = new RunFiles(shared.resolve("species"))
                .copyTo(folder.resolve("run"))
                .folder();
        Path record = run.resolve("run.json");
        Files.writeString(record, Files.readString(record).replace("\"" + PENGUINS + "\"", "\"/proc/self/mem\""));
        Cli result = run("export " + run + " --out " + folder.resolve("out"));
        assertEquals(1, result.code(), result.out());
        assertTrue(result.err().startsWith("/proc/self/mem: cannot be read: "), result.err());
        assertEquals(2, result.err().lines().count(), result.err());
        assertFalse(Files.exists(folder.resolve("out")));
    }

    @Test
    void aRunWithATestFileOfItsOwnIsTestedOnThat() throws IOException {
        List<String> lines = Files.readAllLines(Path.of(PENGUINS));
        Path learnt = Files.write(folder.resolve("learnt.csv"), lines.subList(0, 300));
        List<String> others = new ArrayList<>(List.of(lines.get(0)));
        lines.subList(1, 345).stream()
                .filter(line -> line.contains(",male,"))
                .limit(40)
                .forEach(others::add);
        Path tests = Files.write(folder.resolve("tests.csv"), others);
        Cli trained = run("train --device cpu --no-check -q --epochs 2 --data " + learnt + " --target sex --test "
                + tests + " --out " + folder.resolve("run"));
        assertEquals(0, trained.code(), trained.err());
        Cli result = run("export " + folder.resolve("run") + " --format safetensors --out " + folder.resolve("out"));
        assertEquals(0, result.code(), result.err());
        assertFalse(result.err().contains("Warning"), result.err());
        assertEquals(tests.toString(), card().at("/test/data").asText());
        assertEquals("the run's test file", card().at("/test/part").asText());
        Cli known = run("export " + folder.resolve("run") + " --format safetensors --data " + learnt + " --out "
                + folder.resolve("known"));
        assertEquals(0, known.code(), known.err());
        assertTrue(known.err().contains("trained on a part of these rows"), known.err());
    }
}
