package dev.crosscheck.cli;

import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunLog;
import dev.crosscheck.text.Printable;
import dev.crosscheck.text.Text;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of every command for its output: how much, and where to. */
final class OutputOptions {
    /** In bytes. */
    private static final long LARGE_FILE = 30_000_000;

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
    private ResultFile json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * Checks the options and runs a command, with the log on the console if asked for.
     *
     * @param work the command
     * @return its exit code
     */
    int run(Supplier<Integer> work) {
        ResultFile.requireWritable(command);
        requireApart(ResultFile.read(command));
        return verbose ? RunLog.toConsole(this::log, work) : work.get();
    }

    private void log(String message) {
        PrintWriter err = command.commandLine().getErr();
        err.print(message);
        err.flush();
    }

    /** Refuses to go on if a result would replace what is read: for files that are named elsewhere than on the command line. */
    void requireApart(Stream<Path> read) {
        ResultFile.requireApart(command, read);
    }

    /** @return whether results are to be printed for people */
    boolean prints() {
        return !quiet && (json == null || !json.isStandardOutput());
    }

    /** Prints lines for people, wrapped at 80 columns; numbers as in {@link Locale#ROOT}. */
    void print(String format, Object... values) {
        if (!prints()) {
            return;
        }
        String text =
                Text.of(format, Stream.of(values).map(OutputOptions::shown).toArray());
        for (String line : text.split("\\R", -1)) {
            TextTable.wrapped(line, TextTable.WIDTH).forEach(this::printLine);
        }
    }

    private void printLine(String line) {
        out().println(TextTable.printed(line));
    }

    /** Escapes line breaks in texts from outside, which could imitate our output, and keeps names of files on one line, to be copied. */
    private static Object shown(Object value) {
        if (value instanceof Path || value instanceof URI) {
            return TextTable.unbroken(Printable.line(value.toString()));
        }
        return value instanceof CharSequence ? Printable.line(value.toString()) : value;
    }

    /** Prints a table. @param cells of a row */
    <T> void printTable(List<String> header, List<T> rows, Function<T, List<?>> cells) {
        if (prints()) {
            List<List<String>> shown = rows.stream()
                    .map(row -> cells.apply(row).stream()
                            .map(cell -> shown(cell).toString())
                            .toList())
                    .toList();
            TextTable.lines(header, shown).forEach(this::printLine);
        }
    }

    /**
     * Prints the first rows of a table, and how many more there are.
     *
     * @param cells of a row
     * @param more what the others are, and where
     */
    <T> void printTable(List<String> header, List<T> rows, Function<T, List<?>> cells, int most, String more) {
        printTable(header, rows.subList(0, Math.min(most, rows.size())), cells);
        if (rows.size() > most) {
            print("%,d more %s", rows.size() - most, more);
        }
    }

    /** Prints a line about what is going on to standard error, unless nothing is printed for people. */
    void note(String line) {
        if (prints()) {
            warn(line);
        }
    }

    /** Says that a file is read, if it is so large that this takes seconds. */
    void noteReading(Path file) {
        if (file.toFile().length() > LARGE_FILE) {
            note("Reading " + file + " ...");
        }
    }

    /** @return whether people read standard error on a terminal, in which a line can be written again */
    boolean isOnTerminal() {
        return prints() && command.commandLine().getErr() instanceof Printer printer && printer.columns() > 0;
    }

    /** Shows a line on the terminal in place of the one before; an empty one takes it away. */
    void status(String line) {
        if (isOnTerminal()) {
            ((Printer) command.commandLine().getErr()).status(Printable.line(line));
        }
    }

    /** Prints a warning on standard error, unless only errors are wanted. */
    void caution(String line) {
        if (!quiet) {
            warn(line);
        }
    }

    /** Prints an error or an important warning on standard error, whatever the options. */
    void warn(String line) {
        command.commandLine().getErr().println(Printable.line(line));
    }

    /** @return the writer for results */
    PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Writes the result to the place that {@code --json} names, if it is given. */
    void writeJson(Object result) {
        if (json != null && json.isStandardOutput()) {
            out().print(Json.text(result));
            out().flush();
        } else if (json != null) {
            json.write(file -> file.write(Json.text(result).getBytes(StandardCharsets.UTF_8)));
        }
    }
}
