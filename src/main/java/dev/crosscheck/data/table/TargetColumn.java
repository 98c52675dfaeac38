package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.DoubleMath;
import dev.crosscheck.text.Printable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.statistics.descriptive.Median;

/** The target column of a table: the task it defines, its classes, and the rows that have a value. */
public final class TargetColumn {
    /** As many as an image set may have; each class needs an output and examples. */
    public static final int MOST_CLASSES = 1000;

    /** With fewer rows, a class cannot have both training and test rows. */
    private static final int LEAST_ROWS_PER_CLASS = 2;

    /** Numbers with fewer rows per value, on average, are more likely a measurement in whole numbers. */
    private static final int LEAST_ROWS_PER_VALUE = 10;

    /** Whole numbers with at most this many values count as classes: grades, stars, numbers of cylinders. */
    private static final int MOST_NUMBERED_CLASSES = 20;

    private final Table table;
    private final Column column;
    private final Task task;
    private final String why;
    private final int[] rows;
    private final List<String> labels;
    private final int[] classes;

    /**
     * Examines a target.
     *
     * @param wanted the task, or {@code null} to derive it from the values: classification for texts, for two values, and for at most 20 different
     *     whole numbers with at least ten rows each on average; otherwise regression
     * @throws CrosscheckException if there is no such column, or it has fewer than two values, too many classes, or texts for a regression
     */
    public static TargetColumn of(Table table, String name, Task wanted) {
        return new TargetColumn(table, table.column(name, " (--target)"), wanted);
    }

    private TargetColumn(Table table, Column column, Task wanted) {
        this.table = table;
        this.column = column;
        require(!column.isDate(), "classes or numbers", "dates");
        rows = IntStream.range(0, table.rows())
                .filter(row -> !column.isMissing(row))
                .toArray();
        double[] numbers = column.isText()
                ? new double[0]
                : IntStream.of(rows)
                        .mapToDouble(column::key)
                        .sorted()
                        .distinct()
                        .toArray();
        boolean whole = Arrays.stream(numbers).allMatch(value -> value == Math.rint(value));
        List<String> values = column.isText()
                ? column.texts().stream().sorted().toList()
                : Arrays.stream(numbers).mapToObj(Decimal::text).toList();
        int count = values.size();
        String words = (column.complete() ? "" : "more than ")
                + count
                + (column.isText() ? " different texts" : whole ? " different whole numbers" : " different numbers");
        require(count > 1, "at least two values", count == 0 ? "none" : "only " + Printable.quoted(values.get(0)));
        boolean few = whole && count <= MOST_NUMBERED_CLASSES && rows.length >= LEAST_ROWS_PER_VALUE * count;
        boolean areClasses = column.isText() || few || count == 2;
        task = wanted != null ? wanted : areClasses ? Task.CLASSES : Task.REGRESSION;
        why = wanted != null
                ? "as asked for"
                : column.isText() ? "text" : count == 2 ? "two numbers" : few ? "few whole numbers" : words;
        if (task == Task.CLASSES) {
            int most = Math.max(2, Math.min(MOST_CLASSES, rows.length / LEAST_ROWS_PER_CLASS));
            int longest = values.stream().mapToInt(String::length).max().orElse(0);
            String expected = "at most " + most + " classes, with " + LEAST_ROWS_PER_CLASS + " rows each or more";
            require(count <= most, expected, words);
            require(
                    longest <= Texts.LONGEST,
                    "classes with names of at most " + Texts.LONGEST + " characters",
                    longest + " characters");
            labels = values;
            classes = classes(numbers);
        } else {
            require(!column.isText(), "numbers, since the task is regression", Printable.quoted(column.text(rows[0])));
            labels = List.of();
            classes = new int[0];
        }
    }

    private void require(boolean fits, String expected, String found) {
        if (!fits) {
            throw CrosscheckException.expected(
                    table.name() + ": target " + Printable.quoted(name()),
                    expected,
                    found,
                    "Name another column with --target, or say --task or --categorical.");
        }
    }

    private int[] classes(double... numbers) {
        Map<Double, Integer> places = new HashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            places.put(column.isText() ? (double) column.texts().indexOf(labels.get(i)) : numbers[i], i);
        }
        int[] found = new int[table.rows()];
        Arrays.fill(found, -1);
        for (int row : rows) {
            found[row] = places.get(column.key(row));
        }
        return found;
    }

    public String name() {
        return column.name();
    }

    public Task task() {
        return task;
    }

    public String why() {
        return why;
    }

    public int[] rows() {
        return rows.clone();
    }

    /** @return the number of rows without a target, which are ignored */
    public int missing() {
        return table.rows() - rows.length;
    }

    /** @return the classes, sorted; empty for a regression */
    public List<String> labels() {
        return labels;
    }

    /** @return the index of a row's label, or -1 if it has none */
    public int classOf(int row) {
        return classes[row];
    }

    /** @return for a regression, a row's number, or NaN if it has none */
    public double value(int row) {
        return column.number(row);
    }

    /** @return the class of each of these rows; of numbers 0 for the lower half and 1 for the upper one */
    int[] someClasses(int... some) {
        if (task == Task.CLASSES) {
            return Arrays.stream(some).map(this::classOf).toArray();
        }
        double median = Median.withDefaults()
                .evaluate(Arrays.stream(some).mapToDouble(this::value).toArray());
        return Arrays.stream(some).map(row -> value(row) > median ? 1 : 0).toArray();
    }

    public int[] counts(int[] some) {
        int[] counts = new int[labels.size()];
        for (int row : some) {
            counts[classes[row]]++;
        }
        return counts;
    }

    /** @return the target of a model; a number is scaled by these rows */
    Target target(int[] training) {
        if (task == Task.CLASSES) {
            return new Target.OfClasses(name(), !column.isText(), labels);
        }
        double[] values = Arrays.stream(training).mapToDouble(this::value).toArray();
        double mean = DoubleMath.mean(values);
        double deviation = Statistics.deviation(values, mean);
        require(deviation > 0, "several values in the training part", "only " + Decimal.text(values[0]));
        return new Target.OfNumber(name(), mean, deviation, Target.Limits.of(values));
    }
}
