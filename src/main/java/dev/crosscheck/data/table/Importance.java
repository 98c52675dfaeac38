package dev.crosscheck.data.table;

import dev.crosscheck.Members;
import dev.crosscheck.OrNull;
import java.util.List;

/**
 * How much a network's answers rest on each column: by how much their error rises when the column's cells change places among some rows, as
 * if it told nothing. Columns that tell the same share what they are worth: the network has the other one still.
 *
 * @param part the rows' part
 * @param rows how many were looked at
 * @param shuffles how often each column's cells changed places
 * @param error of the answers to the rows as they are: log loss of classes; of numbers the root mean squared error, in the target's unit
 * @param columns one for each input, in their order
 */
public record Importance(Part part, int rows, int shuffles, double error, List<Column> columns) {
    /** Bytes of its JSON: as many columns as a table may have, each with the longest name, in six bytes a character, and its figures. */
    public static final int LARGEST = CsvFile.MOST_COLUMNS * (6 * CsvFile.LONGEST_NAME + 300);

    /** Where the rows are from. */
    public enum Part {
        /** Rows that training did not learn from. */
        VALIDATION,

        /** Those that it learnt from, since there are no others. */
        TRAINING
    }

    /**
     * What a column is worth.
     *
     * @param name its name
     * @param rise the mean of the error's rises; below 0 where the answers became better by chance
     * @param deviation standard deviation of the rises
     * @param low of numbers the value that 1 % of these rows are below; null of categories
     * @param high likewise the one that 1 % are above
     */
    public record Column(
            String name,
            double rise,
            double deviation,
            @OrNull Double low,
            @OrNull Double high) {
        /** @throws Members.Unfit if figures are not finite, larger than 1e100, or do not go together */
        public Column {
            Input.checkName(name);
            Members.number("rise", rise, -Decimal.LARGEST, Decimal.LARGEST);
            Members.number("deviation", deviation, 0, Decimal.LARGEST);
            Members.require("low", (low == null) == (high == null), "it where there is high, and only there", low);
            if (low != null) {
                Members.number("low", low, -Decimal.LARGEST, Decimal.LARGEST);
                Members.number("high", high, low, Decimal.LARGEST);
            }
        }
    }

    /** @throws Members.Unfit if the error is not finite, or there is no row or column */
    public Importance {
        Members.whole("rows", rows, 1, Integer.MAX_VALUE);
        Members.whole("shuffles", shuffles, 1, Integer.MAX_VALUE);
        Members.number("error", error, 0, Decimal.LARGEST);
        columns = List.copyOf(columns);
        Members.size("columns", columns.size(), 1, CsvFile.MOST_COLUMNS);
    }

    /** @return whether it is of these inputs */
    public boolean isOf(Preprocessing preprocessing) {
        return columns.stream()
                .map(Column::name)
                .toList()
                .equals(preprocessing.inputs().stream().map(Input::name).toList());
    }

    /** @return the columns, the most important first */
    public List<Column> byRise() {
        return columns.stream()
                .sorted((one, other) -> Double.compare(other.rise(), one.rise()))
                .toList();
    }
}
