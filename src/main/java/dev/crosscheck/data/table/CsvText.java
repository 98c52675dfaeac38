package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * A file's characters, decoded strictly: bytes that are none in its encoding and NUL characters are errors that name their line, where
 * Java's own reader names no place.
 */
final class CsvText extends Reader {
    private static final int BUFFER = 1 << 16;
    private static final int LONGEST_MARK = 3;

    private final String file;
    private final InputStream in;
    private final Charset charset;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).flip();

    /** One character of two halves, where there was room for one half. */
    private final CharBuffer spare = CharBuffer.allocate(2).flip();

    private boolean atEnd;
    private boolean finished;
    private int line = 1;
    private char previous;
    private long quotes;

    /**
     * @param given the encoding, or {@code null} for UTF-8; a byte order mark of UTF-8 or UTF-16 has the last word on which of them it is
     */
    CsvText(String file, InputStream raw, Charset given) throws IOException {
        this.file = file;
        PushbackInputStream marked = new PushbackInputStream(raw, LONGEST_MARK);
        in = marked;
        Charset told = mark(marked, given == null || given.name().startsWith("UTF-"));
        Charset otherwise = given == null ? StandardCharsets.UTF_8 : given;
        charset = told == null ? otherwise : told;
        decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** Passes over a byte order mark and says what it tells, or else passes over nothing. */
    private static Charset mark(PushbackInputStream in, boolean expected) throws IOException {
        byte[] head = in.readNBytes(LONGEST_MARK);
        int start = head.length < 2 ? 0 : (head[0] & 0xff) << 8 | head[1] & 0xff;
        Charset told = null;
        int length = 2;
        if (start == 0xfeff) {
            told = StandardCharsets.UTF_16BE;
        } else if (start == 0xfffe) {
            told = StandardCharsets.UTF_16LE;
        } else if (start == 0xefbb && head.length == LONGEST_MARK && head[2] == (byte) 0xbf) {
            told = StandardCharsets.UTF_8;
            length = LONGEST_MARK;
        }
        if (!expected || told == null) {
            told = null;
            length = 0;
        }
        in.unread(head, length, head.length - length);
        return told;
    }

    Charset charset() {
        return charset;
    }

    /** Quotation marks so far. */
    long quotes() {
        return quotes;
    }

    @Override
    public int read(char[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int read = decode(CharBuffer.wrap(into, offset, length));
        for (int i = offset; i < offset + read; i++) {
            look(into[i]);
        }
        return read;
    }

    private int decode(CharBuffer out) throws IOException {
        int start = out.position();
        while (out.position() == start) {
            if (spare.hasRemaining()) {
                out.put(spare.get());
            } else if (finished) {
                return -1;
            } else {
                step(out);
            }
        }
        return out.position() - start;
    }

    /** Decodes what is there; an error waits until all before it is handed over, so that it has its line. */
    private void step(CharBuffer out) throws IOException {
        int start = out.position();
        CoderResult result = decoder.decode(bytes, out, atEnd);
        if (out.position() > start) {
            return;
        }
        if (result.isError()) {
            throw CrosscheckException.expected(
                    file + ", line " + line,
                    "text in " + charset,
                    "bytes that are none",
                    "Name the file's encoding, for instance --encoding windows-1252, or save it as UTF-8.");
        }
        if (result.isOverflow()) {
            decoder.decode(bytes, spare.clear(), atEnd);
            spare.flip();
        } else if (atEnd) {
            finished = true;
            decoder.flush(out);
        } else {
            fill();
        }
    }

    private void fill() throws IOException {
        bytes.compact();
        int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
        atEnd = read < 0;
        bytes.position(bytes.position() + Math.max(0, read)).flip();
    }

    /** Counts lines as FastCSV does: ended by a line feed, a carriage return, or both. */
    private void look(char c) {
        if (c == 0) {
            throw CrosscheckException.expected(
                    file + ", line " + line,
                    "text",
                    "a NUL character",
                    "This is no CSV file, or it is one in another encoding: name it, for instance --encoding UTF-16LE.");
        }
        if (c == '"') {
            quotes++;
        } else if (c == '\r' || c == '\n' && previous != '\r') {
            line++;
        }
        previous = c;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
