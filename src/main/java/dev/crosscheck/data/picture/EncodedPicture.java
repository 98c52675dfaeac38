package dev.crosscheck.data.picture;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A picture file whose structure has been checked, so that the cost of decoding is known and within limits. Java's decoder only receives the parts
 * that determine the pixels.
 */
sealed interface EncodedPicture permits PngPicture, JpegPicture {
    /** @return ImageIO's name of the format */
    String format();

    PictureSize size();

    /** @return the consecutive parts of a minimal file with the same pixels */
    List<ByteBuffer> parts();

    /** @return bytes of memory that {@link #decode} takes, including native memory and the file itself */
    long memory();

    /** @return the orientation, 1 to 8 as in {@link ExifOrientation} */
    default int orientation() {
        return ExifOrientation.UPRIGHT;
    }

    /** @return whether lightness is stored separately from colour, which then need not be decoded */
    default boolean hasLuminance() {
        return false;
    }

    /** @return whether colours are stored beside the lightness */
    default boolean hasColours() {
        return false;
    }

    /**
     * @return the picture, possibly subsampled, and rotated as the file says
     * @throws BadPicture if the data are damaged or end early, or the time limit is exceeded
     */
    default GreyPicture decode(DecodingTime time) {
        return new PictureDecoder(this, time).decode().oriented(orientation());
    }
}
