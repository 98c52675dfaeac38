package dev.crosscheck.sweep;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.AtomicFile;
import dev.crosscheck.run.JavaCommand;
import dev.crosscheck.run.Json;
import dev.crosscheck.sweep.SweepPlan.Trial;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that does one trial after the other. It never outlives this one: it ends by itself once its standard input does, which is when this
 * process is gone, however it ended.
 */
final class Worker implements AutoCloseable {
    /** What begins an answer's line; natives may print others. */
    static final String ANSWER = "trial: ";

    /** How long to wait until the messages of a process that is gone are in the log: a pipe's content is copied in far less. */
    private static final long LAST_WORDS_MILLIS = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final Process process;
    private final BufferedReader answers;
    private final Writer tasks;

    /** Copies its messages; null where it writes them itself. */
    private final Thread errors;

    /**
     * What came of a trial.
     *
     * @param code exit code of {@code train}
     * @param said on standard error
     */
    record Answer(int code, String said) {
        /** @param line what {@link #run} gave */
        static Answer read(String line) throws IOException {
            return Json.read(line.getBytes(StandardCharsets.UTF_8), Answer.class);
        }

        /**
         * Keeps what the trial left in its folder under way.
         *
         * @return its record, or null if it was asked to stop early
         * @throws CrosscheckException if it failed
         */
        TrialRecord keep(Sweep sweep, Trial trial) throws IOException {
            TrialRecord record = TrialRecord.ofRun(sweep.plan(), trial, sweep.underWay(trial));
            if (record != null) {
                sweep.keep(trial, record);
            } else if (code != 0) {
                throw sweep.failed(trial, said.lines().findFirst().orElse("exit code " + code));
            }
            return record;
        }
    }

    /** The process ended before it answered. */
    static final class Gone extends IOException {
        private static final long serialVersionUID = 1L;

        Gone(String message) {
            super(message);
        }
    }

    /**
     * Starts the process.
     *
     * @param command of a Java program that reads tasks and writes answers, each a line
     * @param folder where it works; this process's own, if that is gone
     * @param log the file that what it writes on standard error is added to; null for this process's own standard error
     */
    Worker(List<String> command, Path folder, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        if (Files.isDirectory(folder)) {
            builder.directory(folder.toFile());
        }
        if (log == null) {
            process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
            errors = null;
        } else {
            OutputStream added = AtomicFile.append(log);
            process = builder.start();
            errors = new Thread(() -> copy(process.getErrorStream(), added), "errors of a worker");
            errors.setDaemon(true);
            errors.start();
        }
        answers = process.inputReader(StandardCharsets.UTF_8);
        tasks = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    }

    private static void copy(InputStream errors, OutputStream log) {
        try (log) {
            errors.transferTo(log);
        } catch (IOException e) {
            LOG.warn("a worker's messages cannot be kept", e);
            drain(errors);
        }
    }

    /** A process whose messages nobody takes would wait for ever. */
    private static void drain(InputStream errors) {
        try {
            errors.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            LOG.debug("the worker is gone", e);
        }
    }

    /** @return options for its Java: the launcher's, and what the user gave this one, such as -Xmx, which holds for those that do its work */
    static List<String> javaOptions() {
        List<String> options = new ArrayList<>(JavaCommand.launcherOptions());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-Xm") || option.startsWith("-XX:"))
                .forEach(options::add);
        return options;
    }

    /**
     * Has a command run, and waits for its end.
     *
     * @param task the command line as a JSON list, on one line
     * @return its {@link Answer} as JSON
     * @throws Gone if the process ends before it answers
     */
    String run(String task) throws IOException {
        try {
            tasks.write(task + "\n");
            tasks.flush();
        } catch (IOException e) {
            throw gone();
        }
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(ANSWER)) {
                return line.substring(ANSWER.length());
            }
        }
        throw gone();
    }

    private Gone gone() {
        try {
            int code = process.waitFor();
            if (errors != null) {
                errors.join(LAST_WORDS_MILLIS);
            }
            return new Gone("its process ended with exit code " + code);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Gone("its process ended");
        }
    }

    /** Ends the process at once. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
