package dev.crosscheck.cli;

import dev.crosscheck.process.Subprocess;
import dev.crosscheck.text.Printable;
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
    /** Back to the start of the line, whose rest is erased. */
    private static final String ERASE = "\r\u001b[K";

    /** What shows a line in place, which goes before anything else is printed: both streams may be the same terminal. */
    private static Escaping standing;

    private final Escaping stream;
    private Integer columns;

    /** Standard output, or a stream instead of it. */
    Printer(OutputStream to, Charset charset) {
        this(new Escaping(new OutputStreamWriter(to, charset), false));
    }

    private Printer(Escaping stream) {
        super(stream, true);
        this.stream = stream;
    }

    /** @return standard output */
    public static Printer standardOutput() {
        return new Printer(new Escaping(standard(System.out, FileDescriptor.out, "stdout"), false));
    }

    /** @return standard error */
    public static Printer standardError() {
        return new Printer(new Escaping(standard(System.err, FileDescriptor.err, "stderr"), true));
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

    /** @return the width of the terminal that standard error is; 0 if it is none, or this is another stream */
    int columns() {
        if (columns == null) {
            columns = stream.isError ? terminal() : 0;
        }
        return columns;
    }

    /** Asks the system by a process that has the same standard error. */
    private static int terminal() {
        try {
            String size = Subprocess.of("sh", "-c", "test -t 2 && stty size <&2")
                    .sharingErrors()
                    .toItsEnd(1)
                    .output();
            return size.matches("\\d+ \\d+\\s*") ? Integer.parseInt(size.strip().split(" ")[1]) : 0;
        } catch (IOException e) {
            return 0; // there is no such shell
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** Shows a line in place of the one before, cut at the width of the terminal; an empty one takes it away. */
    void status(String line) {
        synchronized (Printer.class) {
            String shown = line.length() < columns ? line : line.substring(0, columns - 1);
            stream.control(standing == null && line.isEmpty() ? "" : ERASE + shown);
            standing = line.isEmpty() ? null : stream;
        }
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
        private final boolean isError;
        private IOException failure;

        Escaping(Writer to, boolean isError) {
            this.to = to;
            this.isError = isError;
        }

        private void control(String text) {
            try {
                to.write(text);
                to.flush();
            } catch (IOException e) {
                failure = e;
            }
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
            synchronized (Printer.class) {
                if (standing != null) {
                    standing.control(ERASE);
                    standing = null;
                }
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
