package dev.crosscheck.using.predict;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How a camera was held, as a JPEG file tells in its EXIF data (CIPA DC-008, tag 274, Orientation). The file may come from
 * anyone: what is damaged tells nothing.
 */
final class ExifOrientation {
    /** The first row is the top, the first column the left side. */
    static final int UPRIGHT = 1;

    private static final int HIGHEST = 8;
    private static final int START_OF_IMAGE = 0xffd8;
    private static final int START_OF_SCAN = 0xffda;
    private static final int APPLICATION_1 = 0xffe1;
    private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
    private static final int LITTLE_ENDIAN = 0x4949; // "II"
    private static final int BIG_ENDIAN = 0x4d4d; // "MM"
    private static final int TIFF = 42;
    private static final int ORIENTATION = 0x0112;
    private static final int SHORT = 3;
    private static final int REST_OF_ENTRY = 8;

    private ExifOrientation() {}

    /**
     * @param file an encoded picture of any format
     * @return 1 to 8; {@link #UPRIGHT} if the file tells none
     */
    static int of(byte[] file) {
        try {
            ByteBuffer jpeg = ByteBuffer.wrap(file);
            return unsigned(jpeg) == START_OF_IMAGE ? ofSegments(jpeg) : UPRIGHT;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            // A length or a place that leads out of the file or its segment.
            return UPRIGHT;
        }
    }

    /** Each segment is a marker of two bytes, its length, these two bytes included, and its content. */
    private static int ofSegments(ByteBuffer jpeg) {
        int marker = unsigned(jpeg);
        while (marker > 0xff00 && marker != START_OF_SCAN) {
            ByteBuffer content = jpeg.slice();
            content.limit(unsigned(content));
            jpeg.position(jpeg.position() + content.limit());
            if (marker == APPLICATION_1 && isExif(content)) {
                return ofTiff(content.slice());
            }
            marker = unsigned(jpeg);
        }
        return UPRIGHT;
    }

    private static boolean isExif(ByteBuffer content) {
        byte[] name = new byte[EXIF.length];
        if (content.remaining() < name.length) {
            return false;
        }
        content.get(name);
        return Arrays.equals(name, EXIF);
    }

    /** A header of byte order, 42 and the place of the first directory, which has entries of tag, type, count and value. */
    private static int ofTiff(ByteBuffer tiff) {
        int order = unsigned(tiff);
        if (order != LITTLE_ENDIAN && order != BIG_ENDIAN) {
            return UPRIGHT;
        }
        tiff.order(order == LITTLE_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        if (unsigned(tiff) != TIFF) {
            return UPRIGHT;
        }
        tiff.position(tiff.getInt());
        for (int entries = unsigned(tiff); entries > 0; entries--) {
            int tag = unsigned(tiff);
            int type = unsigned(tiff);
            if (tag == ORIENTATION) {
                int count = tiff.getInt();
                int value = unsigned(tiff);
                return type == SHORT && count == 1 && value >= UPRIGHT && value <= HIGHEST ? value : UPRIGHT;
            }
            tiff.position(tiff.position() + REST_OF_ENTRY);
        }
        return UPRIGHT;
    }

    private static int unsigned(ByteBuffer buffer) {
        return Short.toUnsignedInt(buffer.getShort());
    }
}
