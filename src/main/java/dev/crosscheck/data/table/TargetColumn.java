package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The column that is to be learnt: which task it makes, its classes, and the rows that have a value of it. */
public final class TargetColumn {
    /** As many outputs as an image set may have; each class needs examples, too. */
    public static final int MOST_CLASSES = 1000;

    /** Fewer rows per class leave none to learn a class from beside those to test it by. */
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
        TargetValues values = column instanceof TextColumn texts
                ? new TargetValues.OfTexts(texts)
                : new TargetValues.OfNumbers((NumberColumn) column);
        values.count(rows);
        refuseOneValue(values);
        String reason = values.reasonForClasses(rows.length);
        task = wanted != null ? wanted : reason == null ? Task.REGRESSION : Task.CLASSES;
        why = wanted != null ? "as asked for" : reason == null ? values.words() + ": a number" : reason;
        if (task == Task.CLASSES) {
            refuseManyClasses(values);
            labels = values.labels();
            refuseLongLabels();
            classes = new int[table.rows()];
            Arrays.fill(classes, -1);
            for (int row : rows) {
                classes[row] = values.classOf(row);
            }
        } else {
            refuseText();
            labels = List.of();
            classes = new int[0];
        }
    }

    /**
     * Looks at a target.
     *
     * @param wanted the task, or {@code null} for the one that follows from the values: classes for text, for two values, and for at most 20 whole
     *     numbers of ten rows or more each; otherwise regression
     * @param refuseMissing whether a row without a target is an error; otherwise it takes no part
     * @throws CrosscheckException if there is no such column, it has fewer than two values, more classes than can be learnt, or text for a
     *     regression
     */
    public static TargetColumn of(Table table, String name, Task wanted, boolean refuseMissing) {
        Column column = table.column(name, " (--target)");
        int[] rows = IntStream.range(0, table.rows())
                .filter(row -> !column.isMissing(row))
                .toArray();
        if (refuseMissing && rows.length < table.rows()) {
            int first = IntStream.range(0, table.rows())
                    .filter(column::isMissing)
                    .findFirst()
                    .orElseThrow();
            throw CrosscheckException.expected(
                    table.place(first, name), "a value of the target", "none", "Fill it in, or leave the row out.");
        }
        return new TargetColumn(table, column, wanted, rows);
    }

    /** @return its name */
    public String name() {
        return column.name();
    }

    /** @return what is to be learnt */
    public Task task() {
        return task;
    }

    /** @return why that is the task, in a few words */
    public String why() {
        return why;
    }

    /** @return rows that have a target, in order */
    public int[] rows() {
        return rows.clone();
    }

    /** @return how many rows have none and take no part */
    public int missing() {
        return table.rows() - rows.length;
    }

    /** @return the classes, sorted; none for a regression */
    public List<String> labels() {
        return labels;
    }

    /** @return the place of a row's class among the labels, or -1 for a row without */
    public int classOf(int row) {
        return classes[row];
    }

    /** @return a row's number, or NaN for a row without; for a regression */
    public double value(int row) {
        return ((NumberColumn) column).value(row);
    }

    /** @return how many of these rows are in each class */
    public int[] counts(int[] some) {
        int[] counts = new int[labels.size()];
        for (int row : some) {
            counts[classes[row]]++;
        }
        return counts;
    }

    /** What becomes of it in a model; a number's scale is that of these rows. */
    Target target(int[] training) {
        if (task == Task.CLASSES) {
            return new Target.OfClasses(name(), column instanceof NumberColumn, labels);
        }
        double[] values = Arrays.stream(training).mapToDouble(this::value).toArray();
        double mean = Statistics.mean(values);
        double deviation = Statistics.deviation(values, mean);
        if (!(deviation > 0)) {
            throw CrosscheckException.expected(
                    table.name() + ": target " + Columns.quoted(name()),
                    "several values in the training part",
                    "only " + Decimal.text(values[0]),
                    "Give the training part more rows.");
        }
        return new Target.OfNumber(name(), mean, deviation);
    }

    private String place() {
        return table.name() + ": target " + Columns.quoted(name());
    }

    private void refuseOneValue(TargetValues values) {
        if (values.distinct() < 2) {
            String found = values.distinct() == 0 ? "none" : "only " + Columns.quoted(column.text(rows[0]));
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
        if (column instanceof TextColumn texts) {
            return texts.hasDecimalCommas()
                    ? "Write its numbers with decimal points, for a regression."
                    : "Name another column with --target.";
        }
        return "Let it be a regression, or name another column with --target.";
    }

    private void refuseLongLabels() {
        int longest = labels.stream().mapToInt(String::length).max().orElse(0);
        if (longest > Input.OfCategory.LONGEST) {
            throw CrosscheckException.expected(
                    place(),
                    "classes with names of at most " + Input.OfCategory.LONGEST + " characters",
                    longest + " characters",
                    "Shorten them, or name another column with --target.");
        }
    }

    private void refuseText() {
        if (column instanceof TextColumn) {
            throw CrosscheckException.expected(
                    table.place(rows[0], name()),
                    "a number to be learnt by regression",
                    Columns.quoted(column.text(rows[0])),
                    "Repair the column's cells, or let it be classes.");
        }
    }
}
