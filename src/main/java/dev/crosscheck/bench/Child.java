package dev.crosscheck.bench;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.device.OpenBlas;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A contestant's process, which never outlives this one: it is killed when this process is asked to end, and ends by
 * itself once its standard input does, which is when this process is gone.
 */
final class Child {
    /** Variables that decide how many threads libraries use, or of which processor's kernels: nobody inherits them. */
    private static final Set<String> UNSET = Stream.concat(
                    OpenBlas.variables().stream(),
                    Stream.of(
                            "OMP_NUM_THREADS",
                            "OPENBLAS_NUM_THREADS",
                            "MKL_NUM_THREADS",
                            "GOTO_NUM_THREADS",
                            "MKL_DYNAMIC",
                            "ONEDNN_MAX_CPU_ISA",
                            "DNNL_MAX_CPU_ISA"))
            .collect(Collectors.toUnmodifiableSet());

    /** A contestant failed: a reason to go on without it. */
    static final class Failure extends CrosscheckException {
        private static final long serialVersionUID = 1L;

        private final String reason;

        Failure(Contestant contestant, String reason, String remedy, Throwable cause) {
            super(contestant.name() + " failed: " + reason + ".", remedy, cause);
            this.reason = reason;
        }

        /** @return what happened to it, worded to follow a colon */
        String reason() {
            return reason;
        }
    }

    private Child() {}

    /**
     * Runs a process to its end.
     *
     * @param contestant what to start
     * @param workload what it is to train
     * @param log receives what it writes on standard error
     * @return what it measured
     * @throws Failure if it cannot be started, fails, or measures nothing
     * @throws CrosscheckException if this program is being stopped
     */
    static Measurement run(Contestant contestant, Workload workload, Path log) {
        Measurement.Reader reader = new Measurement.Reader();
        return run(contestant, workload.options(), log, reader::line, () -> reader.result(workload.epochs()));
    }

    /** Takes what a process writes on standard output, line by line, with the seconds since its start. */
    @FunctionalInterface
    interface Lines {
        void line(String line, double seconds);
    }

    /**
     * The same with anything that is to be measured.
     *
     * @param options what the process is told beside the contestant's own
     * @param lines learns what it writes
     * @param result what these lines say; an {@link IllegalStateException} if they do not say all
     */
    static <T> T run(Contestant contestant, List<String> options, Path log, Lines lines, Supplier<T> result) {
        List<String> command = new ArrayList<>(contestant.command());
        command.addAll(options);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeAll(UNSET);
        builder.environment().putAll(contestant.environment());
        long logged = log.toFile().length();
        try {
            watch(contestant, builder, lines);
            return result.get();
        } catch (IOException e) {
            throw new Failure(contestant, "it cannot be started: " + e.getMessage(), "Leave it out with --only.", e);
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new Failure(
                    contestant,
                    e.getMessage() + lastLine(log, logged),
                    "Leave it out with --only; " + log + " has what it wrote.",
                    e);
        }
    }

    private static void watch(Contestant contestant, ProcessBuilder builder, Lines lines) throws IOException {
        long start = System.nanoTime();
        Process process = builder.start();
        Thread killer = new Thread(() -> kill(process), "kill " + contestant.name());
        try {
            Runtime.getRuntime().addShutdownHook(killer);
            read(process, lines, start);
            int code = process.waitFor();
            if (code != 0) {
                throw new IllegalStateException("it ended with exit code " + code);
            }
        } catch (IllegalStateException | IllegalArgumentException e) {
            if (!forget(killer)) {
                throw new CrosscheckException("Stopped while " + contestant.name() + " ran.", "Start again.", e);
            }
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CrosscheckException(contestant.name() + " was interrupted.", "Start again.", e);
        } finally {
            kill(process);
            forget(killer);
        }
    }

    private static void read(Process process, Lines taker, long start) throws IOException {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                taker.line(line, (System.nanoTime() - start) / 1e9);
            }
        }
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** @return false if this process is ending */
    private static boolean forget(Thread killer) {
        try {
            Runtime.getRuntime().removeShutdownHook(killer);
            return true;
        } catch (IllegalStateException e) {
            return false; // The shutdown hook kills it.
        }
    }

    /** @return the last line that was logged since, after a colon, if there is one */
    private static String lastLine(Path log, long since) {
        try (InputStream in = Files.newInputStream(log)) {
            in.skipNBytes(since);
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
            return lines.isEmpty() ? "" : ": " + lines.get(lines.size() - 1).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
