package dev.crosscheck.data.picture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A JPEG file (ITU-T T.81, JFIF, EXIF), baseline or progressive, with Huffman codes, 8 bits and one or three components. It is a sequence of segments:
 * a marker of two bytes, the length, which includes its own two bytes, and the content. A scan header is followed by coded data. All segments are
 * checked, and the cost of the scans is computed, before anything is decoded.
 */
final class JpegPicture implements EncodedPicture {
    static final int START_OF_IMAGE = 0xffd8;

    /** Colour profiles take up to 255 segments, and some cameras add dozens of their own. */
    static final int MOST_SEGMENTS = 1000;

    /** Twice as many as a photograph of 50 million pixels needs in the usual ten scans. The decoder cannot be stopped between scans. */
    static final long MOST_BLOCKS = 16_000_000;

    private static final int BASELINE = 0xc0;
    private static final int PROGRESSIVE = 0xc2;
    private static final int TABLES_HUFFMAN = 0xc4;
    private static final int LAST_FRAME = 0xcf;
    private static final int ARITHMETIC = 0xcc;
    private static final int EXTENSION = 0xc8;
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

    private final byte[] file;
    private final List<ByteBuffer> decoded = new ArrayList<>();
    private int segments;
    private JpegFrame frame;
    private boolean jfif;
    private int adobe = -1;
    private int orientation = -1;
    private int restartEvery;
    private int at = 2;
    private long blocks;

    /** @param file content that starts with {@link #START_OF_IMAGE} */
    JpegPicture(byte[] file) {
        this.file = file;
        boolean ended = false;
        while (!ended) {
            if (segments++ == MOST_SEGMENTS) {
                throw new BadPicture("a JPEG of at most " + MOST_SEGMENTS + " segments", "more");
            }
            ended = readSegment();
        }
        if (blocks == 0) {
            throw BadPicture.damaged("it has no scan");
        }
        // Each block takes at least one bit.
        if (!frame.complete() || frame.blocks() > (long) Byte.SIZE * file.length) {
            throw BadPicture.endsEarly();
        }
    }

    /** @return whether this was the last segment */
    private boolean readSegment() {
        if (at == file.length && frame != null && !frame.progressive() && blocks > 0) {
            // Only the end marker is missing, and the picture may be complete.
            return true;
        }
        int marker = readMarker();
        int start = at - 2;
        if (marker == END_OF_IMAGE) {
            return true;
        }
        int length = at + 2 <= file.length ? unsigned(at) : 0;
        if (at + length > file.length) {
            throw BadPicture.endsEarly();
        }
        if (length < 2) {
            throw BadPicture.damaged("the length of a segment");
        }
        ByteBuffer content = ByteBuffer.wrap(file, at + 2, length - 2).slice();
        at += length;
        if (isDecoded(marker, content)) {
            decoded.add(ByteBuffer.wrap(file, start, at - start));
        }
        return false;
    }

    private int readMarker() {
        if (at + 1 < file.length && file[at] != (byte) 0xff) {
            throw BadPicture.damaged("there is something between its segments");
        }
        while (at + 1 < file.length && file[at + 1] == (byte) 0xff) {
            at++;
        }
        if (at + 1 >= file.length) {
            throw BadPicture.endsEarly();
        }
        at += 2;
        return file[at - 1] & 0xff;
    }

    private int unsigned(int place) {
        return (file[place] & 0xff) << 8 | file[place + 1] & 0xff;
    }

    /** Checks a segment. @return whether the pixels depend on it */
    private boolean isDecoded(int marker, ByteBuffer content) {
        switch (marker) {
            case TABLES_HUFFMAN, TABLES_QUANTISATION -> {
                // The decoder refuses scans whose tables are missing or invalid.
            }
            case START_OF_SCAN -> readScan(content);
            case RESTARTS -> {
                if (content.remaining() != 2) {
                    throw BadPicture.damaged("the length of a segment");
                }
                restartEvery = Short.toUnsignedInt(content.getShort());
            }
            default -> {
                return isFrame(marker, content);
            }
        }
        return true;
    }

    private boolean isFrame(int marker, ByteBuffer content) {
        if (marker == ARITHMETIC || marker == EXTENSION || marker > PROGRESSIVE && marker <= LAST_FRAME) {
            throw new BadPicture("a baseline or progressive JPEG with Huffman codes", "another kind");
        }
        if (marker < BASELINE || marker == NUMBER_OF_LINES) {
            throw BadPicture.damaged("a segment that no JPEG has");
        }
        if (marker > PROGRESSIVE) {
            readApplication(marker, content);
            return false;
        }
        if (frame != null) {
            throw BadPicture.damaged("it has two sizes");
        }
        frame = new JpegFrame(content, marker == PROGRESSIVE);
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

    /** In coded data, 255 is followed by 0 or is part of a restart marker. */
    private void readScan(ByteBuffer header) {
        if (frame == null) {
            throw BadPicture.damaged("a scan before the size");
        }
        JpegFrame.Scan scan = frame.readScan(header);
        blocks += scan.blocks();
        if (blocks > MOST_BLOCKS) {
            throw new BadPicture("a JPEG whose scans have at most " + MOST_BLOCKS + " blocks", "more");
        }
        int restarts = 0;
        while (at < file.length && !isEndOfData()) {
            restarts += file[at] == (byte) 0xff && at + 1 < file.length && isRestart(file[at + 1]) ? 1 : 0;
            at++;
        }
        if (restartEvery > 0 && restarts < (scan.groups() - 1) / restartEvery) {
            throw BadPicture.endsEarly();
        }
    }

    private boolean isEndOfData() {
        if (file[at] != (byte) 0xff || at + 1 == file.length) {
            return false;
        }
        int next = file[at + 1] & 0xff;
        return next != 0 && next != 0xff && !isRestart(file[at + 1]);
    }

    private static boolean isRestart(byte marker) {
        return (marker & 0xff) >= FIRST_RESTART && (marker & 0xff) <= LAST_RESTART;
    }

    @Override
    public String format() {
        return "jpeg";
    }

    @Override
    public PictureSize size() {
        return frame.size();
    }

    /** Of application segments, the decoder receives only the information about colours, written anew. */
    @Override
    public List<ByteBuffer> parts() {
        List<ByteBuffer> parts = new ArrayList<>(decoded);
        parts.add(0, ByteBuffer.wrap(hasLuminance() ? LUMINANCE_AND_COLOURS : RED_GREEN_BLUE));
        parts.add(ByteBuffer.wrap(END));
        return parts;
    }

    /** Adobe's code for red, green and blue is 0; without it and without JFIF, the names of the components decide. */
    @Override
    public boolean hasLuminance() {
        return jfif || (adobe < 0 ? !frame.isNamedRgb() : adobe != 0);
    }

    @Override
    public boolean hasColours() {
        return hasLuminance() && frame.hasColours();
    }

    @Override
    public int orientation() {
        return orientation < 0 ? ExifOrientation.UPRIGHT : orientation;
    }

    @Override
    public long memory() {
        return file.length + GreyLevels.memory(size(), COLOURS) + frame.memory();
    }
}
