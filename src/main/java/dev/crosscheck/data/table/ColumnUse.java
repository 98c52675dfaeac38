package dev.crosscheck.data.table;

import dev.crosscheck.Members;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a {@link Preprocessing} uses a column of the training table, for all commands, pages and records.
 *
 * @param use {@value #TARGET}, {@value #LEFT_OUT}, or the {@link Encoding#kind} of an input
 * @param words a description of the use; for a column that is left out, with the reason
 */
public record ColumnUse(String column, String use, int inputs, String words) {
    /** Predicted. */
    public static final String TARGET = "target";

    /** Not used. */
    public static final String LEFT_OUT = "left out";

    public ColumnUse {
        Members.plain("column", column, 1, CsvFile.LONGEST_NAME);
        Members.plain("use", use, 1, CsvFile.LONGEST_NAME);
        Members.whole("inputs", inputs, 0, Preprocessing.MOST_FEATURES);
        Members.plain("words", words, 0, 2 * Preprocessing.LONGEST_WORDS);
    }

    /** @return one line: the number of inputs, of the columns they come from by kind, and of columns left out */
    public static String inWords(List<ColumnUse> uses) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        uses.forEach(column -> counts.merge(column.use(), 1, Integer::sum));
        counts.remove(TARGET);
        Integer leftOut = counts.remove(LEFT_OUT);
        int used = counts.values().stream().mapToInt(count -> count).sum();
        return String.format(
                Locale.ROOT,
                "%,d, from %,d of %,d columns (%s); %s",
                uses.stream().mapToInt(ColumnUse::inputs).sum(),
                used,
                used + (leftOut == null ? 0 : leftOut),
                counts.entrySet().stream()
                        .map(kind -> counted(kind.getValue(), kind.getKey()))
                        .collect(Collectors.joining(", ")),
                leftOut == null ? "none left out" : String.format(Locale.ROOT, "%,d left out", leftOut));
    }

    private static String counted(int count, String kind) {
        String plural = kind.endsWith("y") ? kind.substring(0, kind.length() - 1) + "ies" : kind + "s";
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? kind : plural);
    }
}
