package dev.crosscheck.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableMakerTest {
    @TempDir
    private Path folder;

    private List<String> table(int rows, long seed) throws IOException {
        Path file = folder.resolve("table.csv");
        TableMaker.write(file, rows, 20, seed);
        return Files.readAllLines(file);
    }

    @Test
    void itHasNumbersCategoriesGapsAndThreeClassesFromTheSeed() throws IOException {
        List<String> lines = table(300, 7);
        assertEquals(301, lines.size());
        assertEquals(20, lines.get(0).split(",").length);
        assertTrue(lines.get(0).startsWith("number1,number2,number3,kind4,")
                && lines.get(0).endsWith(",target"));
        assertTrue(lines.stream().anyMatch(line -> line.contains(",,")), "values are missing");
        for (String name : List.of("low", "middle", "high")) {
            long rows = lines.stream().filter(line -> line.endsWith("," + name)).count();
            assertTrue(rows > 60, name + ": a class has about a third of 300 rows, not " + rows);
        }
        assertEquals(lines, table(300, 7));
        assertNotEquals(lines, table(300, 8));
    }
}
