package dev.crosscheck.cli;

import dev.crosscheck.data.table.Share;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.data.table.Task;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** How a table is read and what is to be learnt of it. What is not given is found. */
final class TableOptions {
    private static final Pattern NUMBER = Pattern.compile("[-+0-9.,eE]+%?");

    @Option(names = "--target", paramLabel = "COLUMN", description = "The column to be learnt.")
    private String target;

    @Option(
            names = "--task",
            paramLabel = "TASK",
            description = "What to learn of the target: ${COMPLETION-CANDIDATES}. Default: classes for text and for few"
                    + " different whole numbers, otherwise regression.",
            completionCandidates = Tasks.class)
    private Task task;

    @Option(
            names = "--numeric",
            paramLabel = "COLUMN",
            split = ",",
            description = "Columns that have numbers; a cell with anything else is an error.")
    private Set<String> numeric = new LinkedHashSet<>();

    @Option(
            names = "--categorical",
            paramLabel = "COLUMN",
            split = ",",
            description = "Columns that have categories, even if these are numbers.")
    private Set<String> categorical = new LinkedHashSet<>();

    @Option(names = "--drop", paramLabel = "COLUMN", split = ",", description = "Columns to leave out.")
    private Set<String> drop = new LinkedHashSet<>();

    @Option(
            names = "--split-by",
            paramLabel = "COLUMN",
            description =
                    "Keep rows with the same value of this column in one part, such as those of one patient; it is then"
                            + " no input.")
    private String splitBy;

    @Option(
            names = "--delimiter",
            paramLabel = "CHARACTER",
            converter = Delimiter.class,
            description = "What stands between cells: a character, tab or space. Default: found.")
    private Character delimiter;

    @Option(
            names = "--header",
            negatable = true,
            description =
                    "The first line has the columns' names, or has not. Default: it has if no cell of it is a number.")
    private Boolean header;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            converter = Encoding.class,
            description = "The file's encoding, such as windows-1252. Default: UTF-8, or what a byte order mark says.")
    private Charset encoding;

    @Option(
            names = "--missing",
            paramLabel = "TEXT",
            split = ",",
            description = "Texts that stand for a missing value, beside the empty one. Default: NA, N/A, n/a, NaN, nan,"
                    + " null, NULL, ?.")
    private Set<String> missing;

    @Option(
            names = "--refuse-missing",
            description =
                    "A missing value is an error, instead of being replaced by the median or a category of its own.")
    private boolean refuseMissing;

    /** The tasks' names, as they are written. */
    static final class Tasks implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return List.of("classes", "regression").iterator();
        }
    }

    /** Takes words for characters that are hard to write. */
    static final class Delimiter implements ITypeConverter<Character> {
        @Override
        public Character convert(String value) {
            return switch (value) {
                case "tab", "\\t" -> '\t';
                case "space" -> ' ';
                default -> {
                    if (value.length() != 1) {
                        throw new TypeConversionException(
                                "expected one character, tab or space, found '" + value + "'.");
                    }
                    yield value.charAt(0);
                }
            };
        }
    }

    /** Finds an encoding that this Java has. */
    static final class Encoding implements ITypeConverter<Charset> {
        @Override
        public Charset convert(String value) {
            try {
                return Charset.forName(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(
                        "expected an encoding such as UTF-8, windows-1252 or UTF-16, found '" + value + "'.");
            }
        }
    }

    /** @return the target, or null */
    String target() {
        return target;
    }

    private dev.crosscheck.data.table.TableOptions reading() {
        return dev.crosscheck.data.table.TableOptions.FOUND
                .withDelimiter(delimiter)
                .withHeader(header)
                .withCharset(encoding)
                .withColumns(numeric, categorical, drop)
                .withMissing(missing == null ? dev.crosscheck.data.table.TableOptions.USUAL_MISSING : missing);
    }

    /**
     * @param test rows to test on
     * @param validationFile a file of those to validate on, or null
     * @param testFile a file of those to test on, or null
     * @return all that is asked for of the table
     */
    TableSource source(CommandSpec command, Share test, Path validationFile, Path testFile) {
        if (splitBy != null) {
            refuse(command, splitBy.equals(target), "it is the target, whose classes would each be in one part only.");
            refuse(command, drop.contains(splitBy), "--drop names it too, and it is no input anyway: name it once.");
            refuse(command, validationFile != null && testFile != null, "the files share out the rows: leave it out.");
        }
        return new TableSource(
                reading(), target, task, refuseMissing, test, splitBy, text(validationFile), text(testFile));
    }

    private void refuse(CommandSpec command, boolean wrong, String why) {
        if (wrong) {
            throw new ParameterException(command.commandLine(), "--split-by " + splitBy + ": " + why);
        }
    }

    private static String text(Path file) {
        return file == null ? null : file.toString();
    }

    /** @return the file that an option's value names, if it is neither a number nor a share; else null */
    static Path file(String value) {
        boolean path = value.chars().anyMatch(c -> c == '.' || c == '/' || c == '\\');
        return path && !NUMBER.matcher(value).matches() ? Conversions.read(value, Path::of, "a file") : null;
    }

    /** @return whether anything is asked for */
    boolean given() {
        boolean columns = !numeric.isEmpty() || !categorical.isEmpty() || !drop.isEmpty();
        boolean form = delimiter != null || header != null || encoding != null || missing != null;
        return target != null || task != null || splitBy != null || columns || form || refuseMissing;
    }
}
