package dev.crosscheck.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    /** {@code DataBytesIT} has other files that are refused. */
    @Test
    void everySingleBitOfTheHeaderMattersAndEveryByteOfTheFile() {
        for (int bit = 0; bit < 16 * 8; bit++) {
            byte[] flipped = GOOD.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            refused(flipped, "bit " + bit);
        }
        for (byte[] whole : List.of(GOOD, IdxBytes.gzip(GOOD))) {
            for (int length = 0; length < whole.length; length++) {
                refused(Arrays.copyOf(whole, length), "length " + length);
            }
        }
    }

    private static void refused(byte[] content, String which) {
        ByteArrayInputStream file = new ByteArrayInputStream(content);
        CrosscheckException e =
                assertThrows(CrosscheckException.class, () -> IdxFile.read("bad.idx", file, content.length, 3), which);
        assertTrue(e.getMessage().startsWith("bad.idx: expected "), e.getMessage());
    }

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }
}
