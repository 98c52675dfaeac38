package dev.crosscheck.data.npz;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Builds {@code .npy} and {@code .npz} files by hand, sound or not. */
public final class NpzBytes {
    private NpzBytes() {}

    /** @return a {@code .npy} file of this header text (as it is, not padded) and content */
    static byte[] npy(String text, byte[] content) {
        byte[] header = text.getBytes(StandardCharsets.ISO_8859_1);
        return littleEndian(10 + header.length + content.length)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) header.length)
                .put(header)
                .put(content)
                .array();
    }

    /** @return the header text of an array */
    static String header(String descr, boolean fortran, String shape) {
        return "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': " + shape
                + ", }\n";
    }

    /** @return a compressed archive */
    static byte[] zip(Map<String, byte[]> members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                zip.putNextEntry(new ZipEntry(member.getKey()));
                zip.write(member.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @return the array that the bytes of a {@code .npy} file hold, which messages call "x.npz: array a" */
    static NpyArray parse(byte[] npy) {
        try {
            return NpyFormat.read("x.npz: array a", new ByteArrayInputStream(npy), npy.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return where one of the archives is that every build reads */
    static Path kept(String name) {
        return Path.of("src/test/resources/dev/crosscheck/data/DataBytesITInputs/npz", name);
    }

    /** @return {@code name} in {@code folder}, with this content */
    static Path write(Path folder, String name, byte[] content) {
        try {
            return Files.write(folder.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return a float64 array of these values in C order, of this shape (empty for a scalar) */
    public static NpyArray of(double[] values, int... shape) {
        ByteBuffer bytes = littleEndian(8 * values.length);
        bytes.asDoubleBuffer().put(values);
        return new NpyArray("array", NpyType.FLOAT64, shape, bytes.array());
    }

    /** @return a float32 array of these values in C order, of this shape (empty for a scalar) */
    public static NpyArray of(float[] values, int... shape) {
        ByteBuffer bytes = littleEndian(4 * values.length);
        bytes.asFloatBuffer().put(values);
        return new NpyArray("array", NpyType.FLOAT32, shape, bytes.array());
    }

    /** @return an int64 array of these values in C order, of this shape (empty for a scalar) */
    public static NpyArray of(long[] values, int... shape) {
        ByteBuffer bytes = littleEndian(8 * values.length);
        bytes.asLongBuffer().put(values);
        return new NpyArray("array", NpyType.INT64, shape, bytes.array());
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Writes arrays of float32, float64 and int64. @return the file */
    public static Path write(Path file, Map<String, NpyArray> arrays) {
        Map<String, byte[]> members = new LinkedHashMap<>();
        arrays.forEach((name, array) -> members.put(name + ".npy", npy(array)));
        return write(file.getParent(), file.getFileName().toString(), zip(members));
    }

    private static byte[] npy(NpyArray array) {
        String type = array.typeName();
        ByteBuffer values = littleEndian((type.endsWith("64") ? 8 : 4) * array.size());
        switch (type) {
            case "int64" -> values.asLongBuffer().put(array.longs());
            case "float64" -> values.asDoubleBuffer().put(array.doubles());
            default -> {
                for (double value : array.doubles()) {
                    values.putFloat((float) value);
                }
            }
        }
        String descr = (type.equals("int64") ? "<i" : "<f") + (type.endsWith("64") ? 8 : 4);
        String shape =
                Arrays.stream(array.shape()).mapToObj(size -> size + ", ").collect(Collectors.joining("", "(", ")"));
        return npy(header(descr, false, shape), values.array());
    }
}
