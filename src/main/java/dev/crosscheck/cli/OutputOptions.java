package dev.crosscheck.cli;

import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunLog;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every command takes to say how much to print, and where. */
final class OutputOptions {
    private static final String STANDARD_OUTPUT = "-";

    @Option(
            names = {"-q", "--quiet"},
            description = "Print errors only.")
    private boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "Log to standard error too, and show stack traces of errors.")
    private boolean verbose;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the result as JSON; - writes it to standard output, and nothing else.")
    private String json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * Checks the options, then does a command's work, logging to the console meanwhile if asked to.
     *
     * @param work the command
     * @return its exit code
     */
    int run(Supplier<Integer> work) {
        if (json != null && !json.equals(STANDARD_OUTPUT)) {
            Path folder = Path.of(json).toAbsolutePath().getParent();
            if (!Files.isDirectory(folder) || !Files.isWritable(folder) || Files.isDirectory(Path.of(json))) {
                throw new ParameterException(
                        command.commandLine(),
                        "--json " + json + ": expected a file in a folder that can be written to.");
            }
        }
        return verbose ? RunLog.toConsole(work) : work.get();
    }

    /** @return whether results are to be printed for people */
    boolean prints() {
        return !quiet && !STANDARD_OUTPUT.equals(json);
    }

    /** Prints a line for people, unless told not to; numbers as in {@link Locale#ROOT}. */
    void print(String format, Object... values) {
        if (prints()) {
            out().println(String.format(Locale.ROOT, format, values));
        }
    }

    /** Prints a line on standard error, whatever the options. */
    void warn(String line) {
        command.commandLine().getErr().println(line);
    }

    /** @return the writer for results */
    PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Writes the result where {@code --json} says, if it does. */
    void writeJson(Object result) {
        if (STANDARD_OUTPUT.equals(json)) {
            out().print(Json.text(result));
            out().flush();
        } else if (json != null) {
            Json.write(Path.of(json), result);
        }
    }
}
