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
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;

/**
 * Standard output or standard error, written by a thread of its own: a reader that has stopped, such as a pager or a terminal after Ctrl-S,
 * holds up neither training nor saving. Progress is left out when {@link #isBehind}; all else is kept and written in order, and waits only
 * where more is kept than any training prints.
 */
public final class Printer extends PrintWriter {
    /** With more characters kept than this, progress is left out: as many as a pipe holds. */
    static final int BEHIND = 1 << 16;

    /** With more than this, all else waits: sixteen times that, which training prints only as one result. */
    static final int FULL = 1 << 20;

    private final Kept kept;

    /** @param pipe whether a failure can only mean that the reader has gone */
    Printer(OutputStream to, Charset charset, String name, boolean pipe) {
        this(new Kept(new OutputStreamWriter(to, charset), name, pipe));
    }

    private Printer(Kept kept) {
        super(kept, true);
        this.kept = kept;
    }

    /** @return standard output */
    public static Printer standardOutput() {
        return standard(System.out, FileDescriptor.out, 1, "stdout");
    }

    /** @return standard error */
    public static Printer standardError() {
        return standard(System.err, FileDescriptor.err, 2, "stderr");
    }

    /** A PrintStream does not say what failed. But in a process that is not ours, such as Maven's, it need not lead to the descriptor. */
    private static Printer standard(PrintStream stream, FileDescriptor descriptor, int number, String name) {
        boolean ownProcess = Printer.class.getClassLoader() == ClassLoader.getSystemClassLoader();
        OutputStream to = ownProcess ? new FileOutputStream(descriptor) : new Checked(stream);
        String charset = System.getProperty(name + ".encoding", System.getProperty("sun." + name + ".encoding"));
        return new Printer(
                to,
                charset == null ? Charset.defaultCharset() : Charset.forName(charset),
                name,
                isPipe(Path.of("/proc/self/fd/" + number)));
    }

    private static boolean isPipe(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("pipe:") || target.startsWith("socket:");
        } catch (IOException | UnsupportedOperationException e) {
            return false; // Not Linux: then the failure's words decide.
        }
    }

    /** @return whether the reader is far behind, so that progress is left out */
    boolean isBehind() {
        return kept.waiting() > BEHIND;
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
        kept.await(millis);
    }

    /**
     * Waits until all is written or nobody is left to read it.
     *
     * @return what went wrong, in a line; a reader that has gone, having read enough, is nothing wrong
     */
    public Optional<String> finish() {
        flush();
        return kept.finish();
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

    /** What is printed but not yet written. */
    private static final class Kept extends Writer {
        private final Writer to;
        private final String name;
        private final boolean pipe;
        private final Queue<String> texts = new ArrayDeque<>();
        private final StringBuilder line = new StringBuilder();
        private long characters;
        private boolean ended;
        private Thread writer;
        private IOException failure;

        Kept(Writer to, String name, boolean pipe) {
            this.to = to;
            this.name = name;
            this.pipe = pipe;
        }

        @Override
        public synchronized void write(char[] text, int start, int length) {
            line.append(text, start, length);
        }

        @Override
        public synchronized void flush() {
            if (line.isEmpty()) {
                return;
            }
            String text = Printable.text(line.toString());
            line.setLength(0);
            line.trimToSize(); // A result may have been long.
            while (characters > FULL && failure == null) {
                if (!pause(0)) {
                    break;
                }
            }
            if (writer == null) {
                writer = new Thread(this::writeAll, name);
                writer.setDaemon(true);
                writer.start();
            }
            texts.add(text);
            characters += text.length();
            notifyAll();
        }

        private void writeAll() {
            for (String text = next(0); text != null; text = next(text.length())) {
                try {
                    if (failure == null) {
                        to.write(text);
                        to.flush();
                    }
                } catch (IOException e) {
                    failed(e);
                }
            }
        }

        /** Waits for the next text; null when there will be none. */
        private synchronized String next(int written) {
            characters -= written;
            notifyAll();
            while (texts.isEmpty() && !ended && pause(0)) {
                continue;
            }
            return texts.poll();
        }

        private synchronized void failed(IOException e) {
            failure = e;
            notifyAll();
        }

        synchronized long waiting() {
            return characters;
        }

        synchronized void await(long millis) {
            long end = System.nanoTime() + millis * 1_000_000;
            for (long left = millis; characters > 0 && failure == null && left > 0 && pause(left); ) {
                left = (end - System.nanoTime()) / 1_000_000;
            }
        }

        synchronized Optional<String> finish() {
            while (characters > 0 && failure == null && pause(0)) {
                continue;
            }
            ended = true;
            notifyAll();
            return failure == null || readerHasGone()
                    ? Optional.empty()
                    : Optional.of("Standard output cannot be written to, and not all of it was: " + failure.getMessage()
                            + ".");
        }

        private boolean readerHasGone() {
            return pipe
                    || String.valueOf(failure.getMessage())
                            .toLowerCase(Locale.ROOT)
                            .contains("pipe");
        }

        /** Waits to be notified; returns false if interrupted. */
        private boolean pause(long millis) {
            try {
                wait(millis);
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public void close() {
            throw new UncheckedIOException(new IOException("a standard stream is not closed"));
        }
    }
}
