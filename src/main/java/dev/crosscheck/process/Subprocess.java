package dev.crosscheck.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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

    /** Between two looks at processes with limits. */
    private static final int LOOK_MILLIS = 100;

    private final Process process;
    private final Thread killer;

    private final @Nullable ProcessTree tree;

    /**
     * What a process may take, with all that it starts.
     *
     * @param seconds of time
     * @param megabytes of memory that is held, not only reserved; looked at ten times a second
     */
    public record Limits(int seconds, int megabytes) {
        /** Far more than a program needs that does not run away. */
        public static final int MOST_PROCESSES = 256;

        /** @return whether this system says how much memory a process holds; otherwise that is not limited */
        public static boolean measureMemory() {
            return ProcessTree.kilobytes(List.of(ProcessHandle.current())) > 0;
        }
    }

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

        /** Gives it this program's standard error. */
        public Command sharingErrors() {
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
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
            return start(null);
        }

        private Subprocess start(@Nullable String mark) throws IOException {
            if (mark != null) {
                builder.environment().put(ProcessTree.MARK, mark);
            }
            try {
                return new Subprocess(builder.start(), killed, mark);
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
                return started.toItsEnd(input, new Limits(seconds, Integer.MAX_VALUE));
            }
        }

        /**
         * Starts it and waits until it ends. Then all that it started is killed, also what outlived its parent: {@link ProcessTree} says what escapes.
         *
         * @param limits beyond which all is killed
         * @throws IOException if there is no such program
         */
        public Ended toItsEnd(Limits limits) throws IOException, InterruptedException {
            try (Subprocess started = start(UUID.randomUUID().toString())) {
                return started.toItsEnd(input, limits);
            }
        }
    }

    /**
     * What became of a process.
     *
     * @param code its exit code; {@link #LATE} if it was killed because its time was over, {@link #LONG} because it wrote more than {@link
     *     Subprocess#MOST_BYTES}, {@link #LARGE} because of its memory, {@link #MANY} because of {@link Limits#MOST_PROCESSES}
     * @param output its standard output, in UTF-8
     * @param errors the end of its standard error
     */
    public record Ended(int code, String output, String errors) {
        /** In place of an exit code. */
        public static final int LATE = -1_000;

        /** In place of an exit code. */
        public static final int LONG = -1_001;

        /** In place of an exit code. */
        public static final int LARGE = -1_002;

        /** In place of an exit code. */
        public static final int MANY = -1_003;
    }

    private Subprocess(Process process, boolean killed, @Nullable String mark) {
        this.process = process;
        this.tree = mark == null ? null : new ProcessTree(process.toHandle(), mark);
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
        return toItsEnd(null, new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE));
    }

    private Ended toItsEnd(String input, Limits limits) throws InterruptedException {
        Collector errors = new Collector(process.getErrorStream(), MOST_OF_ERRORS, false);
        Collector output = new Collector(process.getInputStream(), MOST_BYTES, true);
        errors.start();
        output.start();
        if (input != null) {
            Thread writer = new Thread(() -> write(input), "input of a process");
            writer.setDaemon(true);
            writer.start();
        }
        int stopped = waitFor(limits);
        if (stopped != 0) {
            kill();
        } else {
            if (tree != null) {
                tree.kill(); // only the others: to kill the process itself would close the streams that are still
                // being read
            }
            // Java ends the stream when the process ends, even if a child of the process keeps the pipe open.
            output.join(TimeUnit.SECONDS.toMillis(limits.seconds));
        }
        errors.join(TimeUnit.SECONDS.toMillis(1));
        int code = stopped != 0 ? stopped : output.isTooLong() ? Ended.LONG : process.exitValue();
        return new Ended(code, output.text(), errors.text());
    }

    /** @return 0 once it has ended, or else why it must be killed, in place of an exit code */
    private int waitFor(Limits limits) throws InterruptedException {
        if (tree == null) {
            return process.waitFor(limits.seconds, TimeUnit.SECONDS) ? 0 : Ended.LATE;
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(limits.seconds);
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            Set<ProcessHandle> all = tree.look();
            if (System.nanoTime() - end >= 0) {
                return Ended.LATE;
            }
            if (all.size() > Limits.MOST_PROCESSES) {
                return Ended.MANY;
            }
            if (ProcessTree.kilobytes(all) > limits.megabytes * 1024L) {
                return Ended.LARGE;
            }
        }
        return 0;
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
        if (tree != null) {
            tree.kill();
        }
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
