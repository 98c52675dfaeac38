package dev.crosscheck.bench;

import dev.crosscheck.CrosscheckException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A contestant's process, which never outlives this one: it is killed when this process is asked to end, and ends by
 * itself once its standard input does, which is when this process is gone.
 */
final class Child {
    private static final Set<String> THREAD_SETTINGS =
            Set.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "GOTO_NUM_THREADS", "MKL_DYNAMIC");

    private Child() {}

    /**
     * Runs a process to its end.
     *
     * @param contestant what to start
     * @param workload what it is to train
     * @param log receives what it writes on standard error
     * @return what it measured
     * @throws CrosscheckException if it cannot be started, fails, or measures nothing
     */
    static Measurement run(Contestant contestant, Workload workload, Path log) {
        List<String> command = new ArrayList<>(contestant.command());
        command.addAll(workload.options());
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeAll(THREAD_SETTINGS);
        builder.environment().putAll(contestant.environment());
        try {
            return watch(contestant, builder, workload.epochs(), log);
        } catch (IOException e) {
            throw new CrosscheckException(
                    contestant.name() + " cannot be started: " + e.getMessage(), "Leave it out with --only.", e);
        }
    }

    private static Measurement watch(Contestant contestant, ProcessBuilder builder, int epochs, Path log)
            throws IOException {
        long start = System.nanoTime();
        Process process = builder.start();
        Thread killer = new Thread(() -> kill(process), "kill " + contestant.name());
        Measurement.Reader reader = new Measurement.Reader();
        try {
            Runtime.getRuntime().addShutdownHook(killer);
            read(process, reader, start);
            int code = process.waitFor();
            if (code != 0) {
                throw new IllegalStateException("it ended with exit code " + code);
            }
            return reader.result(epochs);
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new CrosscheckException(
                    contestant.name() + " failed: " + e.getMessage() + lastLine(log),
                    "Leave it out with --only; " + log + " has what it wrote.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CrosscheckException(contestant.name() + " was interrupted.", "Start again.", e);
        } finally {
            kill(process);
            forget(killer);
        }
    }

    private static void read(Process process, Measurement.Reader reader, long start) throws IOException {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                reader.line(line, (System.nanoTime() - start) / 1e9);
            }
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
            // This process is ending, and the hook does its work.
        }
    }

    private static String lastLine(Path log) {
        try {
            List<String> lines = Files.readString(log, StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
            return lines.isEmpty() ? "." : ": " + lines.get(lines.size() - 1).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
