package dev.crosscheck.data.npz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes arrays to an {@code .npz} file for NumPy and {@link NpzFile}: uncompressed, little-endian, in C order. */
public final class NpzWriter {
    /** The earliest time that a zip archive can store; it is constant so that equal arrays give equal files. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private NpzWriter() {}

    /**
     * @param arrays arrays by name without {@code .npy}, in the order in which they are written
     * @return the content of the file
     */
    public static byte[] bytes(Map<String, NpyArray> arrays) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, NpyArray> array : arrays.entrySet()) {
                byte[] bytes = NpyFormat.bytes(array.getValue());
                zip.putNextEntry(storedEntry(array.getKey() + ".npy", bytes));
                zip.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static ZipEntry storedEntry(String name, byte[] bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(checksum.getValue());
        entry.setTimeLocal(TIME);
        return entry;
    }
}
