package dev.crosscheck.data.table;

import dev.crosscheck.limits.Members;
import dev.crosscheck.text.Printable;
import dev.crosscheck.text.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Cells that do not have the form of their column and count as missing, such as {@code oops} among numbers.
 *
 * @param named the most frequent texts, with their numbers of cells
 */
public record OddCells(int cells, Map<String, Integer> named) {
    /** All cells have the form. */
    static final OddCells NONE = new OddCells(0, Map.of());

    /** A column has a form if at most one cell in this many has another. */
    private static final int CELLS_PER_ODD = 20;

    private static final int MOST_NAMED = 4;

    public OddCells {
        Members.whole("cells", cells, 0, Integer.MAX_VALUE);
        named.forEach((text, count) -> {
            Members.plain("named", text, 0, CsvFile.LONGEST_NAME);
            Members.whole("named", count, 1, Integer.MAX_VALUE);
        });
        named = new LinkedHashMap<>(named);
    }

    /** @return whether a column with a value in so many rows has a form although so many cells have another */
    static boolean areFew(long odd, long present) {
        return odd * CELLS_PER_ODD <= present;
    }

    /** @param counts the cells by their texts, not necessarily all */
    static OddCells of(int cells, Map<String, Integer> counts) {
        Map<String, Integer> named = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_NAMED)
                .forEach(entry -> named.merge(Printable.excerpt(entry.getKey()), entry.getValue(), Integer::sum));
        return new OddCells(cells, named);
    }

    /** @return a description with the most frequent texts; empty if there are no such cells */
    String words() {
        List<String> shown = new ArrayList<>();
        named.forEach((text, count) -> shown.add(Printable.quoted(text) + Text.of(" %,d", count)));
        int others = cells - named.values().stream().mapToInt(count -> count).sum();
        if (others > 0) {
            shown.add(Text.of("others %,d", others));
        }
        return cells == 0 ? "" : "odd cells as missing: " + String.join(", ", shown);
    }
}
