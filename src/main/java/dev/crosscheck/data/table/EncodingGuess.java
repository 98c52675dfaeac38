package dev.crosscheck.data.table;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Guesses the encoding of a file without a byte order mark from all of its bytes: UTF-8 if these are valid, else UTF-16, GB18030 or windows-1252. */
final class EncodingGuess {
    private static final Charset CHINESE = Charset.forName("GB18030");
    private static final Charset WESTERN = Charset.forName("windows-1252");
    private static final int BUFFER = 1 << 16;

    /** In a text of UTF-16, at least one byte in this many is 0. */
    private static final int BYTES_PER_ZERO = 20;

    private static final int LEAST_ZEROS = 4;

    /** A file of UTF-8 with invalid bytes has at least this many valid characters for each. */
    private static final int CHARACTERS_PER_ERROR = 4;

    private EncodingGuess() {}

    /** @param file opens the file from its start */
    static Charset of(CsvFile.Opener file) throws IOException {
        try (InputStream in = file.open()) {
            Charset wide = utf16(in.readNBytes(BUFFER));
            if (wide != null) {
                return wide;
            }
        }
        try (InputStream in = file.open()) {
            if (isUtf8(in)) {
                return StandardCharsets.UTF_8;
            }
        }
        try (InputStream in = file.open()) {
            return isChinese(in) ? CHINESE : WESTERN;
        }
    }

    /** @return UTF-16 if many bytes are 0, nearly all of them at even or at odd places */
    private static Charset utf16(byte... start) {
        int[] zeros = new int[2];
        for (int i = 0; i < start.length; i++) {
            zeros[i % 2] += start[i] == 0 ? 1 : 0;
        }
        int most = Math.max(zeros[0], zeros[1]);
        boolean wide = most >= LEAST_ZEROS
                && most * BYTES_PER_ZERO >= start.length
                && most >= CHARACTERS_PER_ERROR * Math.min(zeros[0], zeros[1]);
        return !wide ? null : zeros[0] > zeros[1] ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
    }

    /** @return whether it is UTF-8, perhaps with some invalid bytes or cut off */
    private static boolean isUtf8(InputStream in) throws IOException {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
        CharBuffer chars = CharBuffer.allocate(BUFFER);
        long errors = 0;
        long others = 0;
        for (int read = in.read(bytes.array()); read >= 0; ) {
            bytes.limit(bytes.position() + read).position(0);
            CoderResult result;
            do {
                result = decoder.decode(bytes, chars.clear(), false);
                for (int i = 0; i < chars.position(); i++) {
                    others += chars.get(i) > 0x7f ? 1 : 0;
                }
                if (result.isError()) {
                    errors++;
                    bytes.position(bytes.position() + result.length());
                }
            } while (!result.isUnderflow());
            bytes.compact();
            read = in.read(bytes.array(), bytes.position(), bytes.remaining());
        }
        return errors == 0 || others >= CHARACTERS_PER_ERROR * errors;
    }

    /** @return whether all bytes above ASCII are characters of GB18030, most of them of the frequent ones, which have their first byte in one range */
    private static boolean isChinese(InputStream in) throws IOException {
        byte[] all = new byte[BUFFER];
        int first = -1;
        long pairs = 0;
        long frequent = 0;
        for (int read = in.read(all); read >= 0; read = in.read(all)) {
            for (int i = 0; i < read; i++) {
                int next = all[i] & 0xff;
                if (first < 0) {
                    first = next > 0x80 && next < 0xff ? next : -1;
                    if (next == 0x80 || next == 0xff) {
                        return false;
                    }
                } else {
                    if (next < 0x40 || next == 0x7f || next == 0xff) {
                        return false;
                    }
                    pairs++;
                    boolean mark = first >= 0xa1 && first <= 0xa3;
                    frequent += (mark || first >= 0xb0 && first <= 0xd7) && next >= 0xa1 ? 1 : 0;
                    first = -1;
                }
            }
        }
        return first < 0 && 3 * frequent >= 2 * pairs;
    }
}
