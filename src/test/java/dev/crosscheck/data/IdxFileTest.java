package dev.crosscheck.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IdxFileTest {
    private static final byte[] PIXELS = {0, 1, 2, (byte) 254, (byte) 255, 6, 7, 8};
    private static final byte[] GOOD = IdxBytes.idx(PIXELS, 2, 2, 2);

    @TempDir
    private Path folder;

    @Test
    void readsRaw() throws IOException {
        IdxFile file = IdxFile.read(write("raw.idx", GOOD), 3);
        assertArrayEquals(new int[] {2, 2, 2}, file.dimensions());
        assertArrayEquals(PIXELS, file.bytes());
    }

    @Test
    void readsGzippedWhateverItsNameAndGivesTheDigestOfTheRawContent() throws IOException {
        IdxFile zipped = IdxFile.read(write("zipped.idx", IdxBytes.gzip(GOOD)), 3);
        assertArrayEquals(PIXELS, zipped.bytes());
        assertEquals(IdxFile.read(write("raw.idx.gz", GOOD), 3).sha256(), zipped.sha256());
    }

    @Test
    void refusesMissing() {
        CrosscheckException e =
                assertThrows(CrosscheckException.class, () -> IdxFile.read(folder.resolve("none.idx"), 3));
        assertTrue(e.getMessage().endsWith("none.idx: cannot be read: NoSuchFileException."), e.getMessage());
    }

    private static byte[] idx(int... dimensions) {
        return IdxBytes.idx(PIXELS, dimensions);
    }

    static Stream<Arguments> refused() {
        String magic = "expected the IDX magic number 0x00000803 and 3 sizes (gzipped or raw), found ";
        String more = "expected as many bytes as the header says, found a header that claims more than ";
        byte[] zipped = IdxBytes.gzip(GOOD);
        byte[] damaged = zipped.clone();
        damaged[damaged.length - 6] ^= 1;
        byte[] twice = Arrays.copyOf(zipped, 2 * zipped.length);
        System.arraycopy(zipped, 0, twice, zipped.length, zipped.length);
        byte[] claim = IdxBytes.gzip(idx(2_000_000_000, 1, 1));
        return Stream.of(
                Arguments.of("empty.idx", new byte[0], magic + "0 bytes."),
                Arguments.of(
                        "page.gz", "<html>not found</html>".getBytes(StandardCharsets.UTF_8), magic + "0x3c68746d."),
                Arguments.of("labels-for-images.idx", idx(8), magic + "0x00000801."),
                Arguments.of("three.idx", Arrays.copyOf(GOOD, 3), magic + "3 bytes."),
                Arguments.of("four.idx", Arrays.copyOf(GOOD, 4), magic + "0x00000803."),
                Arguments.of("other-four.idx", new byte[4], magic + "0x00000000."),
                Arguments.of("damaged.idx.gz", damaged, "expected an undamaged gzip file, found one with an error: "),
                Arguments.of(
                        "too-much.idx",
                        Arrays.copyOf(GOOD, GOOD.length + 1),
                        "expected 8 bytes after the header, found more."),
                Arguments.of("twice.idx.gz", twice, "expected 8 bytes after the header, found more."),
                Arguments.of(
                        "zero.idx",
                        IdxBytes.idx(new byte[0], 0, 28, 28),
                        "expected dimensions of at least 1, found 0."),
                Arguments.of("negative.idx", idx(-1, 28, 28), "expected dimensions of at least 1, found 4294967295."),
                Arguments.of("2-gib.idx", idx(2_000_000_000, 1, 1), more + "24."),
                Arguments.of("8-eib.idx", idx(2_000_000_000, 2_000_000_000, 2), more + "24."),
                Arguments.of("most.idx", idx(24, 1, 1), "expected 24 bytes after the header, found only 8."),
                Arguments.of("2-gib.idx.gz", claim, more + ((32 << 20) + 32 * claim.length) + "."),
                Arguments.of(
                        "30-mib.idx.gz",
                        IdxBytes.gzip(idx(30 << 20, 1, 1)),
                        "expected 31457280 bytes after the header, found only 8."));
    }

    @ParameterizedTest
    @MethodSource
    void refused(String name, byte[] content, String part) throws IOException {
        Path file = write(name, content);
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> IdxFile.read(file, 3), name);
        assertTrue(e.getMessage().contains(name) && e.getMessage().contains(part), e.getMessage());
        assertTrue(e.remedy().contains("--data"), e.remedy());
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        byte[] zipped = IdxBytes.gzip(GOOD);
        for (int length = 1; length < zipped.length; length++) {
            refused("cut.idx.gz", Arrays.copyOf(zipped, length), "cut.idx.gz: expected ");
            if (length < GOOD.length) {
                refused("cut.idx", Arrays.copyOf(GOOD, length), "expected ");
            }
        }
    }

    @Test
    void readsGzippedWithANameAndMoreThanIsUsual() throws IOException {
        byte[] blank = IdxBytes.idx(new byte[1 << 20], 1 << 10, 1 << 5, 1 << 5);
        byte[] zipped = IdxBytes.gzip(blank);
        assertTrue(zipped.length * 100 < blank.length);
        byte[] named = new byte[zipped.length + 5];
        System.arraycopy(zipped, 0, named, 0, 10);
        named[3] = 8; // a name follows, ended by a zero
        System.arraycopy("name".getBytes(StandardCharsets.US_ASCII), 0, named, 10, 4);
        System.arraycopy(zipped, 10, named, 15, zipped.length - 10);
        for (byte[] content : List.of(zipped, named)) {
            assertArrayEquals(
                    new byte[1 << 20],
                    IdxFile.read(write("blank.idx.gz", content), 3).bytes());
        }
    }

    @Test
    void everySingleBitOfTheHeaderMatters() throws IOException {
        for (int bit = 0; bit < 16 * 8; bit++) {
            byte[] flipped = GOOD.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            int rank = ByteBuffer.wrap(flipped).getInt() & 0xff;
            Path file = write("flipped.idx", flipped);
            assertThrows(CrosscheckException.class, () -> IdxFile.read(file, 3), "bit " + bit + ", rank " + rank);
        }
    }

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }
}
