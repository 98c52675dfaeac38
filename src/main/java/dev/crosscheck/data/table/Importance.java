package dev.crosscheck.data.table;

import dev.crosscheck.limits.Members;
import dev.crosscheck.text.Text;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Permutation importance: how much a network's error rises when a column's cells are shuffled among some rows. Columns with the same information
 * share their importance, since the network still has the other one.
 *
 * @param rows of the part that were used
 * @param drawnFrom how many rows the part has, if these were drawn from more; otherwise null
 * @param error the error on the original rows: log loss for classes, root mean squared error in the target's unit for numbers
 * @param columns one per column that the inputs are made of, in their order
 */
public record Importance(
        Part part, int rows, @Nullable Integer drawnFrom, int shuffles, double error, List<Column> columns) {
    /** Maximum bytes as JSON: the maximum number of columns, each with the longest name at six bytes per character, and its figures. */
    public static final int LARGEST = CsvFile.MOST_COLUMNS * (6 * CsvFile.LONGEST_NAME + 300);

    /** So many rows are enough: more would hardly change the figures. */
    public static final int ENOUGH_ROWS = 2_000;

    public static final List<String> HEADINGS = List.of("column", "rise", "deviation");

    private static final int DIGITS = 5;

    public enum Part {
        /** Rows that were not trained on, but may have chosen the epoch. */
        VALIDATION,

        /** Rows that chose nothing. */
        TEST
    }

    /**
     * The importance of a column.
     *
     * @param rise mean rise of the error; below 0 if the predictions improved by chance
     */
    public record Column(String name, double rise, double deviation) {
        public Column {
            Input.checkName(name);
            Members.number("rise", rise, -Decimal.LARGEST, Decimal.LARGEST);
            Members.number("deviation", deviation, 0, Decimal.LARGEST);
        }
    }

    public Importance {
        Members.whole("rows", rows, 1, Integer.MAX_VALUE);
        Members.whole("drawnFrom", drawnFrom, rows + 1L, Integer.MAX_VALUE);
        Members.whole("shuffles", shuffles, 1, Integer.MAX_VALUE);
        Members.number("error", error, 0, Decimal.LARGEST);
        columns = List.copyOf(columns);
        Members.size("columns", columns.size(), 1, CsvFile.MOST_COLUMNS);
    }

    public boolean isOf(Preprocessing preprocessing) {
        return columns.stream().map(Column::name).toList().equals(preprocessing.columns());
    }

    /** @return what the figures are, in sentences */
    public String words(Task task) {
        String drawn = rows == ENOUGH_ROWS
                ? "more would hardly change these figures"
                : "all would take too much time or memory with this network";
        return Text.of(
                "Permutation importance: how much %s of %s %s rows, %s, rises when a column's cells change places (mean and"
                        + " deviation of %d shuffles).%s",
                task == Task.CLASSES ? "the log loss" : "the RMSE",
                drawnFrom == null ? rows : rows + " of " + drawnFrom,
                part.name().toLowerCase(Locale.ROOT),
                task == Task.CLASSES ? Text.of("%.4f", error) : Text.number(error, DIGITS),
                shuffles,
                drawnFrom == null ? "" : " The rows are drawn by chance: " + drawn + ".");
    }

    /** @return the cells of each column below the {@link #HEADINGS}, the largest rise first */
    public List<List<String>> cells(Task task) {
        return byRise().stream()
                .map(of -> task == Task.CLASSES
                        ? List.of(of.name, Text.of("%.4f", of.rise), Text.of("%.4f", of.deviation))
                        : List.of(of.name, Text.within(of.rise, of.deviation), Text.within(of.deviation, of.deviation)))
                .toList();
    }

    public List<Column> byRise() {
        return columns.stream()
                .sorted((one, other) -> Double.compare(other.rise(), one.rise()))
                .toList();
    }
}
