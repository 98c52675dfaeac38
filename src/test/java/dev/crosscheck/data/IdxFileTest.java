package dev.crosscheck.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused of files, {@code DataBytesIT} has on record. */
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

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }
}
