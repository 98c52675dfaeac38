package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.data.IdxBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DryRunTest {
    private static final String PENGUINS = "data/penguins/penguins.csv";

    @TempDir
    private Path folder;

    private Path table(String text) throws IOException {
        return Files.writeString(folder.resolve("table.csv"), text);
    }

    private static void assertFits(Cli result) {
        assertEquals(0, result.code(), result.err());
        result.out().lines().forEach(line -> assertTrue(line.length() <= 80, line));
    }

    private static Cli dryRun(String... tableAndOptions) {
        List<String> line = new ArrayList<>(List.of("train", "--dry-run", "--data"));
        line.addAll(List.of(tableAndOptions));
        return Cli.run(line.toArray(String[]::new));
    }

    /** For images there is nothing to choose: it says what would run. */
    @Test
    void imagesAreDescribedAndNothingIsTrainedOrWritten() throws IOException {
        Path out = folder.resolve("out");
        Path data = IdxBytes.subset(folder.resolve("data"), 600, 100);
        Cli result = dryRun(
                data.toString(), "--hidden", "8", "--validation", "100", "--device", "cpu", "--out", out.toString());
        assertFits(result);
        assertEquals(
                """
                Device: cpu, asked for
                Data: DATA, 500 training and 100 test images of 28x28, 100 held out for validation
                """.replace("DATA", data.toString()),
                result.sentences().lines().limit(2).map(line -> line + "\n").collect(Collectors.joining()));
        assertTrue(result.out().contains("\nNetwork: 784-8-10 relu cross-entropy adam "), result.out());
        assertTrue(result.out().contains("\nTrainer: "), result.out());
        assertTrue(result.out().endsWith("\nDry run: nothing was trained, and no folder was made.\n"), result.out());
        assertFalse(Files.exists(out));
    }

    @Test
    void whatARunWouldRefuseIsRefused() {
        assertEquals(
                2,
                Cli.run("train", "--dry-run", "--trainer", "dl4j", "--activation", "gelu")
                        .code());
        assertEquals(1, dryRun(folder.resolve("none").toString()).code());
    }

    @Test
    void penguinsBySpecies() {
        Cli result = dryRun(PENGUINS, "--target", "species");
        assertFits(result);
        assertTrue(result.out().contains("sex                text         11         2  "), result.out());
        assertTrue(
                result.sentences()
                        .contains(
                                "Target species: 3 classes (3 different texts): Adelie 152, Chinstrap 68, Gentoo 124\n"),
                result.out());
        assertTrue(result.out().contains("output activation  softmax        3 classes  "), result.out());
        assertTrue(result.out().contains("\nCandidates, compared on 5 folds of the training rows:\n"), result.out());
        assertTrue(result.out().contains("\n  linear model: 14-3 cross-entropy adam "), result.out());
        assertTrue(result.out().contains("\n  recipe: 14-256-256-256-3 relu cross-entropy adam "), result.out());
        assertFalse(result.out().contains("\nNetwork: "), result.out());
    }

    @Test
    void jsonHasItAll() throws IOException {
        Cli result = dryRun(
                PENGUINS, "--target", "body_mass_g", "--drop", "year,island", "--validation", "20%", "--json", "-");
        JsonNode json = new ObjectMapper().readTree(result.out());
        assertEquals("REGRESSION", json.path("table").path("task").asText());
        assertEquals(6, json.path("table").path("columns").size());
        assertEquals(8, json.path("table").path("columnUse").size());
        assertEquals(3, json.path("table").path("choices").size(), "those that all candidates share");
        assertEquals(
                "mse or huber",
                json.path("table").path("choices").path(2).path("value").asText());
        assertEquals(206, json.path("parts").path("train").asInt());
        assertTrue(json.path("network")
                .asText()
                .startsWith(json.path("table").path("features").asInt() + "-256-256-256-1 relu mse"));
        assertEquals(3, json.path("candidates").path("entries").size());
        assertTrue(json.path("candidates").path("verdict").isNull(), json.toString());
    }

    @Test
    void rowsInTheOrderOfTimeHaveAHint() throws IOException {
        StringBuilder rows = new StringBuilder("when,size,kind\n");
        for (int i = 0; i < 60; i++) {
            rows.append(LocalDate.of(2021, 10, 1).plusDays(i))
                    .append(',')
                    .append(i * 37 % 11)
                    .append(i % 2 == 0 ? ",a\n" : ",b\n");
        }
        String file = table(rows.toString()).toString();
        String hint = "\nWarning: column \"when\" is in order from row to row: ";
        assertTrue(dryRun(file, "--target", "kind").sentences().contains(hint));
        Cli split = dryRun(file, "--target", "kind", "--split-time", "when");
        assertFalse(split.sentences().contains(hint), split.out());
    }

    /** Columns that are left out are named with the reason. */
    @Test
    void columnsThatAreLeftOutAreNamed() throws IOException {
        StringBuilder rows = new StringBuilder("id;same;size;kind\n");
        for (int i = 0; i < 60; i++) {
            rows.append(i).append(";7;").append(i * 37 % 11).append(i % 2 == 0 ? ";a\n" : ";b\n");
        }
        Cli result = dryRun(table(rows.toString()).toString(), "--target", "kind");
        assertFits(result);
        assertTrue(result.sentences().contains("left out: it counts the rows"), result.out());
        assertTrue(result.sentences().contains("left out: the same value in"), result.out());
        assertTrue(result.out().contains("relu bce "), result.out());
    }

    @Test
    void optionsCorrectWhatWasFound() throws IOException {
        byte[] text = "1|\u00fcber|x|0\n2|unter|-|1\n3|unter|-|0\n4|\u00fcber|y|1\n5|unter|y|0\n6|unter|y|1\n"
                .getBytes(StandardCharsets.ISO_8859_1);
        Path file = Files.write(folder.resolve("latin.csv"), text);
        String[] line =
                ("train --dry-run --validation 20% --data FILE --target 4 --task regression --no-header --encoding iso-8859-1 --delimiter | --missing - "
                                + "--categorical 1 --json -")
                        .replace("FILE", file.toString())
                        .replace("--target 4", "--target COLUMN")
                        .split(" ");
        line[Arrays.asList(line).indexOf("COLUMN")] = "column4";
        line[line.length - 3] = "column1";
        Cli result = Cli.run(line);
        assertEquals(0, result.code(), result.err());
        JsonNode json = new ObjectMapper().readTree(result.out());
        assertEquals("REGRESSION", json.path("table").path("task").asText());
        JsonNode use = json.path("table").path("columnUse").path(2);
        assertEquals(
                "column1 category",
                use.path("column").asText() + " " + use.path("use").asText(),
                json.toString());
        assertTrue(
                json.path("table")
                        .path("columns")
                        .path(1)
                        .path("values")
                        .asText()
                        .contains("\u00fcber 2"),
                json.toString());
        assertEquals(
                2, json.path("table").path("columns").path(2).path("missing").asInt());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--target speces          | expected a column \"speces\" (--target)",
                "--target species --drop yaer | expected a column \"yaer\" (--drop)",
                "--target species --numeric island | line 2, column \"island\"",
                "--target sex --task regression | since the task is regression",
                "--target species --test 344 | fewer than the 344 rows",
            })
    void whatCannotBeIsAFailureThatSaysWhere(String options, String message) {
        Cli result = dryRun((PENGUINS + " " + options).split(" "));
        assertEquals(1, result.code(), result.err());
        assertTrue(result.err().contains(message), result.err());
        assertEquals(2, result.err().lines().count(), result.err());
        assertEquals("", result.out());
    }

    /** The median is the mean of two values, and no double is 48.98: what is computed is shown without what rounding left. */
    @Test
    void figuresAreShownAsPeopleWriteThem() throws IOException {
        StringBuilder rows = new StringBuilder("x,y\n");
        for (int i = 0; i < 20; i++) {
            rows.append(i % 2 == 0 ? "48.97,a\n" : "48.99,b\n");
        }
        Path table = Files.writeString(folder.resolve("median.csv"), rows);
        Cli result = dryRun(table.toString(), "--target", "y", "--numeric", "x", "--test", "7%");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains(" 48.97 .. 48.98 .. 48.99"), result.out());
        assertFalse(result.out().matches("(?s).*\\d\\.\\d{9}.*"), result.out());
    }
}
