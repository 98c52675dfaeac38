package dev.crosscheck.data.table;

import dev.crosscheck.limits.Members;
import dev.crosscheck.text.Text;
import java.util.List;

/**
 * How a {@link Preprocessing} uses a column of the training table, for all commands, pages and records.
 *
 * @param use {@value #TARGET}, {@value #LEFT_OUT}, or the {@link Encoding#kind} of an input
 * @param words a description of the use; for a column that is left out, with the reason
 */
public record ColumnUse(String column, String use, int inputs, String words) {
    public static final String TARGET = "target";

    public static final String LEFT_OUT = "left out";

    public ColumnUse {
        Members.plain("column", column, 1, CsvFile.LONGEST_NAME);
        Members.plain("use", use, 1, CsvFile.LONGEST_NAME);
        Members.whole("inputs", inputs, 0, Preprocessing.MOST_FEATURES);
        Members.plain("words", words, 0, 2 * Preprocessing.LONGEST_WORDS);
    }

    /** @return one line: the number of inputs, and of the columns they come from */
    public static String inWords(List<ColumnUse> uses) {
        long columns =
                uses.stream().filter(column -> !column.use().equals(TARGET)).count();
        long leftOut =
                uses.stream().filter(column -> column.use().equals(LEFT_OUT)).count();
        int inputs = uses.stream().mapToInt(ColumnUse::inputs).sum();
        return Text.of("%,d, from %,d of %,d columns", inputs, columns - leftOut, columns);
    }
}
