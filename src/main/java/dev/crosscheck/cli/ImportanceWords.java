package dev.crosscheck.cli;

import dev.crosscheck.data.table.Importance;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.data.table.Task;
import dev.crosscheck.run.Excerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints permutation importance. */
final class ImportanceWords {
    /** A screen's half, at the end of training; {@code summary --json} and the model's file have all. */
    private static final int MOST_COLUMNS = 12;

    /** Characters of a column's name, for the table to be 80 wide. */
    private static final int LONGEST_NAME = 50;

    private ImportanceWords() {}

    /** Prints which columns are worth most. */
    static void print(OutputOptions output, Importance importance, Target target) {
        if (importance == null) {
            output.print("Permutation importance: left out, it would take too long for this network and table.");
            return;
        }
        output.print(
                "Permutation importance: how much %s of %d %s rows, %s, rises when a column's cells change places"
                        + " (mean and deviation of %d shuffles)",
                target.task() == Task.CLASSES ? "the log loss" : "the RMSE",
                importance.rows(),
                importance.part().name().toLowerCase(Locale.ROOT),
                number(target, importance.error()).strip(),
                importance.shuffles());
        List<List<String>> rows = new ArrayList<>();
        importance.byRise().stream()
                .limit(MOST_COLUMNS)
                .forEach(column -> rows.add(List.of(
                        name(column.name()), number(target, column.rise()), number(target, column.deviation()))));
        output.printTable(List.of("column", "      rise", " deviation"), rows);
        int more = importance.columns().size() - rows.size();
        if (more > 0) {
            output.print("%d more columns are worth less.", more);
        }
    }

    private static String name(String name) {
        return Excerpt.of(name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME - 3) + "..." : name);
    }

    /** As the measures beside it are written; numbers to the right, where they can be compared. */
    private static String number(Target target, double value) {
        return String.format(Locale.ROOT, target.task() == Task.CLASSES ? "%10.4f" : "%10.5g", value);
    }
}
