package dev.crosscheck.data.picture;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A picture file of which the cost of decoding is known and within limits. Java's decoder only receives the parts that determine the pixels.
 *
 * @param format ImageIO's name of the format
 * @param size before rotation
 * @param orientation 1 to 8 as in {@link ExifOrientation}
 * @param memory bytes that decoding takes, including native memory and the file itself
 * @param parts consecutive parts of a minimal file with the same pixels, each from 0 to its limit
 */
record EncodedPicture(String format, PictureSize size, int orientation, long memory, List<ByteBuffer> parts) {}
