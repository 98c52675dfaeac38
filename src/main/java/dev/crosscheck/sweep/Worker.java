package dev.crosscheck.sweep;

import dev.crosscheck.run.JavaCommand;
import dev.crosscheck.run.Json;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that does one trial after the other. It never outlives this one: it ends by itself once its standard input does, which is when this
 * process is gone, however it ended.
 */
final class Worker implements AutoCloseable {
    /** What begins an answer's line; natives may print others. */
    static final String ANSWER = "trial: ";

    private final Process process;
    private final BufferedReader answers;
    private final Writer tasks;

    /**
     * What came of a trial.
     *
     * @param code exit code of {@code train}
     * @param said on standard error
     */
    record Answer(int code, String said) {}

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
     * @param main its class: reads tasks and writes answers, each a line
     * @param folder where it works; this process's own, if that is gone
     * @param log receives what it writes on standard error
     */
    Worker(Class<?> main, Path folder, Path log) throws IOException {
        List<String> options = new ArrayList<>(JavaCommand.launcherOptions());
        // What the user gave this Java, such as -Xmx, holds for those that do its work.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-Xm") || option.startsWith("-XX:"))
                .forEach(options::add);
        ProcessBuilder builder = new ProcessBuilder(
                        JavaCommand.of(absolute(JavaCommand.classPath()), options, main.getName()))
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        if (Files.isDirectory(folder)) {
            builder.directory(folder.toFile());
        }
        process = builder.start();
        answers = process.inputReader(StandardCharsets.UTF_8);
        tasks = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    }

    /** A class path that holds in any working folder. */
    private static String absolute(String classPath) {
        return List.of(classPath.split(File.pathSeparator)).stream()
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .reduce((a, b) -> a + File.pathSeparator + b)
                .orElseThrow();
    }

    /**
     * Has a command run, and waits for its end.
     *
     * @param arguments the command line
     * @throws Gone if the process ends before it answers
     */
    Answer run(List<String> arguments) throws IOException {
        try {
            tasks.write(Json.line(arguments) + "\n");
            tasks.flush();
        } catch (IOException e) {
            throw gone();
        }
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(ANSWER)) {
                return Json.read(line.substring(ANSWER.length()).getBytes(StandardCharsets.UTF_8), Answer.class);
            }
        }
        throw gone();
    }

    private Gone gone() {
        try {
            return new Gone("its process ended with exit code " + process.waitFor());
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
