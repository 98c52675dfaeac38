package dev.crosscheck.sweep;

import dev.crosscheck.process.Subprocess;
import dev.crosscheck.run.JavaCommand;
import java.io.IOException;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A process that runs a trial. It never outlives this process: it exits at the end of its standard input, which is reached however this
 * process ends.
 */
final class TrialProcess implements AutoCloseable {
    /** Exit codes of a process that was asked to end, by Ctrl-C or by kill. */
    private static final Set<Integer> ASKED_TO_END = Set.of(130, 143);

    /** Beginning of a line that Java itself writes. */
    private static final String JAVAS = "WARNING: ";

    private final Subprocess process;

    /**
     * How the process ended.
     *
     * @param code its exit code
     * @param said what it wrote to standard error
     */
    record Ended(int code, String said) implements Serializable {
        private static final long serialVersionUID = 1L;

        boolean wasAskedToEnd() {
            return ASKED_TO_END.contains(code);
        }

        /** @return why there is no result */
        String failure() {
            return said.lines()
                    .filter(line -> !line.startsWith(JAVAS))
                    .findFirst()
                    .orElse("its process ended with exit code " + code);
        }
    }

    /**
     * Starts the process.
     *
     * @param command command line of a Java program that takes the arguments of {@code train}, up to these
     * @param arguments the arguments of {@code train}, without the output folder
     * @param out the trial's folder
     * @param folder the working directory; that of this process if the folder does not exist
     */
    TrialProcess(List<String> command, List<String> arguments, Path out, Path folder) throws IOException {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(arguments);
        whole.add("--quiet");
        whole.add("--out=" + out);
        Subprocess.Command trial = Subprocess.of(whole).endingByItself();
        process = (Files.isDirectory(folder) ? trial.in(folder) : trial).start();
    }

    /**
     * @return JVM options for trials: those of the launcher and those that the user gave this process, such as -Xmx, since trials do the
     *     actual work
     */
    static List<String> javaOptions() {
        List<String> options = new ArrayList<>(JavaCommand.launcherOptions());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-Xm") || option.startsWith("-XX:"))
                .forEach(options::add);
        return options;
    }

    /** Waits until the process has ended. */
    Ended end() throws InterruptedException {
        Subprocess.Ended ended = process.toItsEnd();
        return new Ended(ended.code(), ended.errors());
    }

    /** Kills the process. */
    @Override
    public void close() {
        process.close();
    }
}
