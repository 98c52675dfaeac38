package dev.crosscheck.data.table;

import static dev.crosscheck.run.JsonShape.list;
import static dev.crosscheck.run.JsonShape.members;
import static dev.crosscheck.run.JsonShape.number;
import static dev.crosscheck.run.JsonShape.oneOf;
import static dev.crosscheck.run.JsonShape.whole;

import dev.crosscheck.OrNull;
import dev.crosscheck.run.JsonShape;
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

    private static final JsonShape FINITE = number(-Decimal.LARGEST, Decimal.LARGEST);
    private static final JsonShape POSITIVE = number(0, Decimal.LARGEST);

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
        private boolean hasFiniteFigures() {
            return fits(rise)
                    && fits(deviation)
                    && (low == null) == (high == null)
                    && (low == null || fits(low) && fits(high) && low <= high);
        }

        private static boolean fits(double value) {
            return Math.abs(value) <= Decimal.LARGEST;
        }
    }

    /** Copies the list. */
    public Importance {
        columns = List.copyOf(columns);
    }

    /** @return whether all figures are finite, at most 1e100 in size, and belong together: others are not kept */
    public boolean hasFiniteFigures() {
        return Column.fits(error) && columns.stream().allMatch(Column::hasFiniteFigures);
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

    /** @return what its JSON may hold */
    public static JsonShape shape() {
        return members()
                .with("part", oneOf(Part.values()))
                .with("rows", whole(1, Integer.MAX_VALUE))
                .with("shuffles", whole(1, Integer.MAX_VALUE))
                .with("error", POSITIVE)
                .with(
                        "columns",
                        list(
                                1,
                                CsvFile.MOST_COLUMNS,
                                members()
                                        .with("name", PreprocessingShape.NAME)
                                        .with("rise", FINITE)
                                        .with("deviation", POSITIVE)
                                        .with("low", FINITE.orNull())
                                        .with("high", FINITE.orNull())));
    }
}
