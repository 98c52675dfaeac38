package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Rows that stay together in a {@link Split}. */
final class Groups {
    private Groups() {}

    /** The rows of each value of a column, in the order in which the values first occur. */
    static List<int[]> of(Table table, String name, int[] rows) {
        Column column = table.column(name, " (--split-by)");
        Map<Object, IntStream.Builder> groups = new LinkedHashMap<>();
        for (int row : rows) {
            groups.computeIfAbsent(key(table, column, row), key -> IntStream.builder())
                    .add(row);
        }
        return groups.values().stream().map(group -> group.build().toArray()).toList();
    }

    private static Object key(Table table, Column column, int row) {
        if (column instanceof NumberColumn numbers) {
            return numbers.value(row) + 0.0; // -0 is 0.
        }
        int code = ((TextColumn) column).code(row);
        if (code == TextColumn.OTHER) {
            throw CrosscheckException.expected(
                    table.name() + ": column " + Columns.quoted(column.name()),
                    "at most " + ColumnBuilder.MOST_TEXTS + " groups with names of some thousand kilobytes",
                    "more",
                    "Give groups numbers, or split by another column.");
        }
        return code;
    }

    /**
     * Takes groups out of a list until their rows are as many as wanted, as nearly as whole groups allow.
     *
     * @param left groups that have to stay
     */
    static List<int[]> taken(List<int[]> groups, int wanted, int left) {
        List<int[]> taken = new ArrayList<>();
        int size = 0;
        for (int i = 0; i < groups.size() && groups.size() > left; ) {
            int larger = size + groups.get(i).length;
            if (Math.abs(larger - wanted) < wanted - size) {
                size = larger;
                taken.add(groups.remove(i));
            } else {
                i++;
            }
        }
        if (taken.isEmpty() && wanted > 0) {
            int[] smallest = groups.stream()
                    .min(Comparator.comparingInt(group -> group.length))
                    .orElseThrow();
            groups.remove(smallest);
            taken.add(smallest);
        }
        return taken;
    }
}
