package dev.crosscheck.data.table;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.CrosscheckException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a file is said with its name, line and column. */
class BadTableTest {
    private static final Set<String> NONE = Set.of();
    private static final TableOptions FOUND = TableOptions.FOUND;
    private static final TableOptions AS_UTF_8 = FOUND.withFormat(null, null, UTF_8);

    @TempDir
    private Path folder;

    private static TableOptions columns(Set<String> numeric, Set<String> categorical, Set<String> drop) {
        return FOUND.withColumns(numeric, categorical, drop);
    }

    private static TableOptions numeric(String column) {
        return columns(Set.of(column), NONE, NONE);
    }

    private static Arguments of(String file, String message) {
        return of(file, FOUND, message);
    }

    private static Arguments of(String file, TableOptions options, String message) {
        return Arguments.of(file.getBytes(UTF_8), options, message);
    }

    /** Beginnings of messages, where t.csv is the file. */
    static Stream<Arguments> files() {
        String two = "a,b\n1,2\n";
        String empty = "t.csv: expected a table, found an empty file.";
        String name = "t.csv, line 1, column 2: expected a name of at most 200 plain characters, found ";
        String unclosed = "t.csv: not CSV: Unclosed quoted field at end of input (record starting at line 2).";
        String delimiter =
                "--delimiter: expected a character other than a quotation mark or a line end, found such a one.";
        Set<String> markers =
                IntStream.range(0, 101).mapToObj(Integer::toString).collect(Collectors.toSet());
        byte[] latin = ("a,b\n" + "1,2\n".repeat(50_000) + "ü,3\n").getBytes(ISO_8859_1);
        return Stream.of(
                of("\n \n", empty),
                of("\ufeff", empty),
                of("a,b\n", "t.csv: expected rows after the line of names, found none."),
                of("a,b\n\"1\n\",2\n3,4,5\n", "t.csv, line 4: expected 2 cells, as in the first line, found 3."),
                of(
                        "a\n1\n2,3\n",
                        FOUND.withFormat(',', null, null),
                        "t.csv, line 3: expected 1 cell, as in the first line, found 2."),
                of(two, numeric("zzz"), "t.csv: expected a column \"zzz\" (--numeric), found none of that name."),
                of(
                        two,
                        columns(NONE, NONE, Set.of("zzz")),
                        "t.csv: expected a column \"zzz\" (--drop), found none of that name."),
                of(
                        two,
                        columns(NONE, Set.of("A"), NONE),
                        "t.csv: expected a column \"A\" (--categorical), found none of that name."),
                of(
                        two,
                        columns(Set.of("a"), Set.of("a"), NONE),
                        "t.csv: the column \"a\" is named by --numeric and by --categorical."),
                of(
                        two,
                        columns(Set.of("a"), Set.of("a"), NONE),
                        "t.csv: the column \"a\" is named by --numeric and by --categorical."),
                of(
                        two,
                        columns(NONE, NONE, Set.of("a", "b")),
                        "t.csv: expected a column to keep, found none, since all are dropped."),
                of(
                        "a,b\n1,2\nNA,3\nx1,4\ny,5\n",
                        numeric("a"),
                        "t.csv, line 4, column \"a\": expected a number, found \"x1\"."),
                of("a,b\n1,2\n3,\0\n", "t.csv: not CSV: NUL character in the cell \"\\u0000\"."),
                Arguments.of(
                        two.getBytes(UTF_16LE), AS_UTF_8, "t.csv: not CSV: NUL character in the cell \"a\\u0000\"."),
                Arguments.of(latin, AS_UTF_8, "t.csv: expected text in UTF-8, found invalid bytes."),
                of("a,\"b\nc\"\nx,2\n", name + "\"b\\u000Ac\"."),
                of("a," + "b".repeat(201) + "\nx,2\n", name + "\"" + "b".repeat(80) + "[...]\"."),
                of(
                        "a,b\n1,\"x\"y\n",
                        "t.csv: not CSV: Unexpected character after closing quote: 'y' (0x79) (record starting at line 2)."),
                of("a,b\n1,\"", unclosed),
                of(two, FOUND.withFormat('"', null, null), delimiter),
                of(two, FOUND.withMissing(markers), "--missing: expected "),
                of(
                        two,
                        FOUND.withMissing(Set.of("x".repeat(201))),
                        "--missing: expected a text of 0 to 200 plain characters, found \"x"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void isRefusedByItsPlace(byte[] file, TableOptions options, String message) {
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> Table.read("t.csv", file, options));
        assertEquals(
                message,
                e.getMessage()
                        .substring(0, Math.min(message.length(), e.getMessage().length())));
        assertTrue((e.getMessage() + e.remedy()).chars().noneMatch(Character::isISOControl), e.getMessage());
    }

    /** A file of Linux that is there, and cannot be read from its start, and others that are none. */
    @ParameterizedTest
    @ValueSource(strings = {"none.csv", "", "/dev/null", "/proc/self/mem"})
    void whatIsNoFile(String name) {
        Path file = folder.resolve(name);
        assumeTrue(!name.startsWith("/") || Files.exists(file));
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> Table.read(file, FOUND));
        String words = name.startsWith("/proc") ? ": cannot be read: " : ": expected a file with a table, found ";
        assertTrue(e.getMessage().startsWith(file + words), e.getMessage());
    }

    @Test
    void twelveColumnsAreListedAndTheNearestIsNamed() {
        String names = "a,b,c,d,e,f,g,h,i,j,k,species";
        for (String more : new String[] {"", ",m,n"}) {
            String file = names + more + "\n" + (names + more).replaceAll("\\w+", "1") + "\n";
            CrosscheckException e =
                    assertThrows(CrosscheckException.class, () -> TableTest.table(file, numeric("specis")));
            assertEquals(
                    "Did you mean \"species\"? The columns are: a, b, c, d, e, f, g, h, i, j, k, species"
                            + (more.isEmpty() ? "." : " and 2 more."),
                    e.remedy());
        }
    }
}
