package dev.crosscheck.cli;

import dev.crosscheck.Printable;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunLog;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command for how much to print, and where. */
final class OutputOptions {
    private static final String STANDARD_OUTPUT = "-";

    /** For each stream, while Ctrl-C waits: far more than a terminal needs. */
    private static final long SETTLE_MILLIS = 1000;

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

    private long leftOut;
    private int width;

    /**
     * Checks the options, then does a command's work, logging to the console meanwhile if asked to.
     *
     * @param work the command
     * @return its exit code
     */
    int run(Supplier<Integer> work) {
        if (json != null && !json.equals(STANDARD_OUTPUT)) {
            Path folder = Path.of(json).toAbsolutePath().getParent();
            if (folder == null
                    || !Files.isDirectory(folder)
                    || !Files.isWritable(folder)
                    || Files.isDirectory(Path.of(json))) {
                throw new ParameterException(
                        command.commandLine(),
                        "--json " + json + ": expected a file in a folder that can be written to.");
            }
        }
        return verbose ? RunLog.toConsole(progressStream(), work) : work.get();
    }

    /** @return whether results are to be printed for people */
    boolean prints() {
        return !quiet && !STANDARD_OUTPUT.equals(json);
    }

    /** Prints lines for people, wrapped, unless told not to; numbers as in {@link Locale#ROOT}. */
    void print(String format, Object... values) {
        if (!prints()) {
            return;
        }
        if (leftOut > 0) {
            out().println("(" + leftOut + " lines on progress were left out, since nobody read them.)");
            leftOut = 0;
        }
        String text = String.format(
                Locale.ROOT, format, Stream.of(values).map(OutputOptions::shown).toArray());
        for (String line : text.split("\\R", -1)) {
            TextTable.wrapped(line, width()).forEach(this::printLine);
        }
    }

    /** Prints a line on progress, unless the reader is far behind: the work does not wait for them. */
    void printProgress(String format, Object... values) {
        if (prints() && isBehind(out())) {
            leftOut++;
        } else {
            print(format, values);
        }
    }

    private static boolean isBehind(PrintWriter writer) {
        return writer instanceof Printer printer && printer.isBehind();
    }

    private void printLine(String line) {
        out().println(TextTable.printed(line));
    }

    /** A terminal's columns, from 40 to 80; 80 elsewhere. */
    private int width() {
        if (width == 0) {
            width = Terminal.width(TextTable.WIDTH);
        }
        return width;
    }

    /** Names that others gave must not look like lines of ours, and those of files stay whole, to be copied. */
    private static Object shown(Object value) {
        if (value instanceof Path || value instanceof URI) {
            return TextTable.unbroken(Printable.line(value.toString()));
        }
        return value instanceof CharSequence ? Printable.line(value.toString()) : value;
    }

    /** @return takes progress for standard error, in UTF-8, unless the reader is far behind; closing it does nothing */
    OutputStream progressStream() {
        return Printer.progress(command.commandLine().getErr());
    }

    /** @return whether progress can be drawn: on a terminal that gets standard output and standard error in their order */
    boolean drawsProgress() {
        return prints()
                && Terminal.isThere()
                && out() instanceof Printer out
                && command.commandLine().getErr() instanceof Printer err
                && err.isWrittenWith(out);
    }

    /** Draws a line on progress on standard error, in the place of the one before, unless told not to print. */
    void drawProgress(String line) {
        if (prints() && command.commandLine().getErr() instanceof Printer printer) {
            printer.progress(line);
        }
    }

    /** Ends progress that was drawn, with a last line that stays. */
    void endProgress(String line) {
        if (prints() && command.commandLine().getErr() instanceof Printer printer) {
            printer.endProgress(line);
        }
    }

    /** Gives what was printed a little time to be read, before the process ends all the same. */
    void settle() {
        for (PrintWriter writer : List.of(out(), command.commandLine().getErr())) {
            if (writer instanceof Printer printer) {
                printer.await(SETTLE_MILLIS);
            }
        }
    }

    /** Prints rows of cells in columns. */
    void printTable(List<String> header, List<? extends List<?>> rows) {
        if (prints()) {
            List<List<String>> cells = rows.stream()
                    .map(row -> row.stream().map(cell -> shown(cell).toString()).toList())
                    .toList();
            TextTable.lines(header, cells, width()).forEach(this::printLine);
        }
    }

    /** Prints a line on what is going on, on standard error, unless told not to print or nobody reads it. */
    void note(String line) {
        if (prints() && !isBehind(command.commandLine().getErr())) {
            warn(line);
        }
    }

    /** Prints a warning on standard error, unless only errors are wanted. */
    void caution(String line) {
        if (!quiet) {
            warn(line);
        }
    }

    /** Prints an error, or what nobody may overlook, on standard error, whatever the options. */
    void warn(String line) {
        command.commandLine().getErr().println(Printable.line(line));
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
