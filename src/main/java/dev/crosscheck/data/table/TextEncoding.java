package dev.crosscheck.data.table;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The encoding of a file: that of its byte order mark, or the one that the user names, else UTF-16 if many bytes are 0, UTF-8 if all bytes are valid, and
 * windows-1252 if not.
 *
 * @param mark the length of the byte order mark
 */
record TextEncoding(Charset charset, int mark, boolean guessed) {
    /** In a text of UTF-16, at least one byte in this many is 0. */
    private static final int BYTES_PER_ZERO = 20;

    private static final int LEAST_ZEROS = 4;

    /** If more than one in so many letters and signs beyond ASCII is in a strange place, it is no text. */
    private static final int MARKS_PER_STRANGE = 5;

    static final String OTHERS = "such as GBK, Shift_JIS, windows-1251 or windows-1250";

    /** In texts of Western Europe, letters beyond ASCII are mostly single, and signs such as ³ or £ are not amid words. */
    private static final Pattern STRANGE =
            Pattern.compile("B{3,}|(?<=\\p{L})[B&&[^\\p{L}\u00a0\u00b4\u00b7\u2018\u2019\u2013]](?=\\p{L})"
                    .replace("B", "[^\\x00-\\x7f]"));

    /** Of the zeros at even and at odd places, one kind is at least so many times as frequent. */
    private static final int ON_ONE_SIDE = 4;

    /**
     * @param asked the encoding that the user names, which a byte order mark overrides if it is UTF-8 or UTF-16; null to find it
     * @param start the beginning of the file
     */
    static TextEncoding of(CsvFile.Opener file, Charset asked, byte... start) throws IOException {
        String head = HexFormat.of().formatHex(Arrays.copyOf(start, Math.min(3, start.length)));
        if (asked != null && !asked.name().startsWith("UTF-")) {
            return new TextEncoding(asked, 0, false);
        } else if (head.equals("efbbbf")) {
            return new TextEncoding(UTF_8, 3, false);
        } else if (head.startsWith("feff") || head.startsWith("fffe")) {
            return new TextEncoding(head.startsWith("fe") ? UTF_16BE : UTF_16LE, 2, false);
        }
        Charset found = asked != null ? asked : guess(file, start);
        return new TextEncoding(found, 0, asked == null && !found.equals(UTF_8));
    }

    private static Charset guess(CsvFile.Opener file, byte... start) throws IOException {
        int[] zeros = new int[2];
        for (int i = 0; i < start.length; i++) {
            zeros[i % 2] += start[i] == 0 ? 1 : 0;
        }
        int most = Math.max(zeros[0], zeros[1]);
        if (most >= LEAST_ZEROS
                && most * BYTES_PER_ZERO >= start.length
                && most >= ON_ONE_SIDE * Math.min(zeros[0], zeros[1])) {
            return zeros[0] > zeros[1] ? UTF_16BE : UTF_16LE;
        }
        try (Reader in = new InputStreamReader(file.open(), UTF_8.newDecoder())) {
            in.transferTo(Writer.nullWriter());
            return UTF_8;
        } catch (CharacterCodingException e) {
            return Charset.forName("windows-1252");
        }
    }

    /** @return the beginning of a file, without a character that is cut off */
    String text(byte... start) throws CharacterCodingException {
        CharBuffer text = CharBuffer.allocate(start.length);
        CoderResult result =
                charset.newDecoder().decode(ByteBuffer.wrap(start, mark, start.length - mark), text, false);
        if (result.isError()) {
            result.throwException();
        }
        return text.flip().toString();
    }

    /** @return whether a text that was read in a guessed encoding looks like one */
    boolean isPlausible(String text) {
        long marks = text.chars().filter(c -> c > 0x7f).count();
        long strange = STRANGE.matcher(text)
                .results()
                .filter(found ->
                        found.group().length() == 1 || found.group().chars().anyMatch(Character::isLetter))
                .mapToLong(found -> found.end() - found.start())
                .sum();
        return !guessed || charset.name().startsWith("UTF-") || strange * MARKS_PER_STRANGE <= marks;
    }

    /** @return a reader that refuses bytes that are not of the encoding, by a {@link CharacterCodingException} */
    Reader reader(InputStream in) throws IOException {
        in.skipNBytes(mark);
        return new InputStreamReader(in, charset.newDecoder());
    }
}
