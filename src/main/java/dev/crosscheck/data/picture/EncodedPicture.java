package dev.crosscheck.data.picture;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A picture file of which the cost of decoding is known and within limits. Java's decoder only receives the parts that determine the pixels.
 *
 * @param format ImageIO's name of the format
 * @param size before rotation
 * @param orientation 1 to 8 as in {@link ExifOrientation}
 * @param luminance whether lightness is stored separately from colour, which then need not be decoded
 * @param coloured whether colours are stored beside the lightness
 * @param memory bytes that {@link #decode} takes, including native memory and the file itself
 * @param parts consecutive parts of a minimal file with the same pixels
 */
record EncodedPicture(
        String format,
        PictureSize size,
        int orientation,
        boolean luminance,
        boolean coloured,
        long memory,
        List<ByteBuffer> parts) {

    /**
     * @return the picture, possibly subsampled, and rotated as the file says
     * @throws BadPicture if the data are damaged or end early, or the time limit is exceeded
     */
    GreyPicture decode(DecodingTime time) {
        return new PictureDecoder(this, time).decode().oriented(orientation);
    }
}
