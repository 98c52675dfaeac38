package dev.crosscheck;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Starts every process that this program needs beside its own. It and its children are killed by {@link #close}, and when this program ends, unless
 * they end by themselves then.
 *
 * <pre>
 * Ended ended = Subprocess.of("sysctl", "hw.memsize").toItsEnd(10);
 * </pre>
 */
public final class Subprocess implements AutoCloseable {
    /** Far more than any program says that is run to its end. */
    public static final int MOST_BYTES = 64 << 20;

    private static final int MOST_OF_ERRORS = 1 << 16;

    private final Process process;
    private final Thread killer;

    /** A command that is not started yet. */
    public static final class Command {
        private final ProcessBuilder builder;
        private String input = "";
        private boolean killed = true;

        private Command(List<String> words) {
            this.builder = new ProcessBuilder(words);
        }

        /** Sets the working directory. */
        public Command in(Path folder) {
            builder.directory(folder.toFile());
            return this;
        }

        /** Gives it a text on standard input, for {@link #toItsEnd}. */
        public Command reading(String text) {
            input = text;
            return this;
        }

        /** Leaves it to end by itself, at the end of its standard input, when this program ends. */
        public Command endingByItself() {
            killed = false;
            return this;
        }

        /**
         * Starts it.
         *
         * @throws IOException if there is no such program
         */
        public Subprocess start() throws IOException {
            try {
                return new Subprocess(builder.start(), killed);
            } catch (IOException e) {
                // Java's words are: Cannot run program "NAME": error=2, No such file or directory
                String reason = String.valueOf(e.getMessage()).replaceFirst("(?s)^.*error[=:] ?\\d+,? ?", "");
                throw new IOException(reason.startsWith("No such file") ? "there is no such program" : reason, e);
            }
        }

        /**
         * Starts it and waits until it ends.
         *
         * @param seconds after which it is killed
         * @throws IOException if there is no such program
         */
        public Ended toItsEnd(int seconds) throws IOException, InterruptedException {
            try (Subprocess started = start()) {
                return started.toItsEnd(input, seconds);
            }
        }
    }

    /**
     * What became of a process.
     *
     * @param code its exit code; {@link #LATE} if it was killed because its time was over, {@link #LONG} because it wrote more than {@link
     *     Subprocess#MOST_BYTES}
     * @param output its standard output, in UTF-8
     * @param errors the end of its standard error
     */
    public record Ended(int code, String output, String errors) {
        /** In place of an exit code. */
        public static final int LATE = -1_000;

        /** In place of an exit code. */
        public static final int LONG = -1_001;
    }

    private Subprocess(Process process, boolean killed) {
        this.process = process;
        this.killer = new Thread(this::kill, "end of a process");
        if (killed) {
            Runtime.getRuntime().addShutdownHook(killer);
        }
    }

    public static Command of(List<String> words) {
        return new Command(words);
    }

    public static Command of(String... words) {
        return of(List.of(words));
    }

    /** Waits until it ends by itself. Its standard input stays open until then. */
    public Ended toItsEnd() throws InterruptedException {
        return toItsEnd(null, Integer.MAX_VALUE);
    }

    private Ended toItsEnd(String input, int seconds) throws InterruptedException {
        Collector errors = new Collector(process.getErrorStream(), MOST_OF_ERRORS, false);
        Collector output = new Collector(process.getInputStream(), MOST_BYTES, true);
        errors.start();
        output.start();
        if (input != null) {
            Thread writer = new Thread(() -> write(input), "input of a process");
            writer.setDaemon(true);
            writer.start();
        }
        boolean late = !process.waitFor(seconds, TimeUnit.SECONDS);
        if (late) {
            kill();
        } else {
            // Java ends the stream when the process ends, even if a child of the process keeps the pipe open.
            output.join(TimeUnit.SECONDS.toMillis(seconds));
        }
        errors.join(TimeUnit.SECONDS.toMillis(1));
        int code = late ? Ended.LATE : output.isTooLong() ? Ended.LONG : process.exitValue();
        return new Ended(code, output.text(), errors.text());
    }

    /** A program need not read its input to the end, so a broken pipe is not an error. */
    private void write(String text) {
        try (OutputStream to = process.getOutputStream()) {
            to.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            Thread.yield();
        }
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
        try {
            Runtime.getRuntime().removeShutdownHook(killer);
        } catch (IllegalStateException e) {
            Thread.yield(); // this program is ending, which kills the process
        }
    }

    /** Reads a stream to its end: either all of it up to a limit, or only the most recent part. */
    private final class Collector extends Thread {
        private final InputStream in;
        private final int most;
        private final boolean all;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean tooLong;

        Collector(InputStream in, int most, boolean all) {
            super("output of a process");
            this.in = in;
            this.most = most;
            this.all = all;
            setDaemon(true);
        }

        @Override
        public void run() {
            byte[] buffer = new byte[1 << 16];
            try (in) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    take(buffer, read);
                }
            } catch (IOException e) {
                interrupt(); // The process was killed.
            }
        }

        private synchronized void take(byte[] buffer, int read) {
            if (bytes.size() + read > most) {
                tooLong = true;
                bytes.reset();
                if (all) {
                    process.destroyForcibly();
                    return;
                }
            }
            if (!all || !tooLong) {
                bytes.write(buffer, 0, read);
            }
        }

        synchronized boolean isTooLong() {
            return tooLong;
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
