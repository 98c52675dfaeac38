package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crosscheck.CrosscheckException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When a column, and with it the file, has to be read again. */
class ColumnBuilderTest {
    private static ColumnBuilder found(List<Long> taken) {
        FormFinder finder = new FormFinder(TableOptions.FOUND, ',', new HashMap<>());
        return new ColumnBuilder("t.csv", "a", null, TableOptions.FOUND, finder, taken::add);
    }

    @Test
    void onlyATextAfterANumberHasTheColumnReadAgain() {
        List<Long> taken = new ArrayList<>();
        ColumnBuilder builder = found(taken);
        builder.add(2, "");
        builder.add(3, "NA");
        builder.add(4, "text");
        builder.add(5, "7");
        assertNull(builder.again());
        TextColumn column = (TextColumn) builder.column();
        assertEquals(2, column.missing());
        assertEquals(List.of("text", "7"), column.texts());
        assertEquals(List.of(120L + 2 * 4, 120L + 2), taken);
        ColumnBuilder late = found(taken);
        late.add(2, "7");
        late.add(3, "");
        assertNull(late.again());
        late.add(4, "text");
        late.add(5, "8");
        assertEquals(ColumnBuilder.Wanted.TEXTS, late.again());
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
    void aFileIsReadOnceOrForLateTextsTwice() {
        for (String text : List.of("a,b\n1,x\n2,y\n", "a,b\n1,x\nlate,y\n")) {
            List<String> opened = new ArrayList<>();
            TableOptions dropping = TableOptions.FOUND.withColumns(Set.of(), Set.of(), Set.of("b"));
            assertEquals(
                    2, new TableReader(file(opened, text), dropping).table().rows());
            assertEquals(text.contains("late") ? 6 : 5, opened.size(), "four for encoding and dialect included");
        }
    }

    @Test
    void aFileThatChangesBetweenItsReadingsIsRefused() {
        String text = "a,b\n1,x\nlate,y\n";
        for (String other : List.of("a,b\n1,x\nlate,y\n3,z\n", "a,c\n1,x\nlate,y\n", "a,b\n1,x\n")) {
            CsvFile changing = file(new ArrayList<>(), text, text, text, text, text, other);
            CrosscheckException e = assertThrows(
                    CrosscheckException.class, () -> new TableReader(changing, TableOptions.FOUND).table());
            assertEquals("t.csv: expected the same file in a second reading, found another.", e.getMessage());
        }
    }
}
