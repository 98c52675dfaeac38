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
import org.junit.jupiter.api.Test;

/** Which rows of tables train, validate and test: {@code --split-by} and files of their own. */
class TablePartsIT extends CommandLines {
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
        assertTrue(ok("train --dry-run " + options).out().contains(parts));
        assertEquals(3, json("whole/run.json").at("/data/sha256").size());
        assertEquals(69, json("whole/run.json").at("/data/validationRows").asInt());
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

    @Test
    void groupsStayTogetherAndTheirColumnIsNoInput() throws IOException {
        String options = "--data " + PENGUINS + " --target sex --split-by year --test 30% --hidden 8"
                + " --with schedule:constant --epochs ";
        train(options + "2 --out DIR/run");
        JsonNode record = json("run/run.json");
        assertEquals("year", record.at("/config/source/table/splitBy").asText());
        // Of 333 rows with a sex 103 are of 2007, 113 of 2008 and 117 of 2009: a test part has one year's.
        int rows = record.at("/data/testRows").asInt();
        assertTrue(List.of(103, 113, 117).contains(rows), rows + " rows");
        JsonNode test = exported("run").path("test");
        assertMeasured("run", test.path("measures"));
        assertTrue(test.path("caveat").isNull() || test.path("caveat").isMissingNode(), test.toString());
        write("new.csv", Files.readString(Path.of(PENGUINS)).replaceAll("(?m),(year|200\\d)$", ""));
        ok("predict DIR/run DIR/new.csv --out DIR/answers.csv");
        train(options + "1 --out DIR/parts");
        ok("train --device cpu --resume DIR/parts --epochs 2");
        assertArrayEquals(model("run"), model("parts"));
    }
}
