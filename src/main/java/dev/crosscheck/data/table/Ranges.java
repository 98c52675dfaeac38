package dev.crosscheck.data.table;

import dev.crosscheck.Members;
import dev.crosscheck.OrNull;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The values of each input column in the training part, to tell whether new rows are like those. Part of the model's file.
 *
 * @param rows number of training rows, at least 1
 * @param columns one per input that is a column of the table
 */
public record Ranges(int rows, List<Column> columns) {
    /** New rows are often a little outside by chance, which no network minds. */
    private static final double MARGIN = 0.05;

    /**
     * The values of a column.
     *
     * @param name the column's name
     * @param missing number of rows without a value
     * @param number of a column of numbers; null for categories, and if all are missing
     * @param categories number of rows of each category, in the order of {@link Input.OfCategory#categories}; null for numbers
     */
    public record Column(
            String name,
            int missing,
            @OrNull Numbers number,
            @OrNull List<Integer> categories) {
        /** @throws Members.Unfit if a member is out of range */
        public Column {
            Input.checkName(name);
            Members.whole("missing", missing, 0, Integer.MAX_VALUE);
            if (categories != null) {
                categories = List.copyOf(categories);
                Members.size("categories", categories.size(), 1, Input.OfCategory.MOST);
                categories.forEach(count -> Members.whole("categories", count, 0, Integer.MAX_VALUE));
            }
        }
    }

    /**
     * The numbers of a column.
     *
     * @param least the smallest
     * @param most the largest
     * @param mean their mean
     * @param deviation their standard deviation (over n)
     */
    public record Numbers(double least, double most, double mean, double deviation) {
        /** @throws Members.Unfit if a figure is out of range */
        public Numbers {
            Members.number("least", least, -Decimal.LARGEST, Decimal.LARGEST);
            Members.number("most", most, least, Decimal.LARGEST);
            Members.number("mean", mean, -Decimal.LARGEST, Decimal.LARGEST);
            Members.number("deviation", deviation, 0, Decimal.LARGEST);
        }

        /** @return whether a number is outside of all that was trained on, by more than a twentieth of their range */
        public boolean excludes(double value) {
            double margin = MARGIN * (most - least);
            return value < least - margin || value > most + margin;
        }

        /** @return the range in words: {@code 172 to 231} */
        public String words() {
            return Decimal.rounded(least) + " to " + Decimal.rounded(most);
        }
    }

    /** @throws Members.Unfit if a member is out of range */
    public Ranges {
        Members.whole("rows", rows, 1, Integer.MAX_VALUE);
        columns = List.copyOf(columns);
        Members.size("columns", columns.size(), 0, CsvFile.MOST_COLUMNS);
    }

    /** @return the ranges of a preprocessing's inputs among some rows of a table */
    static Ranges of(Table table, Preprocessing preprocessing, int... rows) {
        List<Column> columns = new ArrayList<>();
        List<RawInput> raw = preprocessing.rawInputs();
        for (int i = 0; i < raw.size(); i++) {
            Input input = preprocessing.inputs().get(i);
            if (raw.get(i).part() == null) {
                columns.add(of(input, raw.get(i), table.column(input.name()), rows));
            }
        }
        return new Ranges(rows.length, columns);
    }

    private static Column of(Input input, RawInput raw, dev.crosscheck.data.table.Column column, int... rows) {
        int missing = (int) IntStream.of(rows).filter(column::isMissing).count();
        if (column instanceof NumberColumn numbers) {
            double[] present = IntStream.of(rows)
                    .mapToDouble(numbers::value)
                    .filter(value -> !Double.isNaN(value))
                    .toArray();
            return new Column(input.name(), missing, present.length == 0 ? null : numbers(present), null);
        }
        Input.OfCategory category = (Input.OfCategory) input;
        TextColumn texts = (TextColumn) column;
        int[] places = texts.texts().stream()
                .mapToInt(text -> raw.category(category, text))
                .toArray();
        int[] counts = new int[category.categories().size()];
        for (int row : rows) {
            int code = texts.code(row);
            if (code >= 0 && places[code] >= 0) {
                counts[places[code]]++;
            }
        }
        return new Column(
                input.name(), missing, null, IntStream.of(counts).boxed().toList());
    }

    private static Numbers numbers(double... values) {
        double least = values[0];
        double most = values[0];
        double mean = 0;
        for (double value : values) {
            least = Math.min(least, value);
            most = Math.max(most, value);
            mean += value / values.length;
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean) / values.length;
        }
        return new Numbers(least, most, mean, Math.sqrt(squares));
    }

    /** @return whether each column is another input of a preprocessing, of its kind and with as many categories */
    public boolean isOf(Preprocessing preprocessing) {
        Map<String, Input> inputs = new HashMap<>();
        preprocessing.inputs().forEach(input -> inputs.put(input.name(), input));
        return columns.stream().allMatch(column -> {
            Input input = inputs.remove(column.name());
            return input instanceof Input.OfCategory category
                    ? column.number() == null
                            && column.categories() != null
                            && column.categories().size()
                                    == category.categories().size()
                    : input != null && column.categories() == null;
        });
    }

    /** @return the ranges of the columns of numbers, by their names */
    public Map<String, Numbers> numbers() {
        return columns.stream()
                .filter(column -> column.number() != null)
                .collect(Collectors.toMap(Column::name, Column::number));
    }

    /** @return the range of a column */
    public Optional<Column> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }
}
