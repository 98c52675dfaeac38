package dev.crosscheck.data.picture;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A picture file whose structure was walked through, so that what decoding it will cost is known and within limits. Java's
 * decoder of its format is given the parts that make the pixels, and nothing else.
 */
sealed interface EncodedPicture permits PngPicture, JpegPicture, GifPicture, BmpPicture {
    /** @return the name that ImageIO knows the format by */
    String format();

    PictureSize size();

    /** @return a file of the same pixels, with no more in it than they need, in parts that follow each other */
    List<ByteBuffer> parts();

    /** @return the bytes of memory that {@link #decode} will take, native ones and the file's own included */
    long memory();

    /** @return how it is to be turned, as {@link ExifOrientation} counts */
    default int orientation() {
        return ExifOrientation.UPRIGHT;
    }

    /** @return whether its lightness is stored apart from its colours, which need not be decoded then */
    default boolean hasLuminance() {
        return false;
    }

    /**
     * @return the pixels that are kept, turned as the file says
     * @throws BadPicture if the data are damaged or end early, or the time is over
     */
    default GreyPicture decode(DecodingTime time) {
        return new PictureDecoder(this, time).decode().oriented(orientation());
    }
}
