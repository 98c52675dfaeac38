package dev.crosscheck.data.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How often each text of a column occurs in some rows.
 *
 * @param column the column
 * @param counts for each text of the column, the number of these rows that have it
 * @param missing rows without a text
 * @param other rows with a text that the column does not keep
 */
record Categories(TextColumn column, int[] counts, int missing, int other) {
    /** Fewer different texts prove nothing: more rows might repeat each of them. */
    private static final int LEAST_IDENTIFIERS = 20;

    static Categories of(TextColumn column, int[] rows) {
        int[] counts = new int[column.texts().size()];
        int missing = 0;
        int other = 0;
        for (int row : rows) {
            int code = column.code(row);
            if (code >= 0) {
                counts[code]++;
            } else if (code == TextColumn.MISSING) {
                missing++;
            } else {
                other++;
            }
        }
        return new Categories(column, counts, missing, other);
    }

    /** @return the number of different texts that are kept */
    int distinct() {
        int distinct = 0;
        for (int count : counts) {
            distinct += count > 0 ? 1 : 0;
        }
        return distinct;
    }

    int present() {
        int present = other;
        for (int count : counts) {
            present += count;
        }
        return present;
    }

    /** @return whether the texts identify rows rather than kinds of rows: fewer than two rows per text on average */
    boolean areIdentifiers() {
        return other > 0 || distinct() > Math.max(LEAST_IDENTIFIERS, present() / 2);
    }

    /** @return the texts that occur, the most frequent first, ties in alphabetical order */
    List<String> byFrequency() {
        List<Integer> places = new ArrayList<>();
        for (int place = 0; place < counts.length; place++) {
            if (counts[place] > 0) {
                places.add(place);
            }
        }
        places.sort(Comparator.<Integer>comparingInt(place -> -counts[place])
                .thenComparing(place -> column.texts().get(place)));
        return places.stream().map(place -> column.texts().get(place)).toList();
    }

    /** @return the texts that occur, sorted */
    List<String> sorted() {
        return byFrequency().stream().sorted().toList();
    }

    /** @return the length of the longest text of the column, in characters */
    int longest() {
        return column.texts().stream().mapToInt(String::length).max().orElse(0);
    }
}
