package dev.crosscheck.using.predict;

import dev.crosscheck.CrosscheckException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Reads a picture that may come from anyone: its size is read and limited before anything is decoded. */
public final class PictureFile {
    /** A picture that claims more pixels than this is refused. */
    public static final int MOST_PIXELS = 24_000_000;

    /** Decoders for other formats, which Java may have, are not let near the file. */
    public static final List<String> FORMATS = List.of("png", "jpeg", "gif", "bmp");

    private static final long LARGEST_FILE = 64L << 20;

    /** A larger picture is read in every second, third, ... row and column: 28x28 pixels are what counts in the end. */
    private static final double PIXELS_KEPT = 2_000_000;

    private static final String REMEDY = "Give a PNG, JPEG, GIF or BMP picture of one digit.";

    private static final Pattern PICTURE_NAME = Pattern.compile("(?i).*\\.(png|jpe?g|gif|bmp)");

    private PictureFile() {}

    /** @return whether the file's name ends as those of pictures do */
    public static boolean isNamedAsPicture(Path file) {
        return PICTURE_NAME.matcher(file.getFileName().toString()).matches();
    }

    /**
     * @param file a PNG, JPEG, GIF (its first frame) or BMP file
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
            return read(file.toString(), Files.readAllBytes(file), FORMATS);
        } catch (IOException e) {
            throw new CrosscheckException(file + ": cannot be read: " + e, "Check the file and its rights.", e);
        }
    }

    /**
     * @param name what to call it in messages
     * @param bytes an encoded picture
     * @param formats which of {@link #FORMATS} it may have
     * @throws CrosscheckException with the name, what was expected and what was found
     */
    public static GreyPicture read(String name, byte[] bytes, List<String> formats) {
        // Not ImageIO's own streams: they may write to the disk.
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            ImageReader reader = reader(name, stream, formats);
            try {
                reader.setInput(stream, true, true);
                return GreyLevels.of(decode(name, reader)).oriented(ExifOrientation.of(bytes));
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            if (e instanceof CrosscheckException known) {
                throw known;
            }
            // Java's decoders meet damage with exceptions of many kinds.
            throw wrong(name, "a whole picture", "a damaged one: " + e.getMessage(), e);
        }
    }

    private static ImageReader reader(String name, ImageInputStream stream, List<String> formats) {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            List<String> known = Arrays.asList(reader.getOriginatingProvider().getFormatNames());
            if (known.stream().anyMatch(formats::contains)) {
                return reader;
            }
            reader.dispose();
        }
        String expected = String.join(", ", formats).toUpperCase(Locale.ROOT);
        throw wrong(name, "a picture (" + expected + ")", "something else", null);
    }

    private static BufferedImage decode(String name, ImageReader reader) throws IOException {
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MOST_PIXELS) {
            throw wrong(
                    name, "at most " + MOST_PIXELS + " pixels", reader.getWidth(0) + "x" + reader.getHeight(0), null);
        }
        ImageReadParam parameters = reader.getDefaultReadParam();
        int step = (int) Math.ceil(Math.sqrt(pixels / PIXELS_KEPT));
        if (step > 1) {
            parameters.setSourceSubsampling(step, step, 0, 0);
        }
        return reader.read(0, parameters);
    }

    private static CrosscheckException wrong(String name, String expected, String found, Throwable cause) {
        return new CrosscheckException(name + ": expected " + expected + ", found " + found + ".", REMEDY, cause);
    }
}
