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
 * Standard output or standard error. Control characters are shown as escapes. The first write that fails is remembered, and nothing more is
 * written.
 */
public final class Printer extends PrintWriter {
    private final Escaping stream;

    /** Standard output, or a stream instead of it. */
    Printer(OutputStream to, Charset charset) {
        this(new Escaping(new OutputStreamWriter(to, charset)));
    }

    private Printer(Escaping stream) {
        super(stream, true);
        this.stream = stream;
    }

    /** @return standard output */
    public static Printer standardOutput() {
        return new Printer(new Escaping(standard(System.out, FileDescriptor.out, "stdout")));
    }

    /** @return standard error */
    public static Printer standardError() {
        return new Printer(new Escaping(standard(System.err, FileDescriptor.err, "stderr")));
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
        private final StringBuilder text = new StringBuilder();
        private IOException failure;

        Escaping(Writer to) {
            this.to = to;
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
            try {
                if (failure == null) {
                    to.write(printed);
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
