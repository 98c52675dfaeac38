package dev.crosscheck.data.table;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Guesses the encoding of a file without a byte order mark: UTF-16 if many bytes are 0, UTF-8 if all bytes are valid, else windows-1252. */
final class EncodingGuess {
    private static final int START = 1 << 16;

    /** In a text of UTF-16, at least one byte in this many is 0. */
    private static final int BYTES_PER_ZERO = 20;

    private static final int LEAST_ZEROS = 4;

    /** Of the zeros at even and at odd places, one kind is at least so many times as frequent. */
    private static final int ON_ONE_SIDE = 4;

    private EncodingGuess() {}

    /** @param file opens the file from its start */
    static Charset of(CsvFile.Opener file) throws IOException {
        try (InputStream in = file.open()) {
            Charset wide = utf16(in.readNBytes(START));
            if (wide != null) {
                return wide;
            }
        }
        try (InputStreamReader in = new InputStreamReader(file.open(), StandardCharsets.UTF_8.newDecoder())) {
            in.transferTo(Writer.nullWriter());
            return StandardCharsets.UTF_8;
        } catch (CharacterCodingException e) {
            return Charset.forName("windows-1252");
        }
    }

    /** @return UTF-16 if many bytes are 0, nearly all of them at even or at odd places; else null */
    private static Charset utf16(byte... start) {
        int[] zeros = new int[2];
        for (int i = 0; i < start.length; i++) {
            zeros[i % 2] += start[i] == 0 ? 1 : 0;
        }
        int most = Math.max(zeros[0], zeros[1]);
        boolean wide = most >= LEAST_ZEROS
                && most * BYTES_PER_ZERO >= start.length
                && most >= ON_ONE_SIDE * Math.min(zeros[0], zeros[1]);
        return !wide ? null : zeros[0] > zeros[1] ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
    }
}
