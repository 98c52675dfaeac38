package dev.crosscheck.data.table;

import dev.crosscheck.Printable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A warning about a column or about the rows.
 *
 * @param kind the kind of warning
 * @param column the column; null if it is about the rows
 * @param words what was found and what to do, on one line
 */
public record TableWarning(Kind kind, String column, String words) {
    /** A class is rare if equally frequent classes would have more than so many times its rows. */
    private static final int RARE = 5;

    /** So many changes all in one direction are hardly chance: one in 2^9. */
    private static final int ORDERED = 10;

    /** Kinds of warnings. */
    public enum Kind {
        /** The preprocessing leaves it out. */
        LEFT_OUT,

        /** Its numbers may be written in two ways. */
        UNCLEAR,

        /** A number that stands apart may stand for missing values. */
        SENTINEL,

        /** It determines the target on its own, or nearly. */
        GIVEAWAY,

        /** More than half of its values are missing. */
        MOSTLY_MISSING,

        /** Its dates ascend or descend from row to row. */
        IN_ORDER,

        /** It is text, but may have been meant as something else. */
        TEXT,

        /** Validation or test rows have kinds of cells that do not occur in the training part. */
        UNSEEN,

        /** A class of the target has no row in the training part. */
        UNTRAINED_CLASS,

        /** Rows that are left out for another number of cells. */
        RAGGED,

        /** Rows that are there several times. */
        REPEATED_ROWS,

        /** A class of the target has few rows in the training part, compared with the others. */
        RARE_CLASS
    }

    /**
     * Finds what is suspicious about a table's columns and its split.
     *
     * @param preprocessing says which columns are left out; there are no other warnings about these
     * @return warnings about the columns from left to right, then about the split
     */
    public static List<TableWarning> of(
            Table table, List<ColumnSummary> summaries, TargetColumn target, Preprocessing preprocessing, Split split) {
        Map<String, ColumnUse> uses = new HashMap<>();
        preprocessing.columnUse().forEach(use -> uses.put(use.column(), use));
        Giveaways giveaways = new Giveaways(target);
        List<TableWarning> warnings = new ArrayList<>();
        for (ColumnSummary summary : summaries) {
            ColumnUse use = uses.get(summary.name());
            switch (use.use()) {
                case ColumnUse.TARGET -> {}
                case ColumnUse.LEFT_OUT ->
                    warnings.add(new TableWarning(Kind.LEFT_OUT, use.column(), "is " + use.words() + "."));
                default -> warnings.addAll(ofInput(table, summary, giveaways));
            }
            warnings.addAll(ofCells(table.column(summary.name())));
        }
        table.leftOut().forEach(words -> warnings.add(new TableWarning(Kind.RAGGED, null, words)));
        warnings.addAll(RepeatedRows.of(table, preprocessing, split));
        warnings.addAll(ofSplit(target, split));
        TableFeatures features = preprocessing.of(table);
        addUnseen(warnings, features, "validation", split.validation());
        addUnseen(warnings, features, "test", split.test());
        return warnings;
    }

    private static void addUnseen(List<TableWarning> warnings, TableFeatures features, String part, int... rows) {
        features.unseen(false, rows)
                .forEach((column, words) -> warnings.add(
                        new TableWarning(Kind.UNSEEN, column, "in the " + part + " part: " + words + ".")));
    }

    private static List<TableWarning> ofInput(Table table, ColumnSummary summary, Giveaways giveaways) {
        List<TableWarning> warnings = new ArrayList<>();
        Column column = table.column(summary.name());
        if (2L * summary.missing() > table.rows()) {
            warnings.add(new TableWarning(
                    Kind.MOSTLY_MISSING,
                    summary.name(),
                    "has no value in " + summary.missing() + " of " + table.rows()
                            + " rows: drop it if that carries no information."));
        }
        if (column.isText() && !column.doubt().isEmpty()) {
            warnings.add(new TableWarning(
                    Kind.TEXT, summary.name(), "is text: " + column.doubt() + ". Each different text is a category."));
        }
        spelt(column).ifPresent(words -> warnings.add(new TableWarning(Kind.TEXT, summary.name(), words)));
        if (column.isDate() && isOrdered(column, table.rows())) {
            warnings.add(
                    new TableWarning(
                            Kind.IN_ORDER,
                            summary.name(),
                            "is in order from row to row: if later rows are to be answered, test on the newest with --split-time."));
        }
        giveaways
                .of(column)
                .map(how -> new TableWarning(
                        Kind.GIVEAWAY, summary.name(), how + ": drop it if it is not known before the target is."))
                .ifPresent(warnings::add);
        return warnings;
    }

    /** @return two texts that differ in capitals only, in words; empty if there are none */
    private static Optional<String> spelt(Column column) {
        Map<String, String> known = new HashMap<>();
        for (String text : column.texts()) {
            String other = known.putIfAbsent(text.toLowerCase(Locale.ROOT), text);
            if (other != null) {
                return Optional.of("has " + Printable.quoted(other) + " and " + Printable.quoted(text)
                        + " as two texts: write them alike if they mean the same.");
            }
        }
        return Optional.empty();
    }

