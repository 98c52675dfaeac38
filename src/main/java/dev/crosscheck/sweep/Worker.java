package dev.crosscheck.sweep;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Subprocess;
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
 * A process that runs one trial after another. It never outlives this process: it exits at the end of its standard input, which is reached
 * however this process ends.
 */
final class Worker implements AutoCloseable {
    /** Prefix of the line with an answer; native libraries may print other lines. */
    static final String ANSWER = "trial: ";

    /** How long to wait until the last messages of an ended process are in the log; copying a pipe's content takes far less. */
    private static final long LAST_WORDS_MILLIS = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final Subprocess subprocess;
    private final Process process;
    private final BufferedReader answers;
    private final Writer tasks;

    /** Copies the process's standard error to the log; null if it is inherited. */
    private final Thread errors;

    /**
     * The outcome of a trial.
     *
     * @param code exit code of {@code train}
     * @param said what it wrote to standard error
     */
    record Answer(int code, String said) {
        /** @param line what {@link #run} returned */
        static Answer read(String line) throws IOException {
            return Json.read(line.getBytes(StandardCharsets.UTF_8), Answer.class);
        }

        /**
         * Stores the result that the trial left in its folder of trials in progress.
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
     * @param command command line of a Java program that reads tasks and writes answers, one per line
     * @param folder its working directory; that of this process if the folder does not exist
     * @param log file to which its standard error is appended; null to inherit the standard error of this process
     */
    Worker(List<String> command, Path folder, Path log) throws IOException {
        Subprocess.Command worker = Subprocess.of(command).endingByItself();
        if (Files.isDirectory(folder)) {
            worker.in(folder);
        }
        if (log == null) {
            subprocess = worker.errorsHere().start();
            process = subprocess.process();
            errors = null;
        } else {
            OutputStream added = AtomicFile.append(log);
            subprocess = worker.start();
            process = subprocess.process();
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

    /** Discards the rest: a process whose standard error is not read would block when the pipe is full. */
    private static void drain(InputStream errors) {
        try {
            errors.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            LOG.debug("the worker is gone", e);
        }
    }

    /**
     * @return JVM options for workers: those of the launcher and those that the user gave this process, such as -Xmx, since workers do the
     *     actual work
     */
    static List<String> javaOptions() {
        List<String> options = new ArrayList<>(JavaCommand.launcherOptions());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-Xm") || option.startsWith("-XX:"))
                .forEach(options::add);
        return options;
    }

    /**
     * Sends a command line to the process and waits until it has been run.
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

    /** Kills the process. */
    @Override
    public void close() {
        subprocess.close();
    }
}
