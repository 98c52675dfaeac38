package dev.crosscheck.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Makes IDX content for tests. */
public final class IdxBytes {
    private static ImageData mnist;

    private IdxBytes() {}

    /** @return MNIST, which is read once per JVM; tests do not change its arrays */
    public static synchronized ImageData mnist() {
        if (mnist == null) {
            mnist = ImageData.read(Path.of("data", "mnist"));
        }
        return mnist;
    }

    /** A whole IDX file of unsigned bytes: magic number, dimensions, content. */
    public static byte[] idx(byte[] content, int... dimensions) {
        ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * dimensions.length + content.length);
        buffer.putInt(0x0800 | dimensions.length);
        for (int dimension : dimensions) {
            buffer.putInt(dimension);
        }
        return buffer.put(content).array();
    }

    /** The same bytes, gzipped. */
    public static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Writes the first images of MNIST as a data set of its own. */
    public static Path subset(Path folder, int train, int test) {
        return write(folder, mnist().train().first(train), mnist().test().first(test));
    }

    /** Writes a data set's four files, raw. */
    public static Path write(Path folder, ImageSet train, ImageSet test) {
        try {
            Files.createDirectories(folder);
            writeSet(folder, "train", train);
            writeSet(folder, "t10k", test);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(int[] labels) {
        byte[] bytes = new byte[labels.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) labels[i];
        }
        return bytes;
    }

    private static void writeSet(Path folder, String prefix, ImageSet set) throws IOException {
        Files.write(
                folder.resolve(prefix + "-images-idx3-ubyte"),
                idx(set.pixels(), set.size(), set.rows(), set.columns()));
        Files.write(folder.resolve(prefix + "-labels-idx1-ubyte"), idx(bytes(set.labels()), set.size()));
    }
}
