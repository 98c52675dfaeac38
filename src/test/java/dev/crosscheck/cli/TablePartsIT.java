package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rows of tables train, validate and test: {@code --split-by} and files of their own. */
class TablePartsIT extends TableRuns {
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

    @Test
    void filesOfTheirOwnAreRecordedAndResumedWhereTheyMovedTo() throws IOException {
        threeFiles();
        String options =
                "DIR/train.csv --target species --validation DIR/valid.csv --test DIR/test.csv --with schedule:constant";
        Cli whole = train(options + " --epochs 4 --out DIR/whole");
        assertEquals(0, whole.code(), whole.err());
        assertTrue(whole.out().contains("\nParts: 207 rows to train, 69 to validate, 68 to test\n"), whole.out());
        assertTrue(whole.sentences().contains("test.csv: 68 rows to test on, read in the same way"), whole.out());
        assertEquals(3, json("whole/run.json").at("/data/sha256").size());
        assertEquals(69, json("whole/run.json").at("/data/validationRows").asInt());
        assertEquals(0, train(options + " --epochs 2 --out DIR/parts").code());
        Path moved = Files.createDirectory(folder.resolve("moved"));
        Files.move(folder.resolve("valid.csv"), moved.resolve("valid.csv"));
        Cli gone = run("train --device cpu --resume DIR/parts --epochs 4");
        assertEquals(1, gone.code());
        assertTrue(gone.err().contains("valid.csv"), gone.err());
        Cli resumed = run("train --device cpu --resume DIR/parts --epochs 4 --validation DIR/moved/valid.csv");
        assertEquals(0, resumed.code(), resumed.err());
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("whole/model.safetensors")),
                Files.readAllBytes(folder.resolve("parts/model.safetensors")));
        Files.write(folder.resolve("test.csv"), Files.readAllLines(Path.of(PENGUINS)));
        Cli other = run("train --device cpu --resume DIR/parts --epochs 5");
        assertEquals(1, other.code());
        assertTrue(other.err().contains("test.csv: expected SHA-256"), other.err());
    }

    /** A model knows the rows that it learnt from or was chosen by, not those that it was tested on. */
    @Test
    void onlyATestFileIsNotKnownToTheModel() throws IOException {
        threeFiles();
        String options = "DIR/train.csv --target species --validation DIR/valid.csv --test DIR/test.csv";
        assertEquals(0, train(options + " --epochs 1 --out DIR/run").code());
        assertTrue(run("evaluate DIR/run DIR/valid.csv --out DIR/a").err().contains("trained on a part of these rows"));
        Cli test = run("evaluate DIR/run DIR/test.csv --out DIR/b --json DIR/b.json");
        assertEquals(0, test.code(), test.err());
        assertFalse(test.err().contains("trained on a part of these rows"), test.err());
        assertEquals(
                json("run/measures.json").at("/network/logLoss").asDouble(),
                json("b.json").at("/measures/logLoss").asDouble(),
                1e-6); // in float there, in double here
    }

    @Test
    void groupsStayTogetherAndTheirColumnIsNoInput() throws IOException {
        String options = PENGUINS + " --target sex --split-by year --test 30% --with schedule:constant";
        Cli whole = train(options + " --epochs 2 --out DIR/run");
        assertEquals(0, whole.code(), whole.err());
        assertTrue(whole.sentences().contains("; rows of one year are in one part"), whole.out());
        assertEquals(
                "year", json("run/run.json").at("/config/source/table/splitBy").asText());
        // Of 333 rows with a sex 103 are of 2007, 113 of 2008 and 117 of 2009: a test part has one year's.
        assertTrue(List.of(103, 113, 117)
                .contains(json("run/run.json").at("/data/testRows").asInt()));
        Files.writeString(
                folder.resolve("new.csv"), Files.readString(Path.of(PENGUINS)).replaceAll("(?m),(year|200\\d)$", ""));
        assertEquals(0, run("predict DIR/run DIR/new.csv --out DIR/answers.csv").code());
        assertEquals(0, train(options + " --epochs 1 --out DIR/parts").code());
        assertEquals(0, run("train --device cpu --resume DIR/parts --epochs 2").code());
        Cli other = run("train --resume DIR/parts --epochs 3 --test 20%");
        assertTrue(other.err().startsWith("--test: the run in "), other.err());
        assertEquals(
                2, run("train --resume DIR/parts --epochs 3 --test DIR/new.csv").code());
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("run/model.safetensors")),
                Files.readAllBytes(folder.resolve("parts/model.safetensors")));
    }

    /** What is exported is measured on the same test part as when the model was trained. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "DIR/train.csv --target species --test DIR/test.csv --validation DIR/valid.csv",
                "DIR/train.csv --target species --split-by year --test 30% --validation 10%"
            })
    void anExportIsMeasuredOnTheSameRows(String options) throws IOException {
        threeFiles();
        assertEquals(0, train(options + " --epochs 2 --out DIR/run").code());
        Cli exported = run("export DIR/run --format safetensors --out DIR/exported");
        assertEquals(0, exported.code(), exported.err());
        JsonNode card = json("exported/model-card.json");
        assertEquals(
                json("run/measures.json").at("/network/logLoss").asDouble(),
                card.at("/test/measures/logLoss").asDouble(),
                1e-6, // in float there, in double here
                card.path("test").toString());
        assertTrue(
                card.at("/test/caveat").isNull() || card.at("/test/caveat").isMissingNode(),
                card.path("test").toString());
    }

    @Test
    void aDryRunLooksAtTheSameParts() throws IOException {
        threeFiles();
        Cli files = run(
                "train --dry-run --data DIR/train.csv --target species --validation DIR/valid.csv --test DIR/test.csv --json -");
        JsonNode parts = new ObjectMapper().readTree(files.out()).path("parts");
        assertEquals("{\"train\":207,\"validation\":69,\"test\":68}", parts.toString());
        Cli groups = run("train --dry-run --data DIR/train.csv --target species --split-by island");
        assertEquals(0, groups.code(), groups.err());
        assertTrue(groups.sentences().contains("; rows of one island are in one part"), groups.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--target species --split-by species | 2 | it is the target",
                "--target species --split-by year --drop year | 2 | name it once",
                "--target species --split-by yaer | 1 | Did you mean \"year\"?",
                "--target species --split-by year --test DIR/no.csv --validation DIR/no.csv | 2 | leave it out",
                "--target species --test DIR/no.csv | 1 | no.csv",
                "--target species --validation 0.2 | 2 | a number such as 500",
                "--target species --validation some | 2 | a number such as 500"
            })
    void whatDoesNotGoTogetherIsRefused(String options, int code, String part) {
        Cli result = train(PENGUINS + " " + options + " --out DIR/run");
        assertEquals(code, result.code(), result.err());
        assertTrue(result.err().contains(part), result.err());
        assertFalse(Files.exists(folder.resolve("run")));
        assertEquals(2, run("train --data data/mnist --validation DIR/v.csv").code());
        assertEquals(2, run("train --data data/mnist --test DIR/t.csv").code());
    }
}
