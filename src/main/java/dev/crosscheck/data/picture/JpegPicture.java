package dev.crosscheck.data.picture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A JPEG file (ITU-T T.81, JFIF, EXIF), baseline or progressive, with Huffman codes, 8 bits and one or three components. It is a sequence of segments:
 * a marker of two bytes, the length, which includes its own two bytes, and the content. A scan header is followed by coded data. The number of segments
 * and the cost of the scans are limited before anything is decoded.
 */
final class JpegPicture {
    static final int START_OF_IMAGE = 0xffd8;

    /** Colour profiles take up to 255 segments, and some cameras add dozens of their own. */
    static final int MOST_SEGMENTS = 1000;

    /** Twice as many as a photograph of 50 million pixels needs in the usual ten scans. The decoder cannot be stopped between scans. */
    static final long MOST_BLOCKS = 16_000_000;

    private static final int BASELINE = 0xc0;
    private static final int EXTENDED = 0xc1;
    private static final int PROGRESSIVE = 0xc2;
    private static final int TABLES_HUFFMAN = 0xc4;
    private static final int FIRST_RESTART = 0xd0;
    private static final int LAST_RESTART = 0xd7;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int START_OF_SCAN = 0xda;
    private static final int TABLES_QUANTISATION = 0xdb;
    private static final int NUMBER_OF_LINES = 0xdc;
    private static final int RESTARTS = 0xdd;
    private static final int APPLICATION_0 = 0xe0;
    private static final int APPLICATION_1 = 0xe1;
    private static final int ADOBE = 0xee;

    private static final int COLOURS = 3;
    private static final byte[] LUMINANCE_AND_COLOURS = {
        (byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
    };
    private static final byte[] RED_GREEN_BLUE = {
        (byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
    };
    private static final byte[] END = {(byte) 0xff, (byte) 0xd9};

    private final ByteBuffer file;
    private final List<ByteBuffer> decoded = new ArrayList<>();
    private JpegFrame frame;
    private boolean jfif;
    private int adobe = -1;
    private int orientation = -1;
    private int restartEvery;
    private int scans;

    /** @param file positioned after {@link #START_OF_IMAGE} */
    JpegPicture(ByteBuffer file) {
        this.file = file;
        boolean ended = false;
        for (int segments = 0; !ended; segments++) {
            if (segments == MOST_SEGMENTS) {
                throw new BadPicture("a JPEG of at most " + MOST_SEGMENTS + " segments", "more");
            }
            ended = readSegment();
        }
        // Each block takes at least one bit. Without a frame, of these kinds, there is nothing to decode.
        if (frame == null || frame.blocks() > (long) Byte.SIZE * file.limit()) {
            throw BadPicture.damaged();
        }
    }

    /** @return whether this was the last segment */
    private boolean readSegment() {
        int marker = readMarker();
        if (marker == END_OF_IMAGE) {
            return true;
        }
        int start = file.position() - 2;
        int length = Short.toUnsignedInt(file.getShort()) - 2;
        ByteBuffer content = file.slice(file.position(), length);
        file.position(file.position() + length);
        if (isDecoded(marker, content)) {
            decoded.add(file.slice(start, file.position() - start));
        }
        return false;
    }

    private int readMarker() {
        byte next = file.get();
        if (next != (byte) 0xff) {
            throw BadPicture.damaged();
        }
        while (next == (byte) 0xff) {
            next = file.get();
        }
        return next & 0xff;
    }

    /** Reads what the cost depends on; the decoder refuses the rest if it is wrong. @return whether the pixels depend on the segment */
    private boolean isDecoded(int marker, ByteBuffer content) {
        switch (marker) {
            case TABLES_HUFFMAN, TABLES_QUANTISATION -> {}
            case RESTARTS -> restartEvery = Short.toUnsignedInt(content.getShort());
            case BASELINE, EXTENDED, PROGRESSIVE -> {
                if (frame != null) {
                    throw BadPicture.damaged();
                }
                frame = JpegFrame.of(content, marker == PROGRESSIVE);
            }
            case START_OF_SCAN -> readScan();
            default -> {
                // A height that follows later.
                if (marker == NUMBER_OF_LINES) {
                    throw BadPicture.damaged();
                }
                readApplication(marker, content);
                return false;
            }
        }
        return true;
    }

    private void readApplication(int marker, ByteBuffer content) {
        if (marker == APPLICATION_0 && startsWith(content, "JFIF\0")) {
            jfif = true;
        } else if (marker == APPLICATION_1 && orientation < 0 && startsWith(content, "Exif\0\0")) {
            orientation = ExifOrientation.of(content);
        } else if (marker == ADOBE && startsWith(content, "Adobe") && content.remaining() >= 7) {
            adobe = content.get(content.position() + 6);
        }
    }

    /** Skips the name. @return whether it was there */
    private static boolean startsWith(ByteBuffer content, String name) {
        byte[] expected = name.getBytes(StandardCharsets.US_ASCII);
        byte[] found = new byte[Math.min(expected.length, content.remaining())];
        content.get(found);
        return Arrays.equals(found, expected);
    }

    /** Passes over a scan's data. */
    private void readScan() {
        scans++;
        if (frame == null) {
            throw BadPicture.damaged();
        }
        if (scans * frame.blocks() > MOST_BLOCKS) {
            throw new BadPicture("a JPEG whose scans have at most " + MOST_BLOCKS + " blocks", "more");
        }
        byte[] bytes = file.array();
        int at = file.position();
        long restarts = 0;
        while (at < bytes.length && !isEndOfData(bytes, at)) {
            restarts += at + 1 < bytes.length && bytes[at] == (byte) 0xff && isRestart(bytes[at + 1]) ? 1 : 0;
            at++;
        }
        file.position(at);
        // Data without them may be there in part only, which the decoder does not mind.
        if (restartEvery > 0 && restarts < (frame.groups() - 1) / restartEvery) {
            throw BadPicture.damaged();
        }
    }

    /** In coded data, 255 is followed by 0 or is part of a restart marker. */
    private static boolean isEndOfData(byte[] bytes, int at) {
        if (bytes[at] != (byte) 0xff || at + 1 == bytes.length) {
            return false;
        }
        byte marker = bytes[at + 1];
        return marker != 0 && marker != (byte) 0xff && !isRestart(marker);
    }

    private static boolean isRestart(byte marker) {
        return (marker & 0xff) >= FIRST_RESTART && (marker & 0xff) <= LAST_RESTART;
    }

    /** Of application segments, the decoder receives only the information about colours, written anew. */
    EncodedPicture encoded() {
        // Adobe's code for red, green and blue is 0; without it and without JFIF, the names of the components decide.
        boolean luminance = jfif || (adobe < 0 ? !frame.isNamedRgb() : adobe != 0);
        List<ByteBuffer> parts = new ArrayList<>(decoded);
        parts.add(0, ByteBuffer.wrap(luminance ? LUMINANCE_AND_COLOURS : RED_GREEN_BLUE));
        parts.add(ByteBuffer.wrap(END));
        return new EncodedPicture(
                "jpeg",
                frame.size(),
                Math.max(ExifOrientation.UPRIGHT, orientation),
                luminance,
                luminance && frame.names().size() > 1,
                file.limit() + GreyLevels.memory(frame.size(), COLOURS) + frame.memory(scans),
                parts);
    }
}
