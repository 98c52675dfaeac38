package dev.crosscheck.cli;

import dev.crosscheck.data.table.DateForm;
import dev.crosscheck.data.table.Share;
import dev.crosscheck.data.table.Table;
import dev.crosscheck.data.table.TableOptions;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.data.table.Task;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How a table is read, and which column is the target. What is not given is detected. */
final class TableDataOptions extends CsvOptions {
    private static final Pattern NUMBER = Pattern.compile("[-+0-9.,eE]+%?");

    @Option(names = "--target", paramLabel = "COLUMN", description = "The column to predict.")
    private String target;

    @Option(names = "--task", paramLabel = "TASK", description = "classes or regression. Default: by its values.")
    private Task task;

    @Option(
            names = "--numeric",
            paramLabel = "NAMES",
            split = ",",
            hideParamSyntax = true,
            description = "Columns of numbers; a cell with anything else is an error.")
    private Set<String> numeric = new LinkedHashSet<>();

    @Option(
            names = "--categorical",
            paramLabel = "NAMES",
            split = ",",
            hideParamSyntax = true,
            description = "Columns of categories, even if these are numbers.")
    private Set<String> categorical = new LinkedHashSet<>();

    @Option(
            names = "--drop",
            paramLabel = "NAMES",
            split = ",",
            hideParamSyntax = true,
            description = "Columns to leave out, separated by commas.")
    private Set<String> drop = new LinkedHashSet<>();

    @Option(
            names = "--split-by",
            paramLabel = "COLUMN",
            description = "Keep rows with the same value of this column in one part; it is then not an input.")
    private String splitBy;

    @Option(
            names = "--split-time",
            paramLabel = "COLUMN",
            description = "Test on the newest rows by this column, and validate on those before them.")
    private String splitTime;

    @Option(
            names = "--decimal",
            paramLabel = "MARK",
            description = "Where 1,234 may be both: point or comma. Default: the likelier one, with a warning.",
            converter = Mark.class)
    private Character decimal;

    @Option(
            names = "--date-order",
            paramLabel = "ORDER",
            description = "Where 3/4/2020 may be both: day-first or month-first. Default: it is text, with a warning.")
    private DateForm.Order dates;

    @Option(
            names = "--missing",
            paramLabel = "TEXTS",
            split = ",",
            hideParamSyntax = true,
            description =
                    "Texts for a missing value, besides the empty one. Default: NA, N/A, n/a, NaN, nan, null, NULL, ?.")
    private Set<String> missing;

    /** The decimal mark by its name. */
    static final class Mark implements ITypeConverter<Character> {
        @Override
        public Character convert(String value) {
            return switch (value) {
                case "point" -> '.';
                case "comma" -> ',';
                default -> throw Conversions.refused("point or comma", value);
            };
        }
    }

    /** @return the target, or null */
    String target() {
        return target;
    }

    /** @return which columns a table has, as a sentence */
    String columnsOf(Path file) {
        return Table.columnsOf(file, reading());
    }

    private TableOptions reading() {
        return csv().withColumns(numeric, categorical, drop)
                .withChoice(decimal, dates)
                .withMissing(missing == null ? TableOptions.USUAL_MISSING : missing);
    }

    /**
     * @param test the share or number of rows to test on
     * @param validationFile a file with rows to validate on, or null
     * @param testFile a file with rows to test on, or null
     * @return everything that the options say about the table
     */
    TableSource source(CommandSpec command, Share test, Path validationFile, Path testFile) {
        if (splitBy != null && splitTime != null) {
            throw Checks.wrong(
                    command, "--split-time " + splitTime + ": --split-by " + splitBy + " is another way: choose one.");
        }
        requireSplit(command, "--split-by", splitBy, validationFile != null && testFile != null);
        requireSplit(command, "--split-time", splitTime, testFile != null);
        return new TableSource(reading(), target, task, test, splitBy, splitTime, text(validationFile), text(testFile));
    }

    private void requireSplit(CommandSpec command, String option, String column, boolean shared) {
        String why = column == null
                ? null
                : column.equals(target)
                        ? "it is the target: name another column."
                        : drop.contains(column)
                                ? "--drop names it too: name it once."
                                : shared ? "the files share out the rows: leave it out." : null;
        if (why != null) {
            throw Checks.wrong(command, option + " " + column + ": " + why);
        }
    }

    private static String text(Path file) {
        return file == null ? null : file.toString();
    }

    /** @return the file that an option's value names; null if it is a number or a percentage, or has neither dot nor slash */
    static Path file(String value) {
        boolean path = value.chars().anyMatch(c -> c == '.' || c == '/' || c == '\\');
        return path && !NUMBER.matcher(value).matches() ? Conversions.read(value, Path::of, "a file") : null;
    }
}
