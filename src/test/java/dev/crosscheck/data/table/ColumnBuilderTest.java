package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crosscheck.CrosscheckException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When a file has to be read again. */
class ColumnBuilderTest {
    @Test
    void aTextTakesMemoryOnce() {
        List<Long> taken = new ArrayList<>();
        ColumnBuilder builder =
                new ColumnBuilder(() -> "t.csv", "a", ColumnBuilder.Wanted.TEXTS, TableOptions.FOUND, taken::add);
        List.of("", "NA", "text", "7", "text").forEach(cell -> builder.add(2, cell));
        Column column = builder.column();
        assertEquals(2, column.missing());
        assertEquals(List.of("text", "7"), column.texts());
        assertEquals(List.of(120L + 2 * 4, 120L + 2), taken);
    }

    @Test
    void arraysGrowByAQuarter() {
        assertEquals(64, ColumnBuilder.larger(0));
        assertEquals(80, ColumnBuilder.larger(64));
        assertEquals(125, ColumnBuilder.larger(100));
    }

    /** The last of the texts is what every further opening gives. */
    private static CsvFile file(List<String> opened, String... texts) {
        return new CsvFile(
                "t.csv",
                () -> {
                    String text = texts[Math.min(opened.size(), texts.length - 1)];
                    opened.add(text);
                    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
                },
                TableOptions.FOUND);
    }

    @Test
    void aFileIsReadTwiceUnlessItsReadingIsKnown() {
        for (Set<String> texts : List.of(Set.<String>of(), Set.of("a"))) {
            List<String> opened = new ArrayList<>();
            TableOptions options = TableOptions.FOUND.withColumns(Set.of(), texts, Set.of("b"));
            assertEquals(
                    2,
                    new TableReader(List.of(file(opened, "a,b\n1,x\n2,y\n")), options)
                            .table()
                            .rows());
            assertEquals(texts.isEmpty() ? 5 : 4, opened.size(), "three for encoding and dialect included");
        }
    }

    @Test
    void aFileThatChangesBetweenItsReadingsIsRefused() {
        String text = "a,b\n1,x\nlate,y\n";
        for (String other : List.of("a,b\n1,x\nlate,y\n3,z\n", "a,c\n1,x\nlate,y\n", "a,b\n1,x\n")) {
            CsvFile changing = file(new ArrayList<>(), text, text, text, text, other);
            CrosscheckException e = assertThrows(
                    CrosscheckException.class, () -> new TableReader(List.of(changing), TableOptions.FOUND).table());
            assertEquals("t.csv: expected the same file in a second reading, found another.", e.getMessage());
        }
    }
}
