package dev.crosscheck.data.table;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Finds rows that are equal in all columns but those that name rows: rows that repeat an earlier one, and those of the test part that were also
 * trained on.
 */
final class RepeatedRows {
    private static final int MULTIPLIER = 31;

    /** 2 to the power of 32, divided by the golden ratio (Knuth 1973), which spreads hashes. */
    private static final int SPREAD = 0x9E3779B9;

    /** Rows for which the hash table is an array. */
    private static final int MOST = 1 << 28;

    /** From this share on, it is the columns that say too little: a table would have to hold each row ten times. */
    private static final double NEARLY_ALL = 0.9;

    private final List<Column> columns = new ArrayList<>();

    /** The index of the first row that is equal, by row. */
    private final int[] firsts;

    private RepeatedRows(Table table, Preprocessing preprocessing, int... training) {
        preprocessing.columns().forEach(column -> columns.add(table.column(column)));
        columns.add(table.column(preprocessing.target().name()));
        for (Preprocessing.LeftOut leftOut : preprocessing.leftOut()) {
            boolean dropped = !table.has(leftOut.name());
            if (!dropped
                    && table.column(leftOut.name()).isText()
                    && !Fitting.nameRows(table.column(leftOut.name()), training)) {
                columns.add(table.column(leftOut.name()));
            }
        }
        this.firsts = new int[table.rows()];
        // A hash table with linear probing, at most half full, of the rows that repeat none, counted from 1.
        int[] known = new int[4 * Integer.highestOneBit(Math.max(1, Math.min(MOST, firsts.length)))];
        for (int row = 0; row < firsts.length; row++) {
            int at = hash(row) & known.length - 1;
            while (known[at] != 0 && !areEqual(known[at] - 1, row)) {
                at = at + 1 & known.length - 1;
            }
            known[at] = known[at] == 0 ? row + 1 : known[at];
            firsts[row] = known[at] - 1;
        }
    }

    static List<TableWarning> of(Table table, Preprocessing preprocessing, Split split) {
        RepeatedRows rows = new RepeatedRows(table, preprocessing, split.train());
        List<TableWarning> warnings = new ArrayList<>();
        long repeated = IntStream.range(0, table.rows())
                .filter(row -> rows.firsts[row] != row)
                .count();
        if (repeated > NEARLY_ALL * table.rows()) {
            return List.of(warning(
                    "%,d of %,d rows repeat an earlier row in all inputs and the target: the inputs hardly tell rows apart.",
                    repeated, table.rows()));
        }
        if (repeated > 0) {
            warnings.add(warning(
                    "%,d of %,d rows repeat an earlier row in all inputs and the target.", repeated, table.rows()));
        }
        BitSet learnt = new BitSet();
        IntStream.of(split.train()).forEach(row -> learnt.set(rows.firsts[row]));
        long shared = IntStream.of(split.test())
                .filter(row -> learnt.get(rows.firsts[row]))
                .count();
        if (shared > 0) {
            warnings.add(warning(
                    "%,d of %,d test rows are also in the training part, with all inputs and the target: remove them if they"
                            + " are copies, since they make the test result too good.",
                    shared, split.test().length));
        }
        return warnings;
    }

    private static TableWarning warning(String format, Object... figures) {
        return new TableWarning(TableWarning.Kind.REPEATED_ROWS, null, String.format(Locale.ROOT, format, figures));
    }

    private int hash(int row) {
        int hash = 1;
        for (Column column : columns) {
            hash = MULTIPLIER * hash + Double.hashCode(column.key(row));
        }
        hash *= SPREAD;
        return hash ^ hash >>> Short.SIZE;
    }

    /** Texts that the table does not keep are not known to be equal. */
    private boolean areEqual(int one, int other) {
        for (Column column : columns) {
            if (column.isOther(one) || Double.compare(column.key(one), column.key(other)) != 0) {
                return false;
            }
        }
        return true;
    }
}
