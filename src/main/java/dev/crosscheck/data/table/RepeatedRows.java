package dev.crosscheck.data.table;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Finds rows that are equal in all columns but those that name rows: rows that repeat an earlier one, and those of the test part that were also
 * trained on.
 */
final class RepeatedRows {
    /** From this share on, it is the columns that say too little: a table would have to hold each row ten times. */
    private static final double NEARLY_ALL = 0.9;

    private RepeatedRows() {}

    static List<String> of(Table table, Preprocessing preprocessing, Split split) {
        int[] firsts = firsts(columns(table, preprocessing, split.train()), table.rows());
        long repeated = IntStream.range(0, firsts.length)
                .filter(row -> firsts[row] != row)
                .count();
        List<String> words = new ArrayList<>();
        if (repeated > 0) {
            boolean nearlyAll = repeated > NEARLY_ALL * firsts.length;
            words.add(text(
                    "%,d of %,d rows repeat an earlier row in all inputs and the target%s.",
                    repeated, firsts.length, nearlyAll ? ": the inputs hardly tell rows apart" : ""));
            if (nearlyAll) {
                return words;
            }
        }
        BitSet learnt = new BitSet();
        IntStream.of(split.train()).forEach(row -> learnt.set(firsts[row]));
        long shared = IntStream.of(split.test())
                .filter(row -> learnt.get(firsts[row]))
                .count();
        if (shared > 0) {
            words.add(text(
                    "%,d of %,d test rows are also in the training part, with all inputs and the target: remove them if they"
                            + " are copies, since they make the test result too good.",
                    shared, split.test().length));
        }
        return words;
    }

    private static String text(String format, Object... figures) {
        return String.format(Locale.ROOT, format, figures);
    }

    private static List<Column> columns(Table table, Preprocessing preprocessing, int... training) {
        return table.columns().stream()
                .filter(column -> preprocessing.columns().contains(column.name())
                        || column.name().equals(preprocessing.target().name())
                        || column.isText() && !Fitting.nameRows(column, training))
                .toList();
    }

    /** @return for each row the first that is equal. Texts that the table does not keep are not known to be equal. */
    private static int[] firsts(List<Column> columns, int rows) {
        Comparator<Integer> byCells = (one, other) -> {
            int result = 0;
            for (int i = 0; i < columns.size() && result == 0; i++) {
                result = Double.compare(columns.get(i).key(one), columns.get(i).key(other));
            }
            return result;
        };
        Integer[] order = IntStream.range(0, rows).boxed().sorted(byCells).toArray(Integer[]::new);
        int[] firsts = new int[rows];
        for (int i = 0; i < rows; i++) {
            int row = order[i];
            boolean repeats = i > 0
                    && byCells.compare(order[i - 1], row) == 0
                    && columns.stream().noneMatch(column -> column.isOther(row));
            firsts[row] = repeats ? firsts[order[i - 1]] : row;
        }
        return firsts;
    }
}
