package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a file is said with its name, line and column. */
class BadTableTest {
    private static final Set<String> NONE = Set.of();

    @TempDir
    private Path folder;

    private static CrosscheckException refused(byte[] file, TableOptions options) {
        return assertThrows(CrosscheckException.class, () -> Table.read("t.csv", file, options));
    }

    private static void refused(String file, TableOptions options, String message) {
        CrosscheckException e = refused(file.getBytes(StandardCharsets.UTF_8), options);
        assertEquals(message, e.getMessage());
        assertTrue((e.getMessage() + e.remedy()).chars().noneMatch(Character::isISOControl), e.getMessage());
    }

    private static void refused(String file, String message) {
        refused(file, TableOptions.FOUND, message);
    }

    private static TableOptions numeric(String column) {
        return TableOptions.FOUND.withColumns(Set.of(column), NONE, NONE);
    }

    @Test
    void missingFile() {
        Path file = folder.resolve("none.csv");
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> Table.read(file, TableOptions.FOUND));
        assertEquals(file + ": expected a file with a table, found nothing there.", e.getMessage());
    }

    @Test
    void folder() {
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> Table.read(folder, TableOptions.FOUND));
        assertEquals(folder + ": expected a file with a table, found a folder or something else.", e.getMessage());
    }

    @Test
    void fileThatCannotBeRead() throws IOException {
        Path file = Files.writeString(folder.resolve("t.csv"), "a\n1\n");
        if (file.toFile().setReadable(false) && !Files.isReadable(file)) {
            CrosscheckException e = assertThrows(CrosscheckException.class, () -> Table.read(file, TableOptions.FOUND));
            assertTrue(e.getMessage().startsWith(file + ": cannot be read: "), e.getMessage());
        }
    }

    @Test
    void emptyFile() {
        refused("", "t.csv: expected a table, found an empty file.");
        refused("\n \n", "t.csv: expected a table, found an empty file.");
        refused("\ufeff", "t.csv: expected a table, found an empty file.");
    }

    @Test
    void headerOnly() {
        refused("a,b\n", "t.csv: expected rows after the line of names, found none.");
    }

    @Test
    void raggedRows() {
        refused("a,b\n1,2\n3\n", "t.csv, line 3: expected 2 cells, as in the first line, found 1.");
        refused("a,b\n\"1\n\",2\n3,4,5\n", "t.csv, line 4: expected 2 cells, as in the first line, found 3.");
    }

    @Test
    void columnsThatAreNotThere() {
        CrosscheckException e = refused("species,island\na,b\n".getBytes(StandardCharsets.UTF_8), numeric("specis"));
        assertEquals("t.csv: expected a column \"specis\" (--numeric), found none of that name.", e.getMessage());
        assertEquals("Did you mean \"species\"? The columns are: species, island.", e.remedy());
        refused(
                "a,b\n1,2\n",
                TableOptions.FOUND.withColumns(NONE, NONE, Set.of("zzz")),
                "t.csv: expected a column \"zzz\" (--drop), found none of that name.");
        refused(
                "a,b\n1,2\n",
                TableOptions.FOUND.withColumns(NONE, Set.of("A"), NONE),
                "t.csv: expected a column \"A\" (--categorical), found none of that name.");
    }

    @Test
    void columnsThatAreToBeTwoThings() {
        refused(
                "a,b\n1,2\n",
                TableOptions.FOUND.withColumns(Set.of("a"), Set.of("a"), NONE),
                "t.csv: the column \"a\" is named by --numeric and by --categorical.");
        refused(
                "a,b\n1,2\n",
                TableOptions.FOUND.withColumns(NONE, NONE, Set.of("a", "b")),
                "t.csv: expected a column to keep, found none, since all are dropped.");
    }

    @Test
    void textWhereNumbersWere() {
        refused(
                "a,b\n1,2\nNA,3\nx1,4\n",
                numeric("a"),
                "t.csv, line 4, column \"a\": expected a number, found \"x1\".");
    }

    @Test
    void tooLargeACell() {
        String cell = "x".repeat(10 << 20);
        for (String file :
                List.of("a,b\n1,2\n3," + cell + "\n", "a,b\n1,2\n3,\"" + cell + "\"\n", cell + ",b\n1,2\n")) {
            CrosscheckException e = refused(file.getBytes(StandardCharsets.UTF_8), TableOptions.FOUND);
            assertTrue(e.getMessage().startsWith("t.csv: not CSV: The maximum buffer size of 1048576"), e.getMessage());
            assertTrue(e.getMessage().endsWith(file.startsWith("a") ? "at line 3)." : "at line 1)."), e.getMessage());
        }
    }

    @Test
    void nulBytes() {
        refused("a,b\n1,2\n3,\0\n", "t.csv: not CSV: NUL character in the cell \"\\u0000\".");
        TableOptions utf8 = TableOptions.FOUND.withFormat(null, null, StandardCharsets.UTF_8);
        CrosscheckException e = refused("a,b\n1,2\n".getBytes(StandardCharsets.UTF_16LE), utf8);
        assertEquals("t.csv: not CSV: NUL character in the cell \"a\\u0000\".", e.getMessage());
        assertTrue(e.remedy().contains("--encoding"), e.remedy());
    }

    @Test
    void wrongEncoding() {
        TableOptions utf8 = TableOptions.FOUND.withFormat(null, null, StandardCharsets.UTF_8);
        byte[] long_ = ("a,b\n" + "1,2\n".repeat(50_000) + "ü,3\n").getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(
                "t.csv: expected text in UTF-8, found invalid bytes.",
                refused(long_, utf8).getMessage());
    }

    @Test
    void namesThatNoLineHolds() {
        String message = "t.csv, line 1, column 2: expected a name of at most 200 plain characters, found ";
        refused("a,\"b\nc\"\nx,2\n", message + "\"b\\u000Ac\".");
        refused("a," + "b".repeat(201) + "\nx,2\n", message + "\"" + "b".repeat(80) + "[...]\".");
    }

    @Test
    void tooManyColumns() {
        String names = IntStream.range(0, 100_000).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
        refused(
                names + "\n1,2\n",
                "t.csv: not CSV: Record starting at line 1 has surpassed the maximum limit of 10000 fields.");
    }

    @Test
    void infiniteNumbers() {
        String expected = "t.csv, line 3, column \"a\": expected a finite number, at most 1e100 in size, found ";
        for (String cell : new String[] {"inf", "-Infinity", "1e999", "-2E100", "+INF"}) {
            refused("a,b\n1,2\n" + cell + ",3\n4,5\n", expected + "\"" + cell + "\".");
            refused("a,b\n1,2\n" + cell + ",3\n", numeric("a"), expected + "\"" + cell + "\".");
        }
        // Among texts it is one, as any other word.
        Table table = TableTest.table("a\n1\ninf\nx\n");
        assertEquals("inf", table.column("a").text(1));
    }

    @Test
    void quotesThatAreWrong() {
        String unclosed = "t.csv: not CSV: Unclosed quoted field at end of input (record starting at line 2).";
        refused(
                "a,b\n1,\"x\"y\n",
                "t.csv: not CSV: Unexpected character after closing quote: 'y' (0x79) (record starting at line 2).");
        refused("a,b\n1,\"x\n2,3\n", unclosed);
        refused("a,b\n1,\"", unclosed);
    }

    @Test
    void delimitersThatCutNothing() {
        for (char delimiter : new char[] {'"', '\n', '\r', 0}) {
            refused(
                    "a\n1\n",
                    TableOptions.FOUND.withFormat(delimiter, null, null),
                    "--delimiter: expected a character other than a quotation mark or a line end, found such a one.");
        }
    }

    @Test
    void markersThatNoModelKeeps() {
        refused(
                "a\n1\n",
                TableOptions.FOUND.withMissing(Set.of("x".repeat(201))),
                "--missing: expected a text of 0 to 200 plain characters, found \"" + "x".repeat(80) + "[...]\".");
    }

    @Test
    void targets() {
        Table table = TableTest.table("species,x,one,none,id\na,1,7,,p\nb,2,7,,q\na,3,7,,r\nb,4,7,,s\n");
        targetRefused(
                table, "specie", null, "t.csv: expected a column \"specie\" (--target), found none of that name.");
        targetRefused(table, "one", null, "t.csv: target \"one\": expected at least two values, found only \"7\".");
        targetRefused(table, "none", null, "t.csv: target \"none\": expected at least two values, found none.");
        targetRefused(
                table,
                "id",
                null,
                "t.csv: target \"id\": expected at most 2 classes, with 2 rows each or more, found 4 different texts.");
        targetRefused(
                table,
                "species",
                Task.REGRESSION,
                "t.csv: target \"species\": expected numbers, since the task is regression, found \"a\".");
    }

    private static void targetRefused(Table table, String target, Task task, String message) {
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> TargetColumn.of(table, target, task));
        assertEquals(message, e.getMessage());
    }

    private static Table read(String text, long room) {
        byte[] file = text.getBytes(StandardCharsets.UTF_8);
        return new TableReader(List.of(CsvFile.of("t.csv", file, TableOptions.FOUND)), TableOptions.FOUND, room)
                .table();
    }

    /** 12 bytes a cell and 4 a line; a text of a letter 122 more. */
    @Test
    void aTableLargerThanMemory() {
        assertEquals(3, read("a,b\n1,2\n3,4\n5,6\n", 3 * 28).rows());
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> read("a,b\n1,2\n3,4\n5,6\n", 3 * 28 - 1));
        assertEquals(
                "t.csv: the table and its features take more than 0 MB (65 % of Java's memory, at most 25,769 MB);"
                        + " 2 rows fitted.",
                e.getMessage());
        assertEquals("Leave columns out with --drop, take fewer rows, or give Java more memory.", e.remedy());
        String texts = "a\nx\nxyz\nx\n";
        assertEquals(3, read(texts, 122 + 126 + 3 * 16).rows());
        assertThrows(CrosscheckException.class, () -> read(texts, 122 + 126 + 3 * 16 - 1));
    }

    @Test
    void whatIsNoFile() {
        Path device = Path.of("/dev/null");
        assumeTrue(Files.exists(device));
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> CsvFile.requireFile(device));
        assertEquals("/dev/null: expected a file with a table, found a folder or something else.", e.getMessage());
    }

    /** A file of Linux that is there, and cannot be read from its start. */
    @Test
    void fileThatEndsWithAnError() {
        Path file = Path.of("/proc/self/mem");
        assumeTrue(Files.isReadable(file));
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> Table.read(file, TableOptions.FOUND));
        assertTrue(e.getMessage().startsWith("/proc/self/mem: cannot be read: "), e.getMessage());
    }

    @Test
    void moreCellsThanColumns() {
        refused(
                "a\n1\n2,3\n",
                TableOptions.FOUND.withFormat(',', null, null),
                "t.csv, line 3: expected 1 cell, as in the first line, found 2.");
        refused(
                "1,2\n3\n",
                TableOptions.FOUND.withFormat(null, false, null),
                "t.csv, line 2: expected 2 cells, as in the first line, found 1.");
    }

    @Test
    void theFirstOfSeveralWrongCellsIsNamed() {
        refused(
                "a\n1\ninf\n-inf\n",
                "t.csv, line 3, column \"a\": expected a finite number, at most 1e100 in size, found \"inf\".");
        refused("a\n1\nx\ny\n", numeric("a"), "t.csv, line 3, column \"a\": expected a number, found \"x\".");
        refused("a\nx\n1\n", numeric("a"), "t.csv, line 2, column \"a\": expected a number, found \"x\".");
    }

    @Test
    void columnsAreNamedForOneUse() {
        String file = "a,b\n1,2\n";
        refused(
                file,
                TableOptions.FOUND.withColumns(Set.of("a"), NONE, Set.of("a")),
                "t.csv: the column \"a\" is named by --numeric and by --drop.");
        refused(
                file,
                TableOptions.FOUND.withColumns(NONE, Set.of("b"), Set.of("b")),
                "t.csv: the column \"b\" is named by --categorical and by --drop.");
    }

    @Test
    void atMostAHundredTextsStandForMissingValues() {
        Set<String> texts = IntStream.range(0, 101).mapToObj(Integer::toString).collect(Collectors.toSet());
        CrosscheckException e =
                refused("a\n1\n".getBytes(StandardCharsets.UTF_8), TableOptions.FOUND.withMissing(texts));
        assertTrue(e.getMessage().startsWith("--missing: expected "), e.getMessage());
    }

    @Test
    void twelveColumnsAreListed() {
        String twelve = "a,b,c,d,e,f,g,h,i,j,k,l";
        String row = "\n1,1,1,1,1,1,1,1,1,1,1,1";
        byte[] file = (twelve + row + "\n").getBytes(StandardCharsets.UTF_8);
        assertEquals(
                "The columns are: a, b, c, d, e, f, g, h, i, j, k, l.",
                refused(file, numeric("zzzzz")).remedy());
        byte[] more = (twelve + ",m,n" + row + ",1,1\n").getBytes(StandardCharsets.UTF_8);
        assertEquals(
                "The columns are: a, b, c, d, e, f, g, h, i, j, k, l and 2 more.",
                refused(more, numeric("zzzzz")).remedy());
    }
}
