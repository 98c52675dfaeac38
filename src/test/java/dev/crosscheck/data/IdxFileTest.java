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
    void readsRawAndGzippedWhateverItsNameAndGivesTheDigestOfTheRawContent() throws IOException {
        IdxFile raw = IdxFile.read(write("raw.idx.gz", GOOD), 3);
        assertArrayEquals(new int[] {2, 2, 2}, raw.dimensions());
        assertArrayEquals(PIXELS, raw.bytes());
        IdxFile zipped = IdxFile.read(write("zipped.idx", IdxBytes.gzip(GOOD)), 3);
        assertArrayEquals(PIXELS, zipped.bytes());
        assertEquals(raw.sha256(), zipped.sha256());
    }

    private static byte[] idx(int... dimensions) {
        return IdxBytes.idx(PIXELS, dimensions);
    }

    /** {@code DataBytesIT} has more, also gzipped ones and claims of sizes that are not there. */
    static Stream<Arguments> refused() {
        String magic = "expected the IDX magic number 0x00000803 and 3 sizes (gzipped or raw), found ";
        byte[] zipped = IdxBytes.gzip(GOOD);
        byte[] twice = Arrays.copyOf(zipped, 2 * zipped.length);
        System.arraycopy(zipped, 0, twice, zipped.length, zipped.length);
        return Stream.of(
                Arguments.of("empty.idx", new byte[0], magic + "0 bytes."),
                Arguments.of("page.gz", "<html>".getBytes(StandardCharsets.UTF_8), magic + "0x3c68746d."),
                Arguments.of("three.idx", Arrays.copyOf(GOOD, 3), magic + "3 bytes."),
                Arguments.of("four.idx", Arrays.copyOf(GOOD, 4), magic + "0x00000803."),
                Arguments.of("more.idx", Arrays.copyOf(GOOD, 25), "expected 8 bytes after the header, found more."),
                Arguments.of("twice.idx.gz", twice, "expected 8 bytes after the header, found more."),
                Arguments.of("zero.idx", idx(0, 28, 28), "expected dimensions of at least 1, found 0."),
                Arguments.of("most.idx", idx(24, 1, 1), "expected 24 bytes after the header, found only 8."));
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
