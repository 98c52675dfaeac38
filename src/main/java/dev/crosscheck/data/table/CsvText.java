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
 * Decodes a file strictly. Bytes that are invalid in its encoding, and NUL characters, are errors that name the line; Java's own readers do not
 * name a position.
 */
final class CsvText extends Reader {
    private static final int BUFFER = 1 << 16;
    private static final int LONGEST_MARK = 3;

    private final String file;
    private final InputStream in;
    private final Charset charset;
    private final boolean isMarked;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).flip();

    /** A surrogate pair for which the caller's buffer had only one place left. */
    private final CharBuffer spare = CharBuffer.allocate(2).flip();

    private boolean atEnd;
    private boolean finished;
    private int line = 1;
    private char previous;
    private long quotes;

    /** @param given the encoding; a byte order mark overrides UTF-8 and UTF-16 */
    CsvText(String file, InputStream raw, Charset given) throws IOException {
        this.file = file;
        PushbackInputStream marked = new PushbackInputStream(raw, LONGEST_MARK);
        in = marked;
        Charset fromMark = mark(marked, given.name().startsWith("UTF-"));
        isMarked = fromMark != null;
        charset = isMarked ? fromMark : given;
        decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** Skips a byte order mark. @return its encoding, or null if there is none or none is expected */
    private static Charset mark(PushbackInputStream in, boolean expected) throws IOException {
        byte[] head = in.readNBytes(LONGEST_MARK);
        int start = head.length < 2 ? 0 : (head[0] & 0xff) << 8 | head[1] & 0xff;
        Charset fromMark = null;
        int length = 2;
        if (start == 0xfeff) {
            fromMark = StandardCharsets.UTF_16BE;
        } else if (start == 0xfffe) {
            fromMark = StandardCharsets.UTF_16LE;
        } else if (start == 0xefbb && head.length == LONGEST_MARK && head[2] == (byte) 0xbf) {
            fromMark = StandardCharsets.UTF_8;
            length = LONGEST_MARK;
        }
        if (!expected || fromMark == null) {
            fromMark = null;
            length = 0;
        }
        in.unread(head, length, head.length - length);
        return fromMark;
    }

    Charset charset() {
        return charset;
    }

    /** @return whether a byte order mark says the encoding */
    boolean isMarked() {
        return isMarked;
    }

    /** @return the number of quotation marks so far */
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

    /** Decodes the available bytes. An error is thrown only once everything before it has been returned, so that its line is known. */
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
                    "invalid bytes",
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
                    "If this is a CSV file, name its encoding, for instance --encoding UTF-16LE.");
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
