package dev.crosscheck.predict;

import java.nio.ByteBuffer;

/** Which tables a JPEG has defined so far: those of codes, for the first coefficients and the others, and of divisors. */
final class JpegTables {
    /** Tables of each kind, as in T.81. */
    static final int MOST = 4;

    private static final int CODE_LENGTHS = 16;
    private static final int MOST_CODES = 256;
    private static final int DIVISORS = 64;

    private final boolean[][] codes = new boolean[2][MOST];
    private final boolean[] divisors = new boolean[MOST];

    void readCodes(ByteBuffer content) {
        while (content.hasRemaining()) {
            int kind = content.get();
            int count = 0;
            for (int length = 0; length < CODE_LENGTHS; length++) {
                count += content.get() & 0xff;
            }
            if ((kind & 15) >= MOST || kind >> 4 < 0 || kind >> 4 > 1 || count > MOST_CODES) {
                throw BadPicture.damaged("a table of codes");
            }
            content.position(content.position() + count);
            codes[kind >> 4][kind & 15] = true;
        }
    }

    void readDivisors(ByteBuffer content) {
        while (content.hasRemaining()) {
            int kind = content.get();
            if ((kind & 15) >= MOST || kind >> 4 < 0 || kind >> 4 > 1) {
                throw BadPicture.damaged("a table of divisors");
            }
            content.position(content.position() + DIVISORS * (1 + (kind >> 4)));
            divisors[kind & 15] = true;
        }
    }

    /** @param kind 0 for codes of first coefficients, 1 for those of the others */
    void needCodes(int kind, int number) {
        need(number < MOST && codes[kind][number]);
    }

    void needDivisors(int number) {
        need(divisors[number]);
    }

    private static void need(boolean there) {
        if (!there) {
            throw BadPicture.damaged("a table is missing");
        }
    }
}
