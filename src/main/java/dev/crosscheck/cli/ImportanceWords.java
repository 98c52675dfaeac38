package dev.crosscheck.cli;

import dev.crosscheck.Printable;
import dev.crosscheck.Text;
import dev.crosscheck.data.table.Importance;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.data.table.Task;
import dev.crosscheck.tables.PermutationImportance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Prints permutation importance. */
final class ImportanceWords {
    /** Half a screen, at the end of training; {@code inspect --json} and the model's file have all. */
    private static final int MOST_COLUMNS = 12;

    private ImportanceWords() {}

    /** Prints which columns are worth most. */
    static void print(OutputOptions output, Importance importance, Target target) {
        if (importance == null) {
            output.print("Permutation importance: left out, it would take too long for this network and table.");
            return;
        }
        output.print(
                "Permutation importance: how much %s of %s %s rows, %s, rises when a column's cells change places"
                        + " (mean and deviation of %d shuffles)",
                target.task() == Task.CLASSES ? "the log loss" : "the RMSE",
                importance.drawnFrom() == null
                        ? importance.rows()
                        : importance.rows() + " of " + importance.drawnFrom(),
                importance.part().name().toLowerCase(Locale.ROOT),
                number(target, importance.error()),
                importance.shuffles());
        if (importance.drawnFrom() != null) {
            output.print(
                    "The rows are drawn by chance: %s.",
                    importance.rows() == PermutationImportance.MOST_ROWS
                            ? "more would hardly change these figures"
                            : "all of them would take too long with this network");
        }
        List<Importance.Column> shown =
                importance.byRise().stream().limit(MOST_COLUMNS).toList();
        Map<String, Function<Importance.Column, String>> columns = new LinkedHashMap<>();
        columns.put("column", column -> Printable.excerpt(column.name()));
        columns.put("rise", column -> number(target, column.rise()));
        columns.put("deviation", column -> number(target, column.deviation()));
        TextTable.print(output, columns, shown);
        int more = importance.columns().size() - shown.size();
        if (more > 0) {
            output.print("%d more columns are worth less.", more);
        }
    }

    private static String number(Target target, double value) {
        return Text.of(target.task() == Task.CLASSES ? "%.4f" : "%.5g", value);
    }
}
