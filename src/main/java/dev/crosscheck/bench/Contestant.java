package dev.crosscheck.bench;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Subprocess;
import dev.crosscheck.device.OpenBlas;
import dev.crosscheck.run.Mismatch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A program that trains, as a process that can be started.
 *
 * <p>Its processes never outlive this one: they are killed when this process is asked to end, and end by themselves when their standard
 * input does, which happens when this process is gone.
 *
 * @param name what {@code --only} calls it
 * @param label what it is, in a few words
 * @param setting how it runs, if it can run in several ways, for instance {@code onednn, 2 threads}
 * @param slow whether an epoch takes so long that each process times only one, after fewer images to warm up
 * @param command the command line, to which a workload's options are added
 * @param environment variables to set; those that decide threads or kernels are otherwise unset
 */
record Contestant(
        String name,
        String label,
        String setting,
        boolean slow,
        List<String> command,
        Map<String, String> environment) {

    /** Variables that decide how many threads libraries use, or for which processor their kernels are. */
    private static final Set<String> UNSET = Stream.concat(
                    OpenBlas.VARIABLES.stream(),
                    Stream.of(
                            "OMP_NUM_THREADS",
                            "OPENBLAS_NUM_THREADS",
                            "MKL_NUM_THREADS",
                            "GOTO_NUM_THREADS",
                            "MKL_DYNAMIC",
                            "ONEDNN_MAX_CPU_ISA",
                            "DNNL_MAX_CPU_ISA"))
            .collect(Collectors.toUnmodifiableSet());

    /** A contestant failed, and the others can go on. */
    static final class Failure extends CrosscheckException {
        private static final long serialVersionUID = 1L;

        private final String reason;

        Failure(Contestant contestant, String reason, String remedy, Throwable cause) {
            super(contestant.name() + " failed: " + reason + ".", remedy, cause);
            this.reason = reason;
        }

        /** @return what happened, worded to follow a colon */
        String reason() {
            return reason;
        }
    }

    /** @return the same by another name */
    Contestant named(String other) {
        return new Contestant(other, label, setting, slow, command, environment);
    }

    /**
     * Runs a process to its end.
     *
     * @param workload what it is to do
     * @param log the file that gets its standard error
     * @param result makes the result from what it reported; an {@link IllegalStateException} if something is missing
     * @throws Failure if it cannot be started, fails, or reports too little
     * @throws CrosscheckException if this program is being stopped
     */
    <T> T run(Workload workload, Path log, Function<Reported, T> result) {
        List<String> words = new ArrayList<>(command);
        words.addAll(workload.commandLine());
        Subprocess.Command started = Subprocess.of(words).errorsTo(log.toFile()).with(variables -> {
            variables.keySet().removeAll(UNSET);
            variables.putAll(environment);
        });
        long logged = log.toFile().length();
        try {
            return result.apply(watch(started));
        } catch (IllegalStateException | Mismatch e) {
            String remedy = "Leave it out with --only; " + log + " has what it wrote.";
            throw new Failure(this, e.getMessage() + lastLine(log, logged), remedy, e);
        } catch (IOException e) {
            throw new Failure(this, "it cannot be started: " + e.getMessage(), "Leave it out with --only.", e);
        }
    }

    private Reported watch(Subprocess.Command started) throws IOException {
        long start = System.nanoTime();
        try (Subprocess running = started.start()) {
            return watch(running, start);
        }
    }

    private Reported watch(Subprocess running, long start) throws IOException {
        try {
            Reported reported = read(running.process(), start);
            int code = running.process().waitFor();
            reported.ended((System.nanoTime() - start) / 1e9);
            if (code != 0) {
                throw new IllegalStateException("it ended with exit code " + code);
            }
            return reported;
        } catch (IllegalStateException e) {
            if (running.isEnding()) {
                throw new CrosscheckException("Stopped while " + name + " ran.", "Start again.", e);
            }
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CrosscheckException(name + " was interrupted.", "Start again.", e);
        }
    }

    private static Reported read(Process process, long start) throws IOException {
        Reported reported = new Reported();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                reported.line(line, (System.nanoTime() - start) / 1e9);
            }
        }
        return reported;
    }

    /** @return the last line logged after this many bytes, after a colon; empty if there is none */
    private static String lastLine(Path log, long since) {
        try (InputStream in = Files.newInputStream(log)) {
            in.skipNBytes(since);
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .reduce((first, second) -> second)
                    .map(line -> ": " + line.strip())
                    .orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
