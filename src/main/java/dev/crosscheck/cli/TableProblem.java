package dev.crosscheck.cli;

import dev.crosscheck.course.guide.Guide;
import dev.crosscheck.course.guide.LinearFit;
import dev.crosscheck.course.guide.Problem;
import dev.crosscheck.data.table.ColumnSummary;
import dev.crosscheck.data.table.FitOptions;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Share;
import dev.crosscheck.data.table.Split;
import dev.crosscheck.data.table.Table;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.data.table.TableFeatures;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.data.table.TableWarning;
import dev.crosscheck.data.table.TargetColumn;
import dev.crosscheck.data.table.Task;
import dev.crosscheck.run.Excerpt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table, read and looked at, with all that is fitted on its training part.
 *
 * @param table the rows
 * @param target what is to be learnt
 * @param split which rows train, validate and test
 * @param preprocessing from cells to features
 * @param columns what each column is taken for
 * @param warnings what is suspicious
 * @param problem for the guide
 */
record TableProblem(
        Table table,
        TargetColumn target,
        Split split,
        Preprocessing preprocessing,
        List<ColumnSummary> columns,
        List<TableWarning> warnings,
        Problem problem) {
    private static final int CLASSES_SHOWN = 10;

    /**
     * Reads a table and fits.
     *
     * @throws dev.crosscheck.CrosscheckException if the file is no table, or nothing can be learnt from it
     */
    static TableProblem read(Path file, TableSource source, Share validation, long seed) {
        Table table = Table.read(file, source.reading());
        TargetColumn target = TargetColumn.of(table, source.target(), source.task(), source.refuseMissing());
        Split split = Split.of(target, validation, source.test(), seed);
        List<ColumnSummary> columns = ColumnSummary.of(table);
        List<TableWarning> warnings = new ArrayList<>(TableWarning.of(table, columns, target));
        warnings.addAll(TableWarning.ofSplit(target, split));
        Preprocessing fitted =
                Preprocessing.fit(table, target, split.train(), new FitOptions(source.refuseMissing(), Set.of()));
        return new TableProblem(
                table,
                target,
                split,
                fitted,
                columns,
                warnings,
                problem(fitted, target, fitted.of(table), split.train()));
    }

    private static Problem problem(Preprocessing fitted, TargetColumn target, TableFeatures features, int... rows) {
        int width = fitted.width();
        if (target.task() == Task.CLASSES) {
            return Problem.ofClasses(width, target.labels().size(), rows.length);
        }
        LinearFit fit = LinearFit.of(
                rows.length,
                width,
                (row, into) -> features.features(rows, row, 1, into),
                features.standardisedValues(rows));
        return Problem.ofNumber(width, rows.length, fit);
    }

    /**
     * @param oneOutput whether of two classes only the second one's probability is learnt
     * @return the table to train on
     */
    TableData data(Path file, boolean oneOutput) {
        return TableData.of(file, preprocessing.of(table), split, oneOutput);
    }

    /** Prints what the table is taken for. */
    void print(OutputOptions output, Path file) {
        output.print(
                "%s: %d rows, %d columns (%s)",
                file, table.rows(), columns.size(), table.dialect().words());
        output.print("");
        output.printTable(
                ColumnSummary.HEADINGS,
                columns.stream().map(ColumnSummary::cells).toList());
        output.print("");
        for (TableWarning warning : warnings) {
            output.print("Warning: column \"%s\" %s", warning.column(), warning.words());
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

    /** Prints what the guide chooses. */
    static void print(OutputOptions output, Guide guide) {
        output.printTable(
                List.of("choice", "", "why", "the course"),
                guide.choices().stream()
                        .map(choice -> List.of(choice.what(), choice.value(), choice.why(), choice.course()))
                        .toList());
        guide.against().forEach(line -> output.print("%s", line));
        output.print("");
    }

    /** @return the target in words: its classes with their rows, or that it is a number */
    String targetWords() {
        String why = " (" + target.why() + ")";
        if (target.task() == Task.REGRESSION) {
            return target.name() + ": regression" + why;
        }
        int[] counts = target.counts(target.rows());
        String classes = IntStream.range(0, Math.min(CLASSES_SHOWN, counts.length))
                .mapToObj(c -> Excerpt.of(target.labels().get(c)) + " " + counts[c])
                .collect(Collectors.joining(", "));
        return target.name() + ": " + counts.length + " classes" + why + ": " + classes
                + (counts.length > CLASSES_SHOWN ? ", ..." : "");
    }
}
