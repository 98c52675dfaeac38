package dev.crosscheck.data.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Something suspicious about a column that is no error.
 *
 * @param kind of what kind it is
 * @param column the column
 * @param words on one line: what was found, and what to do
 */
public record TableWarning(Kind kind, String column, String words) {

    /** What is suspicious. */
    public enum Kind {
        /** It names or counts rows. */
        IDENTIFIER,

        /** It has one value, or none. */
        CONSTANT,

        /** It tells the target by itself. */
        GIVEAWAY,

        /** More than half of its values are missing. */
        MOSTLY_MISSING,

        /** It is text only because of its decimal commas. */
        DECIMAL_COMMAS,

        /** The target's class has no row in the training part. */
        UNTRAINED_CLASS
    }

    /** @return what is suspicious about a table's columns, from left to right */
    public static List<TableWarning> of(Table table, List<ColumnSummary> summaries, TargetColumn target) {
        List<TableWarning> warnings = new ArrayList<>();
        Giveaways giveaways = new Giveaways(target);
        for (ColumnSummary summary : summaries) {
            if (summary.name().equals(target.name())) {
                continue;
            }
            Column column = table.column(summary.name());
            kind(summary).ifPresent(warnings::add);
            if (2L * summary.missing() > table.rows() && summary.kind() != ColumnSummary.Kind.EMPTY) {
                warnings.add(new TableWarning(
                        Kind.MOSTLY_MISSING,
                        summary.name(),
                        "has no value in " + summary.missing() + " of " + table.rows()
                                + " rows: drop it if that tells nothing."));
            }
            if (column instanceof TextColumn texts && ColumnSummary.haveDecimalCommas(texts)) {
                warnings.add(new TableWarning(
                        Kind.DECIMAL_COMMAS,
                        summary.name(),
                        "is text because of its decimal commas: write points for them to have numbers."));
            }
            if (usable(summary)) {
                giveaways
                        .of(column)
                        .map(how -> new TableWarning(
                                Kind.GIVEAWAY,
                                summary.name(),
                                how + ": drop it if it is not known before the target is."))
                        .ifPresent(warnings::add);
            }
        }
        return warnings;
    }

    /** @return a warning for each class without a row in the training part, which a split by groups may bring about */
    public static List<TableWarning> ofSplit(TargetColumn target, Split split) {
        List<TableWarning> warnings = new ArrayList<>();
        int[] counts = target.task() == Task.CLASSES ? target.counts(split.train()) : new int[0];
        for (int label = 0; label < counts.length; label++) {
            if (counts[label] == 0) {
                warnings.add(new TableWarning(
                        Kind.UNTRAINED_CLASS,
                        target.name(),
                        "has no row of " + Columns.quoted(target.labels().get(label))
                                + " in the training part: the network cannot learn it."));
            }
        }
        return warnings;
    }

    private static boolean usable(ColumnSummary summary) {
        return switch (summary.kind()) {
            case NUMBER, COUNTER, CATEGORY -> true;
            case IDENTIFIER, CONSTANT, EMPTY -> false;
        };
    }

    private static Optional<TableWarning> kind(ColumnSummary summary) {
        return switch (summary.kind()) {
            case IDENTIFIER ->
                Optional.of(new TableWarning(
                        Kind.IDENTIFIER,
                        summary.name(),
                        "names rows, not kinds of them: it is left out. Name it with --categorical to use it."));
            case COUNTER ->
                Optional.of(new TableWarning(
                        Kind.IDENTIFIER, summary.name(), "counts the rows: drop it if it is a number of the row."));
            case CONSTANT, EMPTY ->
                Optional.of(new TableWarning(
                        Kind.CONSTANT,
                        summary.name(),
                        "has " + (summary.kind() == ColumnSummary.Kind.EMPTY ? "no value" : "one value in all rows")
                                + ": it is left out."));
            case NUMBER, CATEGORY -> Optional.empty();
        };
    }
}
