package dev.crosscheck.data.picture;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A picture file whose structure was walked through, so that the cost of decoding it is known and within limits. Java's
 * decoder of its format is given the parts that make the pixels, and nothing else.
 */
sealed interface EncodedPicture permits PngPicture, JpegPicture {
    /** @return the name that ImageIO knows the format by */
    String format();

    PictureSize size();

    /** @return a file with the same pixels and no more than they need, in consecutive parts */
    List<ByteBuffer> parts();

    /** @return the bytes of memory that {@link #decode} will take, native ones and the file's own included */
    long memory();

    /** @return how to turn it, as {@link ExifOrientation} numbers it */
    default int orientation() {
        return ExifOrientation.UPRIGHT;
    }

    /** @return whether lightness is stored apart from colours, which then need not be decoded */
    default boolean hasLuminance() {
        return false;
    }

    /**
     * @return the pixels that are kept, turned as the file says
     * @throws BadPicture if the data are damaged or end early, or the time is up
     */
    default GreyPicture decode(DecodingTime time) {
        return new PictureDecoder(this, time).decode().oriented(orientation());
    }
}
