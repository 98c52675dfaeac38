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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Standard output or standard error, written by a thread of its own: a reader that has stopped, such as a pager or a terminal after Ctrl-S,
 * holds up neither training nor saving. Where both lead to one terminal, one thread writes both, in the order in which they were printed.
 * Progress is left out when {@link #isBehind}; all else is kept and written in order, and waits only where more is kept than any training
 * prints.
 */
public final class Printer extends PrintWriter {
    private final Kept kept;
    private final boolean pipe;

    /**
     * @param pipe whether a failure can only mean that the reader has gone
     * @param queue which writes it
     */
    Printer(OutputStream to, Charset charset, boolean pipe, OutputQueue queue) {
        this(new Kept(new OutputQueue.Stream(new OutputStreamWriter(to, charset)), queue), pipe);
    }

    private Printer(Kept kept, boolean pipe) {
        super(kept, true);
        this.kept = kept;
        this.pipe = pipe;
    }

    /** @return standard output */
    public static Printer standardOutput() {
        return standard(System.out, FileDescriptor.out, 1, "stdout", new OutputQueue("stdout"));
    }

    /**
     * @param out standard output
     * @return standard error
     */
    public static Printer standardError(Printer out) {
        // Where the system does not say what a descriptor leads to: one thread can also write two streams that lead to
        // different places.
        boolean together = place(1).map(place -> place.startsWith("/dev/") && place(2).equals(Optional.of(place)))
                .orElseGet(Terminal::isThere);
        return standard(
                System.err, FileDescriptor.err, 2, "stderr", together ? out.kept.queue : new OutputQueue("stderr"));
    }

    /** A PrintStream does not say what failed. But in a process that is not ours, such as Maven's, it need not lead to the descriptor. */
    private static Printer standard(
            PrintStream stream, FileDescriptor descriptor, int number, String name, OutputQueue queue) {
        boolean ownProcess = Printer.class.getClassLoader() == ClassLoader.getSystemClassLoader();
        OutputStream to = ownProcess ? new FileOutputStream(descriptor) : new Checked(stream);
        String charset = System.getProperty(name + ".encoding", System.getProperty("sun." + name + ".encoding"));
        boolean pipe = place(number)
                .filter(place -> place.startsWith("pipe:") || place.startsWith("socket:"))
                .isPresent();
        return new Printer(to, charset == null ? Charset.defaultCharset() : Charset.forName(charset), pipe, queue);
    }

    /** What a descriptor leads to, such as {@code /dev/pts/3}; Linux says so. */
    private static Optional<String> place(int descriptor) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString());
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /** @return whether the reader is far behind, so that progress is left out */
    boolean isBehind() {
        return kept.queue.isBehind();
    }

    /** @return whether one thread writes this and the other */
    boolean isWrittenWith(Printer other) {
        return kept.queue == other.kept.queue;
    }

    /** Draws a line on progress, in the place of the one before; what else is printed is written above it. */
    void progress(String line) {
        kept.queue.progress(kept.stream, Printable.line(line));
    }

    /** Ends progress with a line on it that stays. */
    void endProgress(String line) {
        kept.queue.endProgress(kept.stream, Printable.line(line));
    }

    /** @return what takes progress in UTF-8 for a writer, and leaves it out while its reader is far behind; closing it does nothing */
    static OutputStream progress(PrintWriter to) {
        return new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int start, int length) {
                if (!(to instanceof Printer printer && printer.isBehind())) {
                    to.print(new String(bytes, start, length, StandardCharsets.UTF_8));
                    to.flush();
                }
            }
        };
    }

    /** Waits until all is written, but not longer than some milliseconds. */
    void await(long millis) {
        flush();
        kept.queue.await(kept.stream, millis);
    }

    /**
     * Waits until all is written or nobody is left to read it.
     *
     * @return what went wrong, in a line; a reader that has gone, having read enough, is nothing wrong
     */
    public Optional<String> finish() {
        flush();
        return Optional.ofNullable(kept.queue.finish(kept.stream))
                .map(failure -> String.valueOf(failure.getMessage()))
                .filter(words -> !pipe && !words.toLowerCase(Locale.ROOT).contains("pipe"))
                .map(words -> "Standard output cannot be written to, and not all of it was: " + words + ".");
    }

    /** Reports failures as other streams do. */
    private static final class Checked extends OutputStream {
        private final PrintStream to;

        Checked(PrintStream to) {
            this.to = to;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int start, int length) throws IOException {
            to.write(bytes, start, length);
            if (to.checkError()) {
                throw new IOException("the stream does not say why");
            }
        }
    }

    /** Keeps what is printed until it is flushed, as at the end of a line. */
    private static final class Kept extends Writer {
        private final OutputQueue.Stream stream;
        private final OutputQueue queue;
        private final StringBuilder text = new StringBuilder();

        Kept(OutputQueue.Stream stream, OutputQueue queue) {
            this.stream = stream;
            this.queue = queue;
        }

        @Override
        public synchronized void write(char[] more, int start, int length) {
            text.append(more, start, length);
        }

        @Override
        public synchronized void flush() {
            if (!text.isEmpty()) {
                String printed = Printable.text(text.toString());
                text.setLength(0);
                text.trimToSize(); // A result may have been long.
                queue.add(stream, printed);
            }
        }

        @Override
        public void close() {
            throw new UncheckedIOException(new IOException("a standard stream is not closed"));
        }
    }
}
