package dev.crosscheck.data.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How often each text of a column occurs in some rows.
 *
 * @param column the column
 * @param counts by the text's place in the column
 * @param missing rows without a text
 * @param other rows with a text that the column does not keep
 */
record Categories(TextColumn column, int[] counts, int missing, int other) {
    /** Of fewer different texts nothing can be said: each may come again. */
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

    /** Different texts, if all are kept. */
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

    /** Whether it names rows rather than kinds of them: on average fewer than two rows have the same text. */
    boolean areIdentifiers() {
        return other > 0 || distinct() > Math.max(LEAST_IDENTIFIERS, present() / 2);
    }

    /** The texts that occur, the most frequent first and equals by their characters. */
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

    /** The texts that occur, sorted. */
    List<String> sorted() {
        return byFrequency().stream().sorted().toList();
    }

    /** In characters, of all texts of the column. */
    int longest() {
        return column.texts().stream().mapToInt(String::length).max().orElse(0);
    }
}
