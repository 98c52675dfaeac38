package dev.crosscheck.data.npz;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.AtomicFile;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
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
     * Writes a file atomically, replacing an existing one.
     *
     * @param file the file, in an existing folder
     * @param arrays arrays by name without {@code .npy}, in the order in which they are written
     * @throws CrosscheckException if it cannot be written
     */
    public static void write(Path file, Map<String, NpyArray> arrays) {
        try {
            AtomicFile.replace(file, out -> writeAll(out, arrays));
        } catch (IOException e) {
            throw new CrosscheckException(
                    file + ": cannot be written: " + e.getClass().getSimpleName() + ".",
                    "Name a file in a folder that exists, that may be written to and has room.",
                    e);
        }
    }

    /** @return the content that {@link #write} would write */
    public static byte[] bytes(Map<String, NpyArray> arrays) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            writeAll(out, arrays);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeAll(OutputStream out, Map<String, NpyArray> arrays) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(out))) {
            for (Map.Entry<String, NpyArray> array : arrays.entrySet()) {
                byte[] bytes = NpyFormat.bytes(array.getValue());
                zip.putNextEntry(storedEntry(array.getKey() + ".npy", bytes));
                zip.write(bytes);
            }
        }
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
