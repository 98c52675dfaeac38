package dev.crosscheck.proof.judge;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program to be judged. It gets the starting text on standard input; its standard output is used as a whole, after it has ended with exit
 * code 0.
 *
 * @param command the program and its arguments
 * @param seconds the time limit of one training
 */
record StrangersProgram(List<String> command, int seconds) {
    /** Far more than an answer for the small networks that are judged. */
    private static final int MOST_BYTES = 64 << 20;

    private static final int LINES_SHOWN = 5;
    private static final int MOST_OF_ERRORS = 1 << 16;

    /** @return the command as one line */
    String line() {
        return Printable.line(String.join(" ", command));
    }

    /**
     * @param start the training that the program is given
     * @return the program's standard output
     * @throws CrosscheckException if the program cannot be started, fails, takes too long or writes too much; the remedy quotes the end of its
     *     standard error
     */
    String run(Start start) {
        Process process;
        try {
            process = new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw new CrosscheckException(
                    line() + ": cannot be started: " + e.getMessage() + ".",
                    "Give the program and its arguments after --, as in: verify --judge -- python3 mine.py",
                    e);
        }
        Thread killer = new Thread(() -> kill(process), "kill the judged program");
        Runtime.getRuntime().addShutdownHook(killer);
        try {
            return run(process, start);
        } finally {
            kill(process);
            forget(killer);
        }
    }

    private String run(Process process, Start start) {
        Collector errors = new Collector(process.getErrorStream(), MOST_OF_ERRORS, process, false);
        Collector output = new Collector(process.getInputStream(), MOST_BYTES, process, true);
        Thread writer = new Thread(
                () -> write(process.getOutputStream(), RunText.of(start.run())), "start of the judged program");
        writer.setDaemon(true);
        errors.start();
        output.start();
        writer.start();
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                kill(process);
                errors.join(TimeUnit.SECONDS.toMillis(1));
                throw failed(start, "took more than " + seconds + " s", errors);
            }
            // Java ends the stream when the process ends, even if a child of the process keeps the pipe open.
            output.join(TimeUnit.SECONDS.toMillis(seconds));
            errors.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CrosscheckException(line() + " was interrupted.", "Start again.", e);
        }
        if (output.isTooLong()) {
            throw failed(start, "wrote more than " + MOST_BYTES + " bytes", errors);
        }
        if (process.exitValue() != 0) {
            throw failed(start, "ended with exit code " + process.exitValue(), errors);
        }
        return output.text();
    }

    private CrosscheckException failed(Start start, String problem, Collector errors) {
        List<String> lines =
                errors.text().lines().filter(line -> !line.isBlank()).toList();
        List<String> last = lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size());
        String wrote = last.isEmpty()
                ? "It wrote nothing on standard error."
                : "It wrote on standard error: " + Printable.line(String.join(" | ", last));
        return new CrosscheckException(line() + " " + problem + " at the start \"" + start.name() + "\".", wrote);
    }

    /** A program need not read its input to the end, so a broken pipe is not an error. */
    private static void write(OutputStream to, String text) {
        try (to) {
            to.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            Thread.yield();
        }
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static void forget(Thread killer) {
        try {
            Runtime.getRuntime().removeShutdownHook(killer);
        } catch (IllegalStateException e) {
            killer.interrupt(); // This process is ending: the hook kills it.
        }
    }

    /** Reads a stream to its end: either all of it up to a limit, or only the most recent part. */
    private static final class Collector extends Thread {
        private final InputStream in;
        private final int most;
        private final Process process;
        private final boolean all;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean tooLong;

        Collector(InputStream in, int most, Process process, boolean all) {
            super("output of the judged program");
            this.in = in;
            this.most = most;
            this.process = process;
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
