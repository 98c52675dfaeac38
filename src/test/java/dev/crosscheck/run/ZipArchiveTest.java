package dev.crosscheck.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipArchiveTest {
    private static final byte[] CONTENT = new byte[200_000];

    @TempDir
    private Path folder;

    static {
        new Random(1).nextBytes(CONTENT);
    }

    /** With an entry as it is, one deflated, and an empty one. */
    private static byte[] zip() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            ZipEntry stored = new ZipEntry("stored");
            CRC32 crc = new CRC32();
            crc.update(CONTENT);
            stored.setMethod(ZipEntry.STORED);
            stored.setSize(CONTENT.length);
            stored.setCrc(crc.getValue());
            zip.putNextEntry(stored);
            zip.write(CONTENT);
            zip.putNextEntry(new ZipEntry("deflated"));
            zip.write(CONTENT);
            zip.putNextEntry(new ZipEntry("empty"));
        }
        return bytes.toByteArray();
    }

    private static void assertWhole(ZipArchive zip) throws IOException {
        assertEquals(List.of("stored", "deflated", "empty"), List.copyOf(zip.names()));
        assertArrayEquals(CONTENT, read(zip, "deflated"));
        assertArrayEquals(CONTENT, read(zip, "stored"));
        assertArrayEquals(new byte[0], read(zip, "empty"));
        try (InputStream in = zip.open("stored")) {
            assertEquals(CONTENT[0] & 0xff, in.read());
            assertEquals(CONTENT.length - 1, in.skip(CONTENT.length));
            assertEquals(-1, in.read());
        }
    }

    private static byte[] read(ZipArchive zip, String name) throws IOException {
        try (InputStream in = zip.open(name)) {
            byte[] content = in.readNBytes((int) zip.size(name));
            in.read(); // compares the checksum of an empty entry
            return content;
        }
    }

    private static ZipArchive opened(byte[] file) throws IOException {
        return new ZipArchive(new SeekableInMemoryByteChannel(file), 16);
    }

    @Test
    void aFileIsReadInMemoryAndOnDisk() throws IOException {
        assertWhole(opened(zip()));
        Path file = Files.write(folder.resolve("some.zip"), zip());
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            assertWhole(new ZipArchive(channel, 16));
        }
    }

    @Test
    void alteredContentIsNoticedWithItsLastByte() throws IOException {
        byte[] file = zip();
        file[1000] ^= 1;
        ZipArchive zip = opened(file);
        ZipException e = assertThrows(ZipException.class, () -> read(zip, "stored"));
        assertEquals("a wrong checksum of stored", e.getMessage());
        assertArrayEquals(CONTENT, read(zip, "deflated"));
    }

    @Test
    void manyEntriesAreRefused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < 17; i++) {
                zip.putNextEntry(new ZipEntry(Integer.toString(i)));
            }
        }
        ZipException e = assertThrows(ZipException.class, () -> opened(bytes.toByteArray()));
        assertEquals("more than 16 entries", e.getMessage());
    }
}
