package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Printable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The target column of a table: the task it defines, its classes, and the rows that have a value. */
public final class TargetColumn {
    /** As many as an image set may have; each class needs an output and examples. */
    public static final int MOST_CLASSES = 1000;

    /** With fewer rows, a class cannot have both training and test rows. */
    private static final int LEAST_ROWS_PER_CLASS = 2;

    private final Table table;
    private final Column column;
    private final Task task;
    private final String why;
    private final int[] rows;
    private final List<String> labels;
    private final int[] classes;

    private TargetColumn(Table table, Column column, Task wanted, int[] rows) {
        this.table = table;
        this.column = column;
        this.rows = rows;
        TargetValues values = TargetValues.of(column, rows);
        refuseOneValue(values);
        task = wanted != null ? wanted : values.areClasses() ? Task.CLASSES : Task.REGRESSION;
        why = wanted != null ? "as asked for" : values.words() + (values.areClasses() ? "" : ": a number");
        if (task == Task.CLASSES) {
            refuseManyClasses(values);
            labels = values.labels();
            refuseLongLabels();
            classes = new int[table.rows()];
            Arrays.fill(classes, -1);
            for (int row : rows) {
                classes[row] = values.classOf().applyAsInt(row);
            }
        } else {
            refuseText();
            labels = List.of();
            classes = new int[0];
        }
    }

    /**
     * Examines a target.
     *
     * @param wanted the task, or {@code null} to derive it from the values: classification for texts, for two values, and for at most 20 different
     *     whole numbers with at least ten rows each on average; otherwise regression
     * @throws CrosscheckException if there is no such column, or it has fewer than two values, too many classes, or texts for a regression
     */
    public static TargetColumn of(Table table, String name, Task wanted) {
        Column column = table.column(name, " (--target)");
        if (column.isDate()) {
            throw CrosscheckException.expected(
                    table.name() + ": target " + Printable.quoted(name),
                    "classes or numbers",
                    "dates",
                    "Name another column with --target, or take its texts as classes with --categorical.");
        }
        int[] rows = IntStream.range(0, table.rows())
                .filter(row -> !column.isMissing(row))
                .toArray();
        return new TargetColumn(table, column, wanted, rows);
    }

    /** @return the column's name */
    public String name() {
        return column.name();
    }

    /** @return the task */
    public Task task() {
        return task;
    }

    /** @return the reason for the task, in a few words */
    public String why() {
        return why;
    }

    /** @return the rows that have a target, in order */
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
        double median =
                Statistics.median(Arrays.stream(some).mapToDouble(this::value).toArray());
        return Arrays.stream(some).map(row -> value(row) > median ? 1 : 0).toArray();
    }

    /** @return the number of these rows in each class */
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
        double mean = Statistics.mean(values);
        double deviation = Statistics.deviation(values, mean);
        if (!(deviation > 0)) {
            throw CrosscheckException.expected(
                    table.name() + ": target " + Printable.quoted(name()),
                    "several values in the training part",
                    "only " + Decimal.text(values[0]),
                    "Give the training part more rows.");
        }
        return new Target.OfNumber(name(), mean, deviation);
    }

    private String place() {
        return table.name() + ": target " + Printable.quoted(name());
    }

    private void refuseOneValue(TargetValues values) {
        if (values.distinct() < 2) {
            String found = values.distinct() == 0 ? "none" : "only " + Printable.quoted(column.text(rows[0]));
            throw CrosscheckException.expected(
                    place(), "at least two values", found, "Name another column with --target.");
        }
    }

    private void refuseManyClasses(TargetValues values) {
        int most = Math.max(2, Math.min(MOST_CLASSES, rows.length / LEAST_ROWS_PER_CLASS));
        if (values.distinct() > most) {
            throw CrosscheckException.expected(
                    place(),
                    "at most " + most + " classes, with " + LEAST_ROWS_PER_CLASS + " rows each or more",
                    values.words(),
                    remedyForClasses());
        }
    }

    private String remedyForClasses() {
        return column.isText()
                ? "Name another column with --target."
                : "Let it be a regression, or name another column with --target.";
    }

    private void refuseLongLabels() {
        int longest = labels.stream().mapToInt(String::length).max().orElse(0);
        if (longest > Texts.LONGEST) {
            throw CrosscheckException.expected(
                    place(),
                    "classes with names of at most " + Texts.LONGEST + " characters",
                    longest + " characters",
                    "Shorten them, or name another column with --target.");
        }
    }

    private void refuseText() {
        if (column.isText()) {
            throw CrosscheckException.expected(
                    table.place(rows[0], name()),
                    "a number, since the task is regression",
                    Printable.quoted(column.text(rows[0])),
                    "Repair the column's cells, or let it be classes.");
        }
    }
}
