package dev.crosscheck.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.limits.Members;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Rows to train, validate and test on from files of their own. */
class TableFilesTest {
    private static final String TRAIN = "y,kind,size\nyes,a,1\nno,b,2.1\nyes,a,3\nno,,4\n";

    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static TableSource source(Share test, Path validation, Path tests) {
        return new TableSource(TableOptions.FOUND, "y", null, test, null, null, text(validation), text(tests));
    }

    private static String text(Path file) {
        return file == null ? null : file.toString();
    }

    private static TargetColumn target(TableFiles files) {
        return TargetColumn.of(files.table(), "y", null);
    }

    private static String texts(Table table, String column) {
        return String.join(
                "|",
                IntStream.range(0, table.rows())
                        .mapToObj(row -> table.column(column).text(row))
                        .toList());
    }

    @Test
    @ResourceLock("System.in")
    void aPackedFileAndStandardInputAreReadAsThePlainFile() throws IOException {
        Path plain = file("plain.csv", TRAIN);
        Path packed = Files.write(folder.resolve("packed.csv.gz"), IdxBytes.gzip(Files.readAllBytes(plain)));
        String expected = texts(Table.read(plain, TableOptions.FOUND), "kind");
        assertEquals(expected, texts(Table.read(packed, TableOptions.FOUND), "kind"));
        InputStream before = System.in;
        System.setIn(Files.newInputStream(plain));
        try {
            assertEquals(expected, texts(Table.read(Path.of("-"), TableOptions.FOUND), "kind"));
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void anArchiveIsNoTableAndOneThatUnpacksWithoutEndIsRefused() throws IOException {
        Path sheet = Files.write(folder.resolve("sheet.xlsx"), new byte[] {'P', 'K', 3, 4, 0});
        refused(
                "sheet.xlsx: expected a CSV file, found a zip archive, as .xlsx files are.",
                () -> Table.read(sheet, TableOptions.FOUND));
        byte[] rows = "a,b\n".repeat(4 << 20).getBytes(StandardCharsets.US_ASCII);
        Path bomb = Files.write(folder.resolve("bomb.csv.gz"), IdxBytes.gzip(rows));
        refused("it unpacks to more than 200 times its size", () -> Table.read(bomb, TableOptions.FOUND));
    }

    private static void refused(String part, Executable read) {
        CrosscheckException e = assertThrows(CrosscheckException.class, read);
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    @Test
    void rowsFollowInTheFirstFilesColumnsAndTypes() throws IOException {
        Path validation = file("v.csv", "size;note;kind;y\n5,5;x;c;yes\n".replace(",5", ".5"));
        Path tests = file("t.csv", "y,kind,size\nno,7,1e-9\n,c,\nno,a,8\n");
        TableFiles files = TableFiles.read(file("train.csv", TRAIN), source(Share.NONE, validation, tests));
        Table table = files.table();
        assertEquals(List.of("y", "kind", "size"), table.names());
        assertEquals("yes|no|yes|no|yes|no||no", texts(table, "y"));
        assertEquals("a|b|a||c|7|c|a", texts(table, "kind"));
        assertEquals("1|2.1|3|4|5.5|1.0E-9||8", texts(table, "size"));
        assertEquals(2, table.column("kind").missing() + table.column("size").missing());
        assertEquals(folder.resolve("t.csv") + ", line 4, column \"size\"", table.place(7, "size"));
        assertEquals(folder.resolve("v.csv") + ", line 2, column \"y\"", table.place(4, "y"));
        assertEquals(folder.resolve("train.csv") + ", line 5, column \"y\"", table.place(3, "y"));
        Split split = files.split(target(files), new Share(0.5, 0), 1);
        assertArrayEquals(new int[] {0, 1, 2, 3}, split.train());
        assertArrayEquals(new int[] {4}, split.validation());
        assertArrayEquals(new int[] {5, 7}, split.test(), "a row without a target takes no part");
        assertEquals(
                List.of("train.csv", "v.csv", "t.csv"),
                List.copyOf(files.sha256().keySet()));
        assertEquals(
                List.of("train.csv", "v.csv"),
                List.copyOf(files.learntFrom(files.sha256()).keySet()));
    }

    /** A run records the size of its validation part; resumed, it must get the same rows, though groups are taken whole. */
    @Test
    void theSizeOfAPartOfGroupsGivesThePartAgain() {
        TableSource source = new TableSource(
                TableOptions.FOUND, "species", null, new Share(0.2, 0), "bill_depth_mm", null, null, null);
        TableFiles files = TableFiles.read(TableTest.PENGUINS, source);
        TargetColumn species = TargetColumn.of(files.table(), "species", null);
        for (int rows = 10; rows < 100; rows++) {
            for (long seed = 0; seed < 3; seed++) {
                Split split = files.split(species, new Share(0, rows), seed);
                Split again = files.split(species, new Share(0, split.validation().length), seed);
                assertArrayEquals(split.validation(), again.validation(), rows + " rows, seed " + seed);
                assertArrayEquals(split.test(), again.test());
            }
        }
    }

    @Test
    void whatHasNoFileOfItsOwnIsAShareOfTheFirst() throws IOException {
        Path train = file("train.csv", TRAIN);
        Path again = file("again.csv", TRAIN);
        TableFiles files = TableFiles.read(train, source(new Share(0, 1), again, null));
        Split split = files.split(target(files), new Share(0.5, 0), 1);
        assertArrayEquals(new int[] {4, 5, 6, 7}, split.validation());
        assertEquals(1, split.test().length);
        assertTrue(split.test()[0] < 4 && split.train().length == 3);
        assertEquals(files.sha256(), files.learntFrom(files.sha256()));
        Path sub = Files.createDirectory(folder.resolve("sub")).resolve("train.csv");
        Files.writeString(sub, TRAIN + "no,b,5\n");
        files = TableFiles.read(train, source(Share.NONE, null, sub));
        assertEquals(
                List.of("train.csv", "test file"), List.copyOf(files.sha256().keySet()));
        assertArrayEquals(
                files.split(target(files), new Share(0, 2), 1).train(),
                TableFiles.read(train, source(Share.NONE, null, null))
                        .split(target(files), new Share(0, 2), 1)
                        .train());
    }

    /** A category that only a test file has is unknown: nothing of such a file is fitted. */
    @Test
    void nothingIsFittedOnFilesOfTheirOwn() throws IOException {
        Path train = file("train.csv", TRAIN);
        Path more = file("more.csv", "y,kind,size\nno,z,1000\n");
        TableFiles files = TableFiles.read(train, source(Share.NONE, more, more));
        TargetColumn target = target(files);
        int[] training = files.split(target, Share.NONE, 1).train();
        TableFiles alone = TableFiles.read(train, source(Share.NONE, null, null));
        assertEquals(
                Preprocessing.fit(alone.table(), target(alone), training, null),
                Preprocessing.fit(files.table(), target, training, null));
    }

    @Test
    void aTestFilesDigestIsFoundByItsUseOrItsName() {
        Map<String, String> sha256 = new HashMap<>(Map.of("train.csv", "1", "t.csv", "2"));
        assertEquals("2", TableFiles.testDigest("sub/t.csv", sha256));
        assertNull(TableFiles.testDigest("other.csv", sha256));
        sha256.put("test file", "3");
        assertEquals("3", TableFiles.testDigest("sub/train.csv", sha256));
    }

    @Test
    void sourcesThatNoFileHasAreRefused() {
        Set<String> bad = Set.of("a\nb");
        TableOptions found = TableOptions.FOUND;
        for (TableOptions reading : List.of(
                found.withColumns(bad, Set.of(), Set.of()),
                found.withColumns(Set.of(), bad, Set.of()),
                found.withColumns(Set.of(), Set.of(), bad),
                found.withModel(Set.of("a"), Map.of(), Set.of(), Optional.empty()),
                found.withMissing(bad))) {
            assertThrows(
                    Members.Unfit.class, () -> new TableSource(reading, "y", null, Share.NONE, null, null, null, null));
        }
        for (int member = 0; member < 5; member++) {
            String[] texts = {"y", "s", null, "v", "t"};
            texts[member] = "a\n";
            assertThrows(
                    Members.Unfit.class,
                    () -> new TableSource(found, texts[0], null, Share.NONE, texts[1], texts[2], texts[3], texts[4]));
        }
    }
}
