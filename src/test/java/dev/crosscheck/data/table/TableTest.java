package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {
    static final Path PENGUINS = Path.of("data", "penguins", "penguins.csv");

    /** Reads a text as a file, with everything to be found. */
    static Table table(String text) {
        return table(text, TableOptions.FOUND);
    }

    static Table table(String text, TableOptions options) {
        return Table.read("t.csv", text.getBytes(StandardCharsets.UTF_8), options);
    }

    /** A text of columns of these names, whose cells follow from the row. */
    static String csv(String names, int rows, IntFunction<?>... cells) {
        return IntStream.range(0, rows)
                .mapToObj(row -> Stream.of(cells)
                        .map(cell -> String.valueOf(cell.apply(row)))
                        .collect(Collectors.joining(",")))
                .collect(Collectors.joining("\n", names + "\n", "\n"));
    }

    static double number(Table table, String column, int row) {
        return table.column(column).number(row);
    }

    private static String half(int row) {
        return row % 2 == 0 ? "a" : "b";
    }

    private static void refused(String part, Executable read) {
        CrosscheckException e = assertThrows(CrosscheckException.class, read);
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    @Test
    void readsQuotesSpacesAndEveryEndOfALine() {
        Table table = table("a , b\r\n\"say \"\"x\"\"\",  1 \r\n\r\n\"two\nlines\",2\rlast,3");
        assertEquals(List.of("a", "b"), table.names());
        assertEquals("say \"x\"", table.column("a").text(0));
        assertEquals("two\nlines", table.column("a").text(1));
        assertEquals(3, number(table, "b", 2));
        assertEquals(List.of(2, 4, 6), List.of(table.line(0), table.line(1), table.line(2)));
    }

    @Test
    void aNameThatIsThereAgainGetsANumber() {
        assertEquals(
                List.of("a", "b", "a_2", "a_3"), table("a,b,a,a\n1,2,3,4\n").names());
        assertEquals(List.of("column1", "column1_2"), table(",column1\n1,2\n").names());
        assertEquals(List.of("a", "a_2", "a_2_2"), table("a,a,a_2\n1,2,3\n").names());
    }

    /** One in a hundred at most, with its line; the cells around it stay in their columns. */
    @Test
    void aRowWithAnotherNumberOfCellsIsLeftOut() {
        String text = csv("x,y", 299, row -> row, row -> half(row) + (row == 40 ? "\n7,a,b" : row == 50 ? "\n8" : ""));
        Table table = table(text);
        assertEquals(299, table.rows());
        assertEquals(
                List.of("t.csv: rows left out for another number of cells than the first line has: 2 (line 43, 54)."),
                table.leftOut());
        assertEquals(298, number(table, "x", 298));
        assertEquals("b", table.column("y").text(41));
        assertEquals(44, table.line(41));
        refused("t.csv, line 43: expected 2 cells, as in the first line, found 3.", () -> table(text + "9\n8\n"));
    }

    /** As in files for Excel. */
    @Test
    void aFirstLineMayNameTheDelimiter() {
        for (String separator : List.of(";", "\t", "~")) {
            Table table = table("sep=" + separator + "\r\nx" + separator + "y\r\n1,5" + separator + "a\r\n2,5"
                    + separator + "b\r\n");
            assertEquals(List.of("x", "y"), table.names());
            assertEquals(2, table.rows());
            assertEquals(1.5, number(table, "x", 0));
            assertEquals(3, table.line(0));
        }
        assertEquals(List.of("sep=a", "y"), table("sep=a,y\n1,2\n").names());
    }

    @Test
    void takesTheTypesAndTheMissingValuesThatAreGiven() {
        TableOptions options = TableOptions.FOUND.withColumns(Set.of("a"), Set.of("zip"), Set.of("c"));
        Table table = table("a,zip,c\n,01,x\n2,1,y\n", options);
        assertEquals(List.of("a", "zip"), table.names());
        assertEquals(List.of("01", "1"), table.column("zip").texts());
        table = table("a,b\n-999,NA\n1,x\n", TableOptions.FOUND.withMissing(Set.of("-999")));
        assertTrue(table.column("a").isMissing(0));
        assertEquals("NA", table.column("b").text(0));
    }

    /** Characters 262,144 and after are not looked at, nor the row that ends there. */
    @Test
    void aRowThatTheSampleCutsOffDoesNotCount() {
        String row = "x;" + "y".repeat(5000) + ",z\n";
        assertEquals(
                ',',
                table(row.repeat(70), TableOptions.FOUND.withFormat(null, false, null))
                        .dialect()
                        .delimiter());
        assertEquals(
                ',',
                table("a,b\n1,\"" + "y;".repeat(200_000) + "\"\n").dialect().delimiter());
    }

    @Test
    void loneQuotationMarksInsideOfCellsAreText() {
        Table table = table("inch,x\n5\",1\n7\"\"8,2\n\"9\"\"\",3\n");
        assertEquals("5\"", table.column("inch").text(0));
        assertEquals("7\"\"8", table.column("inch").text(1));
        assertEquals("9\"", table.column("inch").text(2));
        assertEquals(1, table("inch,x\n\"5\",1\"\n").rows());
        refused("t.csv: not CSV: NUL character in the cell \"\\u0000\".", () -> table("a,b\n3,\0\n"));
    }

    /** 65,536 texts, or 4,194,304 characters. */
    @Test
    void asManyTextsAsAreKept() {
        String text = csv("id", ColumnBuilder.MOST_TEXTS, row -> "row" + row);
        assertTrue(table(text).column("id").complete());
        Column more = table(text + "other\nrow0\n").column("id");
        assertFalse(more.complete());
        assertEquals(0, more.code(ColumnBuilder.MOST_TEXTS + 1), "known texts are still found");
        assertEquals(Column.OTHER, more.code(ColumnBuilder.MOST_TEXTS));
        assertFalse(more.isMissing(ColumnBuilder.MOST_TEXTS));
        String eight = csv("a", 8, row -> row + "x".repeat((1 << 19) - 1));
        assertTrue(table(eight).column("a").complete());
        assertFalse(table(eight + "y\n").column("a").complete());
    }

    /** A cell of another form is missing, as it would be in the first file; {@code TableFilesTest} has the rest. */
    @Test
    void theRowsOfFurtherFilesFollow() {
        List<CsvFile> files = Stream.of(csv("n,a", 40, row -> row, TableTest::half), "more,a,n\n7,z,oops\n7,b,5\n")
                .map(text -> CsvFile.of("t.csv", text.getBytes(StandardCharsets.UTF_8), TableOptions.FOUND))
                .toList();
        Table table = new TableReader(files, TableOptions.FOUND).table();
        assertTrue(table.column("n").isMissing(40));
        assertEquals(5, number(table, "n", 41));
        assertEquals(1, table.column("n").reading().odd().cells());
    }

    /** A file with its lines' ends as bars, the options, what is found in it, and the names of its columns. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '/',
            quoteCharacter = '`',
            value = {
                "name,x|Oslo,1.5|Bonn,2.5/commas between cells, names/name+x",
                "name;x|Oslo;1,5|Bonn;2,5/semicolons between cells, names/name+x",
                "name\tx|Oslo\t1.5/tabs between cells, names/name+x",
                "a,b;c|d,e;f/commas between cells, names/a+b;c",
                "a,b;c;d|e,f;g;h/semicolons between cells, names/a,b+c+d",
                "a;b,c,d,e|1;2|3;4/semicolons between cells, names/a+b,c,d,e",
                "name;x|\"a,b,c\";1|\"d,e;f\";2/semicolons between cells, names/name+x",
                "a|1|2/commas between cells, names/a",
                "1,b|1,2/commas between cells, no line of names/column1+column2",
                "NA,b|1,2/commas between cells, no line of names/column1+column2",
                "-1e3,b|1,2/commas between cells, no line of names/column1+column2",
                "1e,b|1,2/commas between cells, names/1e+b",
                ",x|0,7|1,8/commas between cells, names/column1+x"
            })
    void theFormatIsFound(String file, String words, String names) {
        Table table = table(file.replace("|", "\n") + "\n");
        assertTrue(
                table.dialect()
                        .words()
                        .startsWith(words + (words.endsWith("no line of names") ? "" : " in the first line")),
                table.dialect().words());
        assertEquals(List.of(names.split("\\+")), table.names());
    }

    @Test
    void theFormatThatIsGivenIsTaken() {
        TableOptions found = TableOptions.FOUND;
        assertEquals(
                List.of("a,b"),
                table("a,b\n1\n", found.withFormat(';', null, null)).names());
        assertEquals(
                List.of("1", "b"),
                table("1,b\n1,2\n", found.withFormat(null, true, null)).names());
        Table table = table("a#b\n1#2\n", found.withFormat('#', false, null));
        assertEquals(
                "'#' between cells, no line of names, UTF-8", table.dialect().words());
        assertEquals(2, table.rows());
    }

    /** With and without a byte order mark; a single byte that is not UTF-8, even at the end, may be of any encoding, so the guess is told. */
    @ParameterizedTest
    @CsvSource({
        "UTF-8, EFBBBF, größe☃😀",
        "UTF-16LE, FFFE, größe☃😀",
        "UTF-16BE, FEFF, größe☃😀",
        "UTF-8, '', größe☃😀",
        "UTF-16LE, '', größer",
        "UTF-16BE, '', 北京市",
        "windows-1252, '', größer",
        "windows-1252, '', 12 €"
    })
    void theEncodingIsFound(Charset charset, String mark, String word) {
        byte[] text = (word + ",x\n" + "a,1\n".repeat(30) + "\"" + word + "\",1").getBytes(charset);
        byte[] bytes = HexFormat.of().parseHex(mark + HexFormat.of().formatHex(text));
        Table table = Table.read("t.csv", bytes, TableOptions.FOUND);
        assertEquals(List.of(word, "x"), table.names());
        assertEquals(word, table.column(word).text(30));
        boolean guessed = mark.isEmpty() && !charset.equals(StandardCharsets.UTF_8);
        String words = charset + (guessed ? ", a guess: --encoding names another" : "");
        assertTrue(
                table.dialect().words().endsWith("first line, " + words),
                table.dialect().words());
        Table told = Table.read("t.csv", bytes, TableOptions.FOUND.withFormat(null, null, charset));
        assertEquals(List.of(word, "x"), told.names());
        TableOptions utf8 = TableOptions.FOUND.withFormat(null, null, StandardCharsets.UTF_8);
        if (charset.name().startsWith("windows")) {
            refused("expected text in UTF-8, found invalid bytes.", () -> Table.read("t.csv", bytes, utf8));
        }
    }

    /** Files of Linux that are there and cannot be read, and others that are none. */
    @ParameterizedTest
    @ValueSource(strings = {"none.csv", "", "/dev/null", "/proc/self/mem"})
    void whatIsNoFileIsRefused(String name) {
        assumeTrue(!name.startsWith("/") || Files.exists(Path.of(name)));
        String words = name.startsWith("/proc") ? ": cannot be read: " : ": expected a file with a table, found ";
        refused(name + words, () -> Table.read(Path.of(name), TableOptions.FOUND));
    }

    /** The first line is enough: what is below it may be wrong. */
    @Test
    void columnsAreNamedWithoutReadingTheRows(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("t.csv");
        Files.writeString(file, "sep=;\na;b b;\n1;2;3\n1;2;3;4\n");
        assertEquals("The columns are: a, b b, column3.", Table.columnsOf(file, TableOptions.FOUND));
        String names = IntStream.range(0, 23).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
        Files.writeString(file, names + "\n" + "1,".repeat(22) + "1\n");
        assertEquals(
                "The columns are: " + names.substring(0, names.indexOf(",c20")).replace(",", ", ") + " and 3 more.",
                Table.columnsOf(file, TableOptions.FOUND));
        Files.writeString(file, "");
        assertThrows(CrosscheckException.class, () -> Table.columnsOf(file, TableOptions.FOUND));
    }
}
