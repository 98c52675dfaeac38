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

    private static final int COLOURS = 3;
    private static final int BASELINE = 0xc0;
    private static final int EXTENDED = 0xc1;
    private static final int PROGRESSIVE = 0xc2;
    private static final int TABLES_HUFFMAN = 0xc4;
    private static final int FIRST_RESTART = 0xd0;
    private static final int LAST_RESTART = 0xd7;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int START_OF_SCAN = 0xda;
    private static final int TABLES_QUANTISATION = 0xdb;
    private static final int RESTARTS = 0xdd;
    private static final int EXIF = 0xe1;
    private static final int ADOBE = 0xee;

    /** By JFIF's segment, the decoder takes three components for lightness and colours, whatever their names are. */
    private static final byte[] START_OF_JFIF = {
        (byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
    };

    private static final byte[] END = {(byte) 0xff, (byte) 0xd9};

    /**
     * The header of a JPEG's frame. Its components (lightness, colours) have blocks of 8 x 8 pixels, several of which go together.
     *
     * @param across the most blocks of a component that go together, in a row
     * @param down the same in a column
     * @param together the number of blocks of all components that go together
     */
    private record Frame(boolean progressive, PictureSize size, int components, int across, int down, int together) {
        private static final int SIDE = 8;

        /** Bytes of the coefficients of a block. */
        private static final long BLOCK = 2L * SIDE * SIDE;

        /** @param header of the frame; the decoder refuses factors that the standard does not have */
        static Frame of(ByteBuffer header, boolean progressive) {
            int bits = header.get();
            int height = Short.toUnsignedInt(header.getShort());
            PictureSize size = PictureSize.of(Short.toUnsignedInt(header.getShort()), height);
            int components = header.get();
            if (bits != 8 || components != 1 && components != 3) {
                throw BadPicture.damaged();
            }
            int across = 1;
            int down = 1;
            int together = 0;
            for (int i = 0; i < components; i++) {
                // The factors are between the component's name and its table of divisors.
                int factors = header.getShort() & 0xff;
                header.get();
                across = Math.max(across, factors >> 4);
                down = Math.max(down, factors & 15);
                together += (factors >> 4) * (factors & 15);
            }
            return new Frame(progressive, size, components, across, down, together);
        }

        /** @return the number of blocks of all components: the most that a scan has */
        long blocks() {
            return (long) groups(size.width(), across) * groups(size.height(), down) * together;
        }

        /** @return the number of groups of blocks that are needed for some pixels */
        private static int groups(int pixels, int blocks) {
            return (pixels + SIDE * blocks - 1) / (SIDE * blocks);
        }

        /** @return bytes of memory for the decoder: if there are several scans, all coefficients; and some dozens of rows of pixels */
        long memory(int scans) {
            long coefficients = progressive || scans > 1 ? BLOCK * blocks() : 0;
            return coefficients + (long) SIDE * SIDE * size.width() * components;
        }
    }

    private final ByteBuffer file;
    private final List<ByteBuffer> parts = new ArrayList<>(List.of(ByteBuffer.wrap(START_OF_JFIF)));
    private Frame frame;
    private boolean transformed = true;
    private int orientation = -1;
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
            parts.add(file.slice(start, file.position() - start));
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
            case TABLES_HUFFMAN, TABLES_QUANTISATION, RESTARTS -> {}
            case BASELINE, EXTENDED, PROGRESSIVE -> {
                if (frame != null) {
                    throw BadPicture.damaged();
                }
                frame = Frame.of(content, marker == PROGRESSIVE);
            }
            case START_OF_SCAN -> readScan();
            default -> {
                if (marker == EXIF && orientation < 0 && startsWith(content, "Exif\0\0")) {
                    orientation = ExifOrientation.of(content);
                } else if (marker == ADOBE && startsWith(content, "Adobe") && content.remaining() > 6) {
                    transformed = content.get(content.position() + 6) != 0;
                }
                return false;
            }
        }
        return true;
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
        while (at < bytes.length && !isEndOfData(bytes, at)) {
            at++;
        }
        file.position(at);
    }

    /** In coded data, 255 is followed by 0 or is part of a restart marker. */
    private static boolean isEndOfData(byte[] bytes, int at) {
        if (bytes[at] != (byte) 0xff || at + 1 == bytes.length) {
            return false;
        }
        int marker = bytes[at + 1] & 0xff;
        return marker != 0 && marker != 0xff && (marker < FIRST_RESTART || marker > LAST_RESTART);
    }

    /** Application segments are left out: the decoder has its own of JFIF. */
    EncodedPicture encoded() {
        if (frame.components() > 1 && !transformed) {
            throw new BadPicture("a JPEG of lightness and colours", "one of red, green and blue");
        }
        parts.add(ByteBuffer.wrap(END));
        return new EncodedPicture(
                "jpeg",
                frame.size(),
                Math.max(ExifOrientation.UPRIGHT, orientation),
                file.limit() + PictureLevels.memory(frame.size(), COLOURS) + frame.memory(scans),
                parts);
    }
}
