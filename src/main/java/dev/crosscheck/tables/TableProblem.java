package dev.crosscheck.tables;

import dev.crosscheck.course.guide.Problem;
import dev.crosscheck.data.table.ColumnSummary;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table that was read and examined, with the preprocessing fitted on its training part.
 *
 * @param problem the learning problem, for the guide
 */
public record TableProblem(
        TableFiles files,
        TargetColumn target,
        Split split,
        Preprocessing preprocessing,
        List<ColumnSummary> columns,
        List<TableWarning> warnings,
        Problem problem) {
    /**
     * Reads a table and fits its preprocessing.
     *
     * @throws dev.crosscheck.CrosscheckException if the file is not a table, or nothing can be learnt from it
     */
    public static TableProblem read(Path file, TableWishes wishes) {
        return read(file, wishes.source(), wishes.held(), wishes.mostForFolds(), wishes.seed());
    }

    /**
     * @param validation size of the validation part, if it has no file; null for the usual one
     * @param mostForFolds up to so many rows there are folds instead of the usual one
     */
    static TableProblem read(Path file, TableSource source, @Nullable Share validation, int mostForFolds, long seed) {
        TableFiles files = TableFiles.read(file, source);
        Table table = files.table();
        TargetColumn target = TargetColumn.of(table, source.target(), source.task());
        Split split =
                validation == null ? files.split(target, mostForFolds, seed) : files.split(target, validation, seed);
        List<ColumnSummary> columns = ColumnSummary.of(table);
        Preprocessing fitted = Preprocessing.fit(table, target, split.train(), source.splitBy());
        boolean random = source.splitTime() == null && source.splitBy() == null && source.testFile() == null;
        List<TableWarning> warnings = TableWarning.of(table, target, fitted, split, random, seed);
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
}
