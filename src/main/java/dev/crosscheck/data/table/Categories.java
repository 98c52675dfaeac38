package dev.crosscheck.data.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

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

    /** If not all categories have features, those with at least this many rows do. */
    private static final int LEAST_ROWS = 10;

    /** If not all categories have features, at most this many do. */
    private static final int MOST_FREQUENT = 250;

    /** Together, frequent categories must have at least one of this many rows, or the column hardly has any. */
    private static final int ROWS_PER_FREQUENT = 10;

    /** Texts with this many words on average are prose. */
    private static final int WORDS = 4;

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
        return placesByFrequency().stream().map(column.texts()::get).toList();
    }

    private List<Integer> placesByFrequency() {
        List<Integer> places = new ArrayList<>();
        for (int place = 0; place < counts.length; place++) {
            if (counts[place] > 0) {
                places.add(place);
            }
        }
        places.sort(Comparator.<Integer>comparingInt(place -> -counts[place])
                .thenComparing(place -> column.texts().get(place)));
        return places;
    }

    /** @return the texts that occur, sorted */
    List<String> sorted() {
        return byFrequency().stream().sorted().toList();
    }

    /**
     * Returns the categories that have features if not all do.
     *
     * @param asked whether the user wants categories, so that even rare ones are taken
     * @return them, sorted; empty if there are hardly any
     */
    List<String> frequent(boolean asked) {
        List<String> frequent = new ArrayList<>();
        long rows = 0;
        for (int place : placesByFrequency()) {
            if (frequent.size() < MOST_FREQUENT && (asked || counts[place] >= LEAST_ROWS)) {
                frequent.add(column.texts().get(place));
                rows += counts[place];
            }
        }
        boolean few = rows * ROWS_PER_FREQUENT < present();
        return few && !asked ? List.of() : frequent.stream().sorted().toList();
    }

    /**
     * Describes the other categories.
     *
     * @param frequent the categories that have features
     * @param options say which texts stand for missing values
     */
    RestForm rest(List<String> frequent, TableOptions options) {
        String name = "other";
        while (column.texts().contains(name) || options.isMissing(name)) {
            name += "_";
        }
        Set<String> own = new HashSet<>(frequent);
        int rare = other > 0 ? 1 : 0;
        int rows = other;
        for (int place = 0; place < counts.length; place++) {
            if (counts[place] > 0 && !own.contains(column.texts().get(place))) {
                rare++;
                rows += counts[place];
            }
        }
        return new RestForm(name, rare, rows);
    }

    /** @return whether they are nothing but names of rows: no free text, and no numbers among which some cells are odd */
    boolean nameRows(Table table) {
        return areIdentifiers() && wordsEach() < WORDS && column.oddity(table).isEmpty();
    }

    private double wordsEach() {
        return column.texts().stream()
                .mapToInt(text -> text.split("\\s+").length)
                .average()
                .orElse(0);
    }

    /** @return why a column without frequent texts is left out */
    String words() {
        double words = wordsEach();
        if (!areIdentifiers()) {
            return String.format(
                    Locale.ROOT, "%,d categories, hardly one of them in %d training rows", distinct(), LEAST_ROWS);
        }
        String many = String.format(
                Locale.ROOT,
                "%s%,d different texts in %,d training rows",
                other > 0 ? "more than " : "",
                distinct(),
                present());
        return words < WORDS
                ? many + " identify rows, not categories"
                : String.format(
                        Locale.ROOT,
                        "%s are free text, of %.0f words on average (--hash-words uses its words)",
                        many,
                        words);
    }

    /** @return the length of the longest text of the column, in characters */
    int longest() {
        return column.texts().stream().mapToInt(String::length).max().orElse(0);
    }
}
