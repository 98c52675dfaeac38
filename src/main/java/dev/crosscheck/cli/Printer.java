package dev.crosscheck.cli;

import dev.crosscheck.Printable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Standard output or standard error. Control characters are shown as escapes. On a terminal one line of progress stays below everything else
 * that is printed. The first write that fails is remembered, and nothing more is written.
 */
public final class Printer extends PrintWriter {
    /** Number of characters that a terminal itself writes at Ctrl-C after the line of progress: {@code ^C}. */
    static final int ECHO = 2;

    private final Escaping stream;

    /** Standard output, or a stream instead of it. */
    Printer(OutputStream to, Charset charset) {
        this(new Escaping(new OutputStreamWriter(to, charset), null));
    }

    private Printer(Escaping stream) {
        super(stream, true);
        this.stream = stream;
    }

    /** @return standard output */
    public static Printer standardOutput() {
        return new Printer(new Escaping(standard(System.out, FileDescriptor.out, "stdout"), null));
    }

    /**
     * @param out standard output, whose line of progress is erased before anything is printed here
     * @return standard error
     */
    public static Printer standardError(Printer out) {
        return new Printer(new Escaping(standard(System.err, FileDescriptor.err, "stderr"), out.stream));
    }

    /**
     * Opens a standard stream by its descriptor, since a PrintStream does not tell why a write failed; in another program's process, such
     * as Maven's, where the PrintStream may lead elsewhere, uses that.
     */
    private static Writer standard(PrintStream stream, FileDescriptor descriptor, String name) {
        boolean ownProcess = Printer.class.getClassLoader() == ClassLoader.getSystemClassLoader();
        String charset = System.getProperty(name + ".encoding", System.getProperty("sun." + name + ".encoding"));
        return new OutputStreamWriter(
                ownProcess ? new FileOutputStream(descriptor) : stream,
                charset == null ? Charset.defaultCharset() : Charset.forName(charset));
    }

    /** Draws a line of progress in place of the previous one. */
    void progress(String line) {
        stream.draw(Printable.line(line));
    }

    /**
     * Writes the rest.
     *
     * @return a sentence about a failure; empty if there was none, or if a pipe's reader has ended because it has read enough
     */
    public Optional<String> finish() {
        flush();
        return Optional.ofNullable(stream.failure)
                .map(failure -> String.valueOf(failure.getMessage()))
                .filter(words -> !words.toLowerCase(Locale.ROOT).contains("pipe") && !isPipe())
                .map(words -> "Standard output cannot be written to, and not all of it was: " + words + ".");
    }

    /**
     * Whether standard output is a pipe, according to Linux: writing to one fails only if its reader has ended. The exception's message
     * may be in any language.
     */
    private static boolean isPipe() {
        try {
            String place = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return place.startsWith("pipe:") || place.startsWith("socket:");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** Escapes and writes text when it is flushed, for instance at the end of a line. */
    private static final class Escaping extends Writer {
        private final Writer to;
        private final Escaping screen;
        private final StringBuilder text = new StringBuilder();
        private String drawn = "";
        private IOException failure;

        /** @param screen the writer that has the line of progress; null for this one */
        Escaping(Writer to, Escaping screen) {
            this.to = to;
            this.screen = screen == null ? this : screen;
        }

        @Override
        public synchronized void write(char[] more, int start, int length) {
            text.append(more, start, length);
        }

        @Override
        public synchronized void flush() {
            if (text.isEmpty()) {
                return;
            }
            String printed = Printable.text(text.toString());
            text.setLength(0);
            text.trimToSize(); // a result may have been long
            synchronized (screen) {
                String progress = screen.drawn;
                screen.draw("");
                put(printed);
                if (printed.endsWith("\n")) {
                    screen.draw(progress);
                }
            }
        }

        synchronized void draw(String line) {
            if (!drawn.equals(line)) {
                int rest = drawn.isEmpty() ? 0 : Math.max(0, drawn.length() + ECHO - line.length());
                put("\r" + line + " ".repeat(rest) + (line.isEmpty() ? "\r" : ""));
                drawn = line;
            }
        }

        private void put(String characters) {
            try {
                if (failure == null) {
                    to.write(characters);
                    to.flush();
                }
            } catch (IOException e) {
                failure = e;
            }
        }

        @Override
        public void close() {
            throw new UncheckedIOException(new IOException("a standard stream is not closed"));
        }
    }
}
