package dev.crosscheck.data.table;

import dev.crosscheck.Members;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The ranges of the columns of numbers in the training part, to tell whether a new number is outside of them. Part of the model's file.
 *
 * @param numbers by column, one per input that is a column of numbers with values
 */
public record Ranges(Map<String, Numbers> numbers) {
    /** New rows are often a little outside by chance, which no network minds. */
    private static final double MARGIN = 0.05;

    /**
     * The range of a column.
     *
     * @param least the smallest number
     * @param most the largest
     */
    public record Numbers(double least, double most) {
        /** @throws Members.Unfit if a figure is out of range */
        public Numbers {
            Members.number("least", least, -Decimal.LARGEST, Decimal.LARGEST);
            Members.number("most", most, least, Decimal.LARGEST);
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
        Members.size("numbers", numbers.size(), 0, CsvFile.MOST_COLUMNS);
        numbers.keySet().forEach(Input::checkName);
        numbers = Collections.unmodifiableMap(new TreeMap<>(numbers));
    }

    /** @return the ranges of a preprocessing's inputs among some rows of a table */
    static Ranges of(Table table, Preprocessing preprocessing, int... rows) {
        Map<String, Numbers> ranges = new TreeMap<>();
        for (RawInput raw : preprocessing.rawInputs()) {
            if (raw.part() == null && table.column(raw.column()) instanceof NumberColumn numbers) {
                double[] present = IntStream.of(rows)
                        .mapToDouble(numbers::value)
                        .filter(value -> !Double.isNaN(value))
                        .toArray();
                if (present.length > 0) {
                    ranges.put(
                            raw.column(),
                            new Numbers(
                                    DoubleStream.of(present).min().orElseThrow(),
                                    DoubleStream.of(present).max().orElseThrow()));
                }
            }
        }
        return new Ranges(ranges);
    }

    /** @return whether each column is a number among the inputs of a preprocessing */
    public boolean isOf(Preprocessing preprocessing) {
        return preprocessing.inputs().stream()
                .filter(Input.OfNumber.class::isInstance)
                .map(Input::name)
                .collect(Collectors.toSet())
                .containsAll(numbers.keySet());
    }
}
