package dev.crosscheck.predict;

import java.nio.ByteBuffer;
import java.util.List;

/** Decodes the scans of a JPEG one after the other, with the tables that stand before each. */
final class JpegDecoder {
    /** Where the coefficients of a block stand that come one after the other (T.81, A.3.6). */
    static final int[] ZIGZAG = {
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14,
        21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60,
        61, 54, 47, 55, 62, 63
    };

    private static final int TABLES = 4;

    private final byte[] file;
    private final JpegFrame frame;
    private final DecodingTime time;
    private final int[][] divisors = new int[TABLES][];
    private final ByteBuffer[] dc = new ByteBuffer[TABLES];
    private final ByteBuffer[] ac = new ByteBuffer[TABLES];
    private int restartEvery;

    JpegDecoder(byte[] file, JpegFrame frame, DecodingTime time) {
        this.file = file;
        this.frame = frame;
        this.time = time;
    }

    /** Draws the frame's components. */
    void decode(List<JpegPicture.Segment> segments) {
        frame.allocate();
        for (JpegPicture.Segment segment : segments) {
            switch (segment.marker()) {
                case JpegPicture.TABLES_QUANTISATION -> readDivisors(segment.content());
                case JpegPicture.TABLES_HUFFMAN -> readCodes(segment.content());
                case JpegPicture.RESTARTS ->
                    restartEvery = Short.toUnsignedInt(segment.content().getShort());
                case JpegPicture.START_OF_SCAN -> readScan(segment);
                default -> {}
            }
        }
        for (JpegComponent component : frame.wanted()) {
            if (!component.started()) {
                throw BadPicture.endsEarly();
            }
            for (int row = 0; frame.progressive() && row < component.blocksDown(); row++) {
                time.check();
                component.draw(row);
            }
        }
    }

    private void readDivisors(ByteBuffer content) {
        while (content.hasRemaining()) {
            int kind = content.get();
            if ((kind & 15) >= TABLES) {
                throw BadPicture.damaged("a table's number");
            }
            int[] table = new int[JpegFrame.BLOCK];
            for (int place : ZIGZAG) {
                table[place] = kind >> 4 == 0 ? content.get() & 0xff : Short.toUnsignedInt(content.getShort());
            }
            divisors[kind & 15] = table;
        }
    }

    /** Only notes where the tables are: a file may have very many, of which a scan uses few. */
    private void readCodes(ByteBuffer content) {
        while (content.hasRemaining()) {
            int kind = content.get();
            if ((kind & 15) >= TABLES || kind >> 4 < 0 || kind >> 4 > 1) {
                throw BadPicture.damaged("a table's number");
            }
            ByteBuffer[] known = kind >> 4 == 0 ? dc : ac;
            known[kind & 15] = content.slice();
            JpegBits.Table.stepOver(content);
        }
    }

    JpegBits.Table dc(JpegComponent component) {
        return table(dc[component.dcTable()]);
    }

    JpegBits.Table ac(JpegComponent component) {
        return table(ac[component.acTable()]);
    }

    private static JpegBits.Table table(ByteBuffer content) {
        if (content == null) {
            throw BadPicture.damaged("a table is missing");
        }
        return new JpegBits.Table(content.duplicate());
    }

    private void readScan(JpegPicture.Segment segment) {
        List<JpegComponent> scanned = frame.componentsOf(segment.content());
        if (scanned.stream().noneMatch(JpegComponent::wanted)) {
            return;
        }
        for (JpegComponent component : scanned) {
            if (component.started() && !frame.progressive()) {
                throw BadPicture.damaged("a component that comes twice");
            }
            component.takeDivisors(divisors);
        }
        JpegBits bits = new JpegBits(file, segment.data(), segment.end());
        new JpegScan(frame, scanned, bits, segment.content(), this, restartEvery).decode(time);
    }
}
