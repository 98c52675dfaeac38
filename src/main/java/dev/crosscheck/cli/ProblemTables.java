package dev.crosscheck.cli;

import dev.crosscheck.course.guide.Guide;
import dev.crosscheck.data.table.ColumnSummary;
import dev.crosscheck.data.table.ColumnUse;
import dev.crosscheck.data.table.Table;
import dev.crosscheck.data.table.TableWarning;
import dev.crosscheck.data.table.TargetColumn;
import dev.crosscheck.data.table.Task;
import dev.crosscheck.tables.TableProblem;
import dev.crosscheck.text.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Prints what was found in a table, and what the guide chose for it. */
final class ProblemTables {
    private static final int CLASSES_SHOWN = 10;

    /** A screen; a wide table would push all else out of sight. */
    static final int MOST_COLUMNS = 40;

    private ProblemTables() {}

    /**
     * Prints what was found in the table.
     *
     * @param folds in which the training rows are divided; 0 for none
     */
    static void print(OutputOptions output, TableProblem problem, int folds) {
        Table table = problem.files().table();
        output.print(
                "%s: %d rows, %d columns (%s)",
                problem.files().file(),
                problem.files().own(),
                problem.columns().size(),
                table.dialect().words());
        output.print("");
        printColumns(output, problem);
        output.print("Inputs: %s", ColumnUse.inWords(problem.preprocessing().columnUse()));
        for (TableWarning warning : problem.warnings()) {
            output.print(
                    "Warning: %s%s",
                    warning.column() == null ? "" : "column " + Printable.quoted(warning.column()) + " ",
                    warning.words());
        }
        if (problem.preprocessing().columnUse().stream()
                .anyMatch(use -> use.use().equals(ColumnUse.LEFT_OUT))) {
            output.print(
                    "To use a column that is left out, repair its cells, or say how to read them: --numeric, --categorical,"
                            + " --missing.");
        }
        output.print("Target %s", words(problem.target()));
        output.print(
                "Parts: %d rows to train%s, %d to test%s",
                problem.split().train().length,
                folds > 0
                        ? " and validate, in " + folds + " folds"
                        : ", " + problem.split().validation().length + " to validate",
                problem.split().test().length,
                problem.target().missing() > 0 ? "; " + problem.target().missing() + " have no target" : "");
        output.print("");
    }

    /** Prints the content and use of each column; the columns that were dropped, and so not read, come last. */
    private static void printColumns(OutputOptions output, TableProblem problem) {
        Map<String, String> uses = new LinkedHashMap<>();
        problem.preprocessing().columnUse().forEach(use -> uses.put(use.column(), use.words()));
        List<String> headings = new ArrayList<>(ColumnSummary.HEADINGS);
        headings.add("used as");
        List<List<String>> rows = new ArrayList<>();
        for (ColumnSummary column : problem.columns()) {
            String words = uses.remove(column.name());
            List<String> cells = new ArrayList<>(column.cells());
            cells.add(column.note().isEmpty() ? words : words + "; " + column.note());
            rows.add(cells);
        }
        uses.forEach((dropped, words) -> rows.add(List.of(dropped, "", "", "", "", words)));
        output.printTable(headings, rows, row -> row, MOST_COLUMNS, "columns; run.json has the use of all.");
        output.print("");
    }

    /** Prints what is chosen for a network, and by whom. */
    static void print(OutputOptions output, Guide guide) {
        output.printTable(
                List.of("choice", "", "why", "the course"),
                guide.choices(),
                choice -> List.of(choice.what(), choice.value(), choice.why(), choice.course()));
        output.print("");
    }

    /** @return the target in words: its classes with their numbers of rows, or that it is a number */
    private static String words(TargetColumn target) {
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
