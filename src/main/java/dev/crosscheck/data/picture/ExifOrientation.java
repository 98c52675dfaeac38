package dev.crosscheck.data.picture;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads the orientation of a picture from EXIF data (CIPA DC-008, tag 274, Orientation). Damaged data are ignored. Only the first directory is read,
 * which has at most 65,535 entries.
 */
final class ExifOrientation {
    /** The first row is the top and the first column the left side. */
    static final int UPRIGHT = 1;

    /** From this value on, rows and columns are swapped. */
    static final int FIRST_TRANSPOSED = 5;

    private static final int HIGHEST = 8;
    private static final int LITTLE_ENDIAN = 0x4949; // "II"
    private static final int BIG_ENDIAN = 0x4d4d; // "MM"
    private static final int TIFF = 42;
    private static final int ORIENTATION = 0x0112;
    private static final int SHORT = 3;
    private static final int REST_OF_ENTRY = 8;

    private ExifOrientation() {}

    /**
     * @param data EXIF data, from the first application segment of a JPEG or a chunk of a PNG
     * @return 1 to 8; {@link #UPRIGHT} if the data do not contain an orientation
     */
    static int of(ByteBuffer data) {
        try {
            return ofTiff(data.slice());
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            // An offset outside the data.
            return UPRIGHT;
        }
    }

    /**
     * The header is the byte order, 42 and the offset of the first directory, whose entries are tag, type, count and value.
     */
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