    /** Whether so many different dates all ascend, or all descend, that it cannot be chance. */
    private static boolean isOrdered(Column dates, int rows) {
        double[] there = IntStream.range(0, rows)
                .filter(row -> !dates.isMissing(row))
                .mapToDouble(dates::number)
                .toArray();
        long rises = IntStream.range(1, there.length)
                .filter(i -> there[i] > there[i - 1])
                .count();
        long falls = IntStream.range(1, there.length)
                .filter(i -> there[i] < there[i - 1])
                .count();
        return Math.min(rises, falls) == 0 && Math.max(rises, falls) >= ORDERED;
    }

    /** @return warnings about the cells of any column, also of the target and of one that is left out */
    private static List<TableWarning> ofCells(Column column) {
        List<TableWarning> warnings = new ArrayList<>();
        if (!column.isText() && !column.isDate()) {
            if (!column.doubt().isEmpty()) {
                warnings.add(new TableWarning(Kind.UNCLEAR, column.name(), "is unclear: " + column.doubt() + "."));
            }
            sentinel(column)
                    .map(words -> new TableWarning(
                            Kind.SENTINEL,
                            column.name(),
                            words + ": add it, as the file writes it, to --missing if it stands for a missing value."))
                    .ifPresent(warnings::add);
        }
        return warnings;
    }

    /**
     * Finds a number that files use for a missing value, such as -999 or 9999, if it is the smallest or largest and further from the others than
     * these are from each other.
     *
     * @return it and its number of rows, in words; empty if there is none
     */
    private static Optional<String> sentinel(Column column) {
        double[] sorted = column.sorted();
        int least = 0;
        int most = sorted.length - 1;
        while (least < sorted.length && sorted[least] == sorted[0]) {
            least++;
        }
        while (most >= 0 && sorted[most] == sorted[sorted.length - 1]) {
            most--;
        }
        if (least > most) {
            return Optional.empty();
        }
        boolean low = isSentinel(sorted[0]) && sorted[least] - sorted[0] > sorted[sorted.length - 1] - sorted[least];
        double top = sorted[sorted.length - 1];
        boolean high = isSentinel(top) && top - sorted[most] > sorted[most] - sorted[0];
        if (!low && !high) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "has %s in %,d rows, far from its other numbers, %s to %s",
                Decimal.text(low ? sorted[0] : top),
                low ? least : sorted.length - 1 - most,
                Decimal.text(low ? sorted[least] : sorted[0]),
                Decimal.text(low ? top : sorted[most])));
    }

    /** @return whether it is 99, 999, ... or one of them below 0 */
    private static boolean isSentinel(double value) {
        double next = Math.abs(value) + 1;
        return next >= 100 && next <= 1e10 && next == Math.pow(10, Math.round(Math.log10(next)));
    }

    /**
     * @return a warning for each class without a row in the training part, which can happen in a split by groups, and one if a class has
     *     less than a fifth of the rows that it would have if all classes were equally frequent
     */
    static List<TableWarning> ofSplit(TargetColumn target, Split split) {
        List<TableWarning> warnings = new ArrayList<>();
        int[] counts = target.task() == Task.CLASSES ? target.counts(split.train()) : new int[0];
        for (int label = 0; label < counts.length; label++) {
            if (counts[label] == 0) {
                warnings.add(new TableWarning(
                        Kind.UNTRAINED_CLASS,
                        target.name(),
                        "has no row of " + Printable.quoted(target.labels().get(label))
                                + " in the training part: the network cannot learn it."));
            }
        }
        int rarest = IntStream.range(0, counts.length)
                .filter(label -> counts[label] > 0)
                .reduce((one, other) -> counts[other] < counts[one] ? other : one)
                .orElse(-1);
        if (rarest >= 0 && (long) RARE * counts.length * counts[rarest] < split.train().length) {
            warnings.add(rare(target, counts, rarest));
        }
        return warnings;
    }

    private static TableWarning rare(TargetColumn target, int[] counts, int rarest) {
        int all = IntStream.of(counts).sum();
        double most = 100.0 * IntStream.of(counts).max().orElseThrow() / all;
        boolean two = counts.length == 2;
        return new TableWarning(
                Kind.RARE_CLASS,
                target.name(),
                String.format(
                        Locale.ROOT,
                        "has only %,d of %,d training rows of %s: one answer for all is right for %.1f %%, so judge by %s,"
                                + " not by accuracy. %s --with class-weights:balanced gives rare rows more weight.",
                        counts[rarest],
                        all,
                        Printable.quoted(target.labels().get(rarest)),
                        most,
                        two ? "PR AUC, recall and precision" : "balanced accuracy and each class's recall",
                        two
                                ? "--decide by recall, precision or costs chooses the probability from which on it is the answer."
                                : "More rows of it help most."));
    }
}
