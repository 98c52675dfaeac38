package dev.crosscheck.cli;

import dev.crosscheck.data.table.Share;
import dev.crosscheck.data.table.TableOptions;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.data.table.Task;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How a table is read, and which column is the target. What is not given is detected. */
final class TableDataOptions extends CsvOptions {
    private static final Pattern NUMBER = Pattern.compile("[-+0-9.,eE]+%?");

    @Option(names = "--target", paramLabel = "COLUMN", description = "The column to predict.")
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
            description = "Columns of numbers; a cell with anything else is an error.")
    private Set<String> numeric = new LinkedHashSet<>();

    @Option(
            names = "--categorical",
            paramLabel = "COLUMN",
            split = ",",
            description = "Columns of categories, even if these are numbers.")
    private Set<String> categorical = new LinkedHashSet<>();

    @Option(names = "--drop", paramLabel = "COLUMN", split = ",", description = "Columns to leave out.")
    private Set<String> drop = new LinkedHashSet<>();

    @Option(
            names = "--split-by",
            paramLabel = "COLUMN",
            description =
                    "Keep rows with the same value of this column in one part, such as those of one patient; the column"
                            + " is then not an input.")
    private String splitBy;

    @Option(
            names = "--missing",
            paramLabel = "TEXT",
            split = ",",
            description =
                    "Texts that stand for a missing value, besides the empty text. Default: NA, N/A, n/a, NaN, nan,"
                            + " null, NULL, ?.")
    private Set<String> missing;

    @Option(
            names = "--refuse-missing",
            description =
                    "A missing value is an error, instead of being replaced by the median or a category of its own.")
    private boolean refuseMissing;

    /** The tasks' names in options. */
    static final class Tasks implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return List.of("classes", "regression").iterator();
        }
    }

    /** @return the target, or null */
    String target() {
        return target;
    }

    private TableOptions reading() {
        return csv().withColumns(numeric, categorical, drop)
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
            refuse(command, splitBy.equals(target), "it is the target, whose classes would each be in one part only.");
            refuse(command, drop.contains(splitBy), "--drop names it too, and it is no input anyway: name it once.");
            refuse(command, validationFile != null && testFile != null, "the files share out the rows: leave it out.");
        }
        return new TableSource(
                reading(), target, task, refuseMissing, test, splitBy, text(validationFile), text(testFile));
    }

    private void refuse(CommandSpec command, boolean wrong, String why) {
        if (wrong) {
            throw Checks.wrong(command, "--split-by " + splitBy + ": " + why);
        }
    }

    private static String text(Path file) {
        return file == null ? null : file.toString();
    }

    /** @return the file that an option's value names; null if it is a number or a percentage */
    static Path file(String value) {
        boolean path = value.chars().anyMatch(c -> c == '.' || c == '/' || c == '\\');
        return path && !NUMBER.matcher(value).matches() ? Conversions.read(value, Path::of, "a file") : null;
    }

    @Override
    boolean given() {
        boolean columns = !numeric.isEmpty() || !categorical.isEmpty() || !drop.isEmpty();
        boolean rows = missing != null || refuseMissing || splitBy != null;
        return target != null || task != null || columns || rows || super.given();
    }
}
