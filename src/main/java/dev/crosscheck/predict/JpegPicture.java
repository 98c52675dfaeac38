package dev.crosscheck.predict;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A JPEG file (ITU-T T.81, JFIF, EXIF) with Huffman codes, 8 bits and one, three or four components, in one scan, several, or progressive.
 * It is a row of segments: a marker of two bytes, the length, these two bytes included, and the content. A scan's
 * header is followed by coded data. All segments are found, and the scans counted, before anything is decoded.
 */
final class JpegPicture implements EncodedPicture {
    static final int START_OF_IMAGE = 0xffd8;

    /** Colour profiles take up to 255; some cameras add dozens of their own. */
    static final int MOST_SEGMENTS = 1000;

    /** Twice what a photograph of 50 million pixels needs in the usual ten scans. */
    static final long MOST_BLOCKS = 16_000_000;

    static final int TABLES_HUFFMAN = 0xc4;
    static final int START_OF_SCAN = 0xda;
    static final int TABLES_QUANTISATION = 0xdb;
    static final int RESTARTS = 0xdd;
    private static final int BASELINE = 0xc0;
    private static final int PROGRESSIVE = 0xc2;
    private static final int LAST_FRAME = 0xcf;
    private static final int ARITHMETIC = 0xcc;
    private static final int EXTENSION = 0xc8;
    private static final int FIRST_RESTART = 0xd0;
    private static final int LAST_RESTART = 0xd7;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int NUMBER_OF_LINES = 0xdc;
    private static final int APPLICATION_0 = 0xe0;
    private static final int APPLICATION_1 = 0xe1;
    private static final int ADOBE = 0xee;

    private final byte[] file;
    private final List<Segment> segments = new ArrayList<>();
    private JpegFrame frame;
    private boolean jfif;
    private int adobe = -1;
    private int orientation = -1;
    private int at = 2;
    private long blocks;

    /**
     * @param marker its second byte
     * @param content without marker and length
     * @param data where a scan's coded data begin in the file
     * @param end where they end
     */
    record Segment(int marker, ByteBuffer content, int data, int end) {}

    /** @param file beginning with {@link #START_OF_IMAGE} */
    JpegPicture(byte[] file) {
        this.file = file;
        boolean ended = false;
        while (!ended) {
            if (segments.size() == MOST_SEGMENTS) {
                throw new BadPicture("a JPEG of at most " + MOST_SEGMENTS + " segments", "more");
            }
            ended = readSegment();
        }
        if (blocks == 0) {
            throw BadPicture.damaged("it has no scan");
        }
        // Each block takes a bit at least.
        if (frame.wanted().get(0).blocks() > (long) Byte.SIZE * file.length) {
            throw BadPicture.endsEarly();
        }
    }

    /** @return whether it was the last one */
    private boolean readSegment() {
        if (at == file.length && frame != null && !frame.progressive() && blocks > 0) {
            // Only the end's marker is missing, and all of the picture may be there.
            return true;
        }
        int marker = readMarker();
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
        int data = at;
        if (marker == START_OF_SCAN) {
            stepOverScan(content.duplicate());
        }
        segments.add(new Segment(marker, content, data, at));
        look(marker, content.duplicate());
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

    /** In coded data 255 is followed by 0 or is part of a restart's marker. */
    private void stepOverScan(ByteBuffer header) {
        if (frame == null) {
            throw BadPicture.damaged("a scan before the size");
        }
        blocks += frame.blocksOf(header);
        if (blocks > MOST_BLOCKS) {
            throw new BadPicture("a JPEG whose scans have at most " + MOST_BLOCKS + " blocks", "more");
        }
        while (at < file.length && !isEndOfData()) {
            at++;
        }
    }

    private boolean isEndOfData() {
        if (file[at] != (byte) 0xff || at + 1 == file.length) {
            return false;
        }
        int next = file[at + 1] & 0xff;
        return next != 0 && next != 0xff && (next < FIRST_RESTART || next > LAST_RESTART);
    }

    private void look(int marker, ByteBuffer content) {
        if (marker == TABLES_HUFFMAN) {
            return;
        }
        if (marker == ARITHMETIC || marker == EXTENSION || marker > PROGRESSIVE && marker <= LAST_FRAME) {
            throw new BadPicture("a baseline or progressive JPEG with Huffman codes", "another kind");
        }
        if (marker >= BASELINE && marker <= PROGRESSIVE) {
            readFrame(content, marker == PROGRESSIVE);
        } else if (marker < BASELINE || marker == NUMBER_OF_LINES) {
            throw BadPicture.damaged("a segment that no JPEG has");
        } else if (marker == APPLICATION_0 && startsWith(content, "JFIF\0")) {
            jfif = true;
        } else if (marker == APPLICATION_1 && orientation < 0 && startsWith(content, "Exif\0\0")) {
            orientation = ExifOrientation.of(content);
        } else if (marker == ADOBE && startsWith(content, "Adobe") && content.remaining() >= 7) {
            adobe = content.get(content.position() + 6);
        }
    }

    /** Steps over the name if it is there. */
    private static boolean startsWith(ByteBuffer content, String name) {
        byte[] expected = name.getBytes(StandardCharsets.US_ASCII);
        byte[] found = new byte[Math.min(expected.length, content.remaining())];
        content.get(found);
        return Arrays.equals(found, expected);
    }

    private void readFrame(ByteBuffer header, boolean progressive) {
        if (frame != null) {
            throw BadPicture.damaged("it has two sizes");
        }
        frame = new JpegFrame(header, progressive, jfif, adobe);
    }

    @Override
    public long memory() {
        return frame.memory();
    }

    @Override
    public GreyPicture decode(DecodingTime time) {
        new JpegDecoder(file, frame, time).decode(segments);
        return frame.picture().oriented(orientation < 0 ? ExifOrientation.UPRIGHT : orientation);
    }
}
