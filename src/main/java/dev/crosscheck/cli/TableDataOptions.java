package dev.crosscheck.cli;

import dev.crosscheck.data.table.DateForm;
import dev.crosscheck.data.table.Share;
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
import picocli.CommandLine.TypeConversionException;

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
                default -> throw new TypeConversionException("expected point or comma, found '" + value + "'.");
            };
        }
    }

    /** @return the target, or null */
    String target() {
        return target;
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
        if (splitBy != null) {
            String option = "--split-by " + splitBy;
            refuse(
                    command,
                    option,
                    splitBy.equals(target),
                    "it is the target, whose classes would each be in one part only.");
            refuse(
                    command,
                    option,
                    drop.contains(splitBy),
                    "--drop names it too, and it is no input anyway: name it once.");
            refuse(
                    command,
                    option,
                    validationFile != null && testFile != null,
                    "the files share out the rows: leave it out.");
        }
        if (splitTime != null) {
            String option = "--split-time " + splitTime;
            refuse(command, option, splitBy != null, "--split-by " + splitBy + " is another way: choose one.");
            refuse(command, option, splitTime.equals(target), "it is the target: name another column.");
            refuse(command, option, drop.contains(splitTime), "--drop names it too, so it is not read.");
            refuse(command, option, testFile != null, "the file has the rows to test on: leave it out.");
        }
        return new TableSource(reading(), target, task, test, splitBy, splitTime, text(validationFile), text(testFile));
    }

    private static void refuse(CommandSpec command, String option, boolean wrong, String why) {
        if (wrong) {
            throw Checks.wrong(command, option + ": " + why);
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
