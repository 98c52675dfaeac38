package dev.crosscheck.cli;

import dev.crosscheck.Printable;
import dev.crosscheck.course.guide.Guide;
import dev.crosscheck.course.guide.Problem;
import dev.crosscheck.data.table.ColumnSummary;
import dev.crosscheck.data.table.ColumnUse;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Share;
import dev.crosscheck.data.table.Split;
import dev.crosscheck.data.table.Table;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.data.table.TableFiles;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.data.table.TableWarning;
import dev.crosscheck.data.table.TargetColumn;
import dev.crosscheck.data.table.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table that was read and examined, with the preprocessing fitted on its training part.
 *
 * @param files the rows and their files
 * @param target the column to predict
 * @param split which rows are for training, validation and test
 * @param preprocessing turns cells into features
 * @param columns the content of each column
 * @param warnings about suspicious columns
 * @param problem the learning problem, for the guide
 */
record TableProblem(
        TableFiles files,
        TargetColumn target,
        Split split,
        Preprocessing preprocessing,
        List<ColumnSummary> columns,
        List<TableWarning> warnings,
        Problem problem) {
    private static final int CLASSES_SHOWN = 10;

    /**
     * Reads a table and fits its preprocessing.
     *
     * @param validation size of the validation part, if it has no file; null for the usual one
     * @param mostForFolds up to so many rows there are folds instead of the usual one
     * @throws dev.crosscheck.CrosscheckException if the file is not a table, or nothing can be learnt from it
     */
    static TableProblem read(Path file, TableSource source, Share validation, int mostForFolds, long seed) {
        TableFiles files = TableFiles.read(file, source);
        Table table = files.table();
        TargetColumn target = TargetColumn.of(table, source.target(), source.task());
        Split split =
                validation == null ? files.split(target, mostForFolds, seed) : files.split(target, validation, seed);
        List<ColumnSummary> columns = ColumnSummary.of(table);
        Preprocessing fitted = Preprocessing.fit(table, target, split.train(), source.splitBy());
        boolean random = source.splitTime() == null && source.splitBy() == null && source.testFile() == null;
        List<TableWarning> warnings = TableWarning.of(table, target, fitted, split, random);
        return new TableProblem(
                files,
                target,
                split,
                fitted,
                columns,
                warnings,
                target.task() == Task.CLASSES
                        ? Problem.ofClasses(fitted.width(), target.labels().size(), split.train().length)
                        : Problem.ofNumber(fitted.width(), split.train().length));
    }

    /**
     * @param oneOutput whether the network has one output for two classes, the probability of the second
     * @return the table to train on
     */
    TableData data(boolean oneOutput) {
        return TableData.of(files, preprocessing, split, oneOutput);
    }

    /** Prints what was found in the table. */
    void print(OutputOptions output) {
        Table table = files.table();
        output.print(
                "%s: %d rows, %d columns (%s)",
                files.file(), files.own(), columns.size(), table.dialect().words());
        output.print("");
        printColumns(output);
        output.print("Inputs: %s", ColumnUse.inWords(preprocessing.columnUse()));
        for (TableWarning warning : warnings) {
            output.print(
                    "Warning: %s%s",
                    warning.column() == null ? "" : "column " + Printable.quoted(warning.column()) + " ",
                    warning.words());
        }
        if (preprocessing.columnUse().stream().anyMatch(use -> use.use().equals(ColumnUse.LEFT_OUT))) {
            output.print(
                    "To use a column that is left out, repair its cells, or say how to read them: --numeric, --categorical,"
                            + " --missing.");
        }
        output.print("Target %s", targetWords());
        output.print(
                "Parts: %d rows to train, %d to validate, %d to test%s",
                split.train().length,
                split.validation().length,
                split.test().length,
                target.missing() > 0 ? "; " + target.missing() + " have no target" : "");
        output.print("");
    }

    /** Prints the content and use of each column; the columns that were dropped, and so not read, come last. */
    private void printColumns(OutputOptions output) {
        Map<String, String> uses = new LinkedHashMap<>();
        preprocessing.columnUse().forEach(use -> uses.put(use.column(), use.words()));
        List<String> headings = new ArrayList<>(ColumnSummary.HEADINGS);
        headings.add("used as");
        List<List<String>> rows = new ArrayList<>();
        for (ColumnSummary column : columns) {
            String words = uses.remove(column.name());
            List<String> cells = new ArrayList<>(column.cells());
            cells.add(column.note().isEmpty() ? words : words + "; " + column.note());
            rows.add(cells);
        }
        uses.forEach((dropped, words) -> rows.add(List.of(dropped, "", "", "", "", words)));
        output.printTable(headings, rows);
        output.print("");
    }

    /** Prints the guide's choices. */
    static void print(OutputOptions output, Guide guide) {
        output.printTable(
                List.of("choice", "", "why", "the course"),
                guide.choices().stream()
                        .map(choice -> List.of(choice.what(), choice.value(), choice.why(), choice.course()))
                        .toList());
        guide.against().forEach(line -> output.print("%s", line));
        output.print("");
    }

    /** @return the target in words: its classes with their numbers of rows, or that it is a number */
    String targetWords() {
        String why = " (" + target.why() + ")";
        if (target.task() == Task.REGRESSION) {
            return target.name() + ": regression" + why;
        }
        int[] counts = target.counts(target.rows());
        String classes = IntStream.range(0, Math.min(CLASSES_SHOWN, counts.length))
                .mapToObj(c -> Printable.excerpt(target.labels().get(c)) + " " + counts[c])
                .collect(Collectors.joining(", "));
        return target.name() + ": " + counts.length + " classes" + why + ": " + classes
                + (counts.length > CLASSES_SHOWN ? ", ..." : "");
    }
}
