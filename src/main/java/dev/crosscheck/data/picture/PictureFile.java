package dev.crosscheck.data.picture;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.PictureOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads untrusted pictures. The cost of a file is limited before anything is decoded; decoding has limits on memory and time.
 */
public final class PictureFile {
    /** Photographs have up to about 40 MiB; the file is in memory while it is read. */
    static final long LARGEST_FILE = 64L << 20;

    /** 128 x 128: even as a JPEG of a thousand scans it takes less than a tenth of a second. */
    private static final int QUICK_PIXELS = 1 << 14;

    private static final int PIECE = 1 << 16;

    /** Includes GIF and BMP files, so that they are rejected with a message and not ignored. */
    private static final Pattern PICTURE_NAME = Pattern.compile("(?i).*\\.(png|jpe?g|gif|bmp)");

    private PictureFile() {}

    /** @return whether the file has the extension of a picture */
    public static boolean isNamedAsPicture(Path file) {
        return PICTURE_NAME.matcher(file.getFileName().toString()).matches();
    }

    /**
     * @param file a PNG or JPEG file
     * @throws CrosscheckException naming the file, what was expected and what was found
     */
    public static Picture read(Path file) {
        return whole(file, PictureFile::decoded);
    }

    /**
     * Reads the beginning of a picture.
     *
     * @param file a PNG or JPEG file
     * @return its size after rotation
     * @throws CrosscheckException as {@link #read} does, of what comes before the pixels
     */
    static PictureOptions.Size size(Path file) {
        return whole(file, bytes -> {
            EncodedPicture picture = open(bytes);
            PictureSize size = picture.size();
            return picture.orientation() >= ExifOrientation.FIRST_TRANSPOSED
                    ? new PictureOptions.Size(size.height(), size.width())
                    : new PictureOptions.Size(size.width(), size.height());
        });
    }

    private static <T> T whole(Path file, Function<byte[], T> reader) {
        try {
            if (!Files.isRegularFile(file)) {
                throw CrosscheckException.expected(
                        file.toString(), "a picture", CrosscheckException.whatIsAt(file), BadPicture.REMEDY);
            }
            if (Files.size(file) > LARGEST_FILE) {
                throw new BadPicture("a file of at most 64 MiB", "one of " + Files.size(file) + " bytes");
            }
            return reader.apply(bytes(file));
        } catch (BadPicture e) {
            throw e.about(file.toString());
        } catch (OutOfMemoryError e) {
            throw BadPicture.tooLarge().about(file.toString());
        } catch (IOException e) {
            throw CrosscheckException.unreadable(file, e);
        }
    }

    /**
     * Reads a picture from memory. For any bytes, this returns or throws {@code CrosscheckException} within two seconds of CPU time and 128 MB, and
     * writes no file. Thread-safe; of large pictures one at a time is read.
     *
     * @param name name for messages
     * @param bytes an encoded picture
     * @throws CrosscheckException with the name, what was expected and what was found
     */
    public static Picture read(String name, byte[] bytes) {
        try {
            return decoded(bytes);
        } catch (BadPicture e) {
            throw e.about(name);
        }
    }

    private static Picture decoded(byte[] bytes) {
        EncodedPicture picture = open(bytes);
        return PictureMemory.within(
                picture.memory(), () -> new PictureDecoder(picture, PictureDecoder.MOST_SECONDS).decode());
    }

    /** @return whether reading a picture from memory takes milliseconds, because it has few pixels or is refused before it is decoded */
    public static boolean isQuick(byte[] bytes) {
        try {
            return open(bytes).size().pixels() <= QUICK_PIXELS;
        } catch (BadPicture e) {
            return true;
        }
    }

    /** Reads in small pieces, since Java copies each piece through native memory of the same size, and keeps that memory. */
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
        // A file shorter than a signature is padded with zeros, which no signature contains.
        ByteBuffer start = ByteBuffer.wrap(Arrays.copyOf(bytes, Long.BYTES));
        ByteBuffer file = ByteBuffer.wrap(bytes);
        try {
            if (start.getLong(0) == PngPicture.SIGNATURE) {
                return new PngPicture(file.position(Long.BYTES)).encoded();
            }
            if (Short.toUnsignedInt(start.getShort(0)) == JpegPicture.START_OF_IMAGE) {
                return new JpegPicture(file.position(Short.BYTES)).encoded();
            }
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            // A length or an offset outside the file.
            throw BadPicture.damaged(e);
        }
        throw new BadPicture("a picture (PNG, JPEG)", "something else");
    }
}
