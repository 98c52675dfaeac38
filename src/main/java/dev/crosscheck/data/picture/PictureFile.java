package dev.crosscheck.data.picture;

import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Reads a picture that may come from anyone. Its structure is walked through, and its cost limited, before anything is
 * decoded; decoding has its share of memory and its time.
 */
public final class PictureFile {
    /** Photographs have up to some 40 MiB; the file is held in memory while it is read. */
    static final long LARGEST_FILE = 64L << 20;

    private static final int GIF = 0x47494638; // "GIF8"
    private static final short BMP = 0x424d; // "BM"

    private static final int PIECE = 1 << 16;

    private static final String REMEDY = "Give a PNG or JPEG picture.";

    /** GIF and BMP files are taken for pictures, so that they are refused by name and not passed over. */
    private static final Pattern PICTURE_NAME = Pattern.compile("(?i).*\\.(png|jpe?g|gif|bmp)");

    private PictureFile() {}

    /** Other pictures have held the memory for too long for this one to go on waiting; it may be good. */
    public static final class Busy extends CrosscheckException {
        private static final long serialVersionUID = 1L;

        Busy() {
            super("Too many large pictures are being read at the same time.", "Try again in a moment.");
        }
    }

    /** @return whether the file's name ends as those of pictures do */
    public static boolean isNamedAsPicture(Path file) {
        return PICTURE_NAME.matcher(file.getFileName().toString()).matches();
    }

    /** @return whether a file is named as pictures are, or begins as PNG and JPEG files do, and no text */
    public static boolean isPicture(Path file) {
        if (isNamedAsPicture(file)) {
            return true;
        }
        try (InputStream in = Files.newInputStream(file)) {
            ByteBuffer start = ByteBuffer.wrap(Arrays.copyOf(in.readNBytes(Long.BYTES), Long.BYTES));
            return isPng(start) || isJpeg(start);
        } catch (IOException e) {
            return false; // Who reads it says why.
        }
    }

    private static boolean isPng(ByteBuffer start) {
        return start.getLong(0) == PngPicture.SIGNATURE;
    }

    private static boolean isJpeg(ByteBuffer start) {
        return Short.toUnsignedInt(start.getShort(0)) == JpegPicture.START_OF_IMAGE;
    }

    /**
     * @param file a PNG or JPEG file
     * @throws CrosscheckException naming the file, what was expected and what was found
     */
    public static GreyPicture read(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new CrosscheckException(file + ": no such file.", REMEDY);
            }
            if (Files.size(file) > LARGEST_FILE) {
                throw wrong(file.toString(), "a file of at most 64 MiB", "one of " + Files.size(file) + " bytes", null);
            }
            return read(file.toString(), bytes(file));
        } catch (OutOfMemoryError e) {
            throw wrong(
                    file.toString(), "a picture for which the memory is enough", "one that needs more than is free", e);
        } catch (IOException e) {
            throw new CrosscheckException(file + ": cannot be read: " + e, "Check the file and its rights.", e);
        }
    }

    /**
     * The size of a picture, from its head, in time and memory for its file alone.
     *
     * @return columns and rows, as it is shown
     * @throws CrosscheckException as {@link #read(Path)} does
     */
    public static int[] sides(Path file) {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw wrong(file.toString(), "a file of at most 64 MiB", "one of " + Files.size(file) + " bytes", null);
            }
            EncodedPicture picture = open(bytes(file));
            int width = picture.size().width();
            int height = picture.size().height();
            return picture.orientation() >= ExifOrientation.FIRST_TRANSPOSED
                    ? new int[] {height, width}
                    : new int[] {width, height};
        } catch (IOException e) {
            throw new CrosscheckException(file + ": cannot be read: " + e, "Check the file and its rights.", e);
        } catch (BadPicture e) {
            throw e.about(file.toString());
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw wrong(file.toString(), "a whole picture", "one that ends too early", e);
        }
    }

    /**
     * Whatever the bytes, returns or throws {@code CrosscheckException} within two seconds of CPU time and 128 MB, and
     * writes no file. Many threads may call it; they share memory, and one that waits too long for it gets
     * {@link Busy}.
     *
     * @param name what to call it in messages
     * @param bytes an encoded picture
     * @throws CrosscheckException with the name, what was expected and what was found
     */
    public static GreyPicture read(String name, byte[] bytes) {
        try {
            DecodingTime time = new DecodingTime();
            EncodedPicture picture = open(bytes);
            return PictureMemory.within(picture.memory(), () -> picture.decode(time));
        } catch (BadPicture e) {
            throw e.about(name);
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            // A length or an offset outside the file.
            throw wrong(name, "a whole picture", "one that ends too early", e);
        }
    }

    /** Piece by piece, for Java copies what is read at once through native memory of that size, and keeps it. */
    private static byte[] bytes(Path file) throws IOException {
        byte[] bytes = new byte[(int) Files.size(file)];
        try (InputStream in = Files.newInputStream(file)) {
            int at = 0;
            for (int read = 0; read >= 0 && at < bytes.length; at += Math.max(0, read)) {
                read = in.read(bytes, at, Math.min(PIECE, bytes.length - at));
            }
            return at == bytes.length ? bytes : Arrays.copyOf(bytes, at);
        }
    }

    private static EncodedPicture open(byte[] bytes) {
        // A file shorter than a signature is padded with zeros, which are in none.
        ByteBuffer start = ByteBuffer.wrap(Arrays.copyOf(bytes, Long.BYTES));
        ByteBuffer file = ByteBuffer.wrap(bytes);
        if (isPng(start)) {
            return new PngPicture(file.position(Long.BYTES));
        }
        if (isJpeg(start)) {
            return new JpegPicture(bytes);
        }
        if (start.getInt(0) == GIF) {
            throw BadPicture.ofOtherFormat("a GIF");
        }
        if (start.getShort(0) == BMP) {
            throw BadPicture.ofOtherFormat("a BMP");
        }
        throw new BadPicture(BadPicture.READABLE, "something else");
    }

    private static CrosscheckException wrong(String name, String expected, String found, Throwable cause) {
        return new CrosscheckException(name + ": expected " + expected + ", found " + found + ".", REMEDY, cause);
    }
}
