package dev.crosscheck.data.table;

import dev.crosscheck.run.Excerpt;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A column of texts. Each different text is stored once. */
public final class TextColumn implements Column {
    /** Code of a missing value. */
    static final int MISSING = -1;

    /** Code of a text that is not kept, because the column has too many different texts to be categories. */
    static final int OTHER = -2;

    /** Matches 2024-03-31, 31.3.2024, 3/31/24 and 23:59, whatever follows. */
    private static final Pattern DATE = Pattern.compile(
            "\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}(?!\\d)|\\d{1,2}[-/.]\\d{1,2}[-/.](\\d{4}|\\d\\d)(?!\\d)|\\d{1,2}:\\d\\d(?!\\d)");

    private final String name;
    private final int missing;
    private final int[] codes;
    private final List<String> texts;
    private final boolean complete;
    private final int numbers;
    private final NoNumber first;

    /**
     * A cell that is not a number.
     *
     * @param row the row
     * @param text the beginning of the text
     */
    record NoNumber(int row, String text) {}

    /**
     * @param codes for each row the index of its text, {@link #MISSING} or {@link #OTHER}
     * @param numbers number of cells that are numbers
     * @param first the first cell that is not a number; null if there is none
     */
    TextColumn(String name, int[] codes, List<String> texts, boolean complete, int numbers, NoNumber first) {
        this.name = name;
        this.missing = (int) IntStream.of(codes).filter(code -> code == MISSING).count();
        this.codes = codes;
        this.texts = texts;
        this.complete = complete;
        this.numbers = numbers;
        this.first = first;
    }

    /** @return this column with the rows of another one appended, whose new texts follow those of this one */
    TextColumn followedBy(TextColumn other) {
        Map<String, Integer> places = new LinkedHashMap<>();
        texts.forEach(text -> places.put(text, places.size()));
        other.texts.forEach(text -> places.putIfAbsent(text, places.size()));
        int[] moved = other.texts.stream().mapToInt(places::get).toArray();
        int[] joined = Arrays.copyOf(codes, codes.length + other.codes.length);
        for (int row = 0; row < other.codes.length; row++) {
            int code = other.codes[row];
            joined[codes.length + row] = code < 0 ? code : moved[code];
        }
        return new TextColumn(
                name, joined, List.copyOf(places.keySet()), complete && other.complete, numbers + other.numbers, first);
    }

    /** @return the index of the row's text in {@link #texts}, or a negative code */
    int code(int row) {
        return codes[row];
    }

    /** @return the different texts, in the order in which they first occur */
    public List<String> texts() {
        return texts;
    }

    /** @return whether {@link #texts} are all; of tens of thousands, some are not kept */
    public boolean isComplete() {
        return complete;
    }

    /**
     * Explains why a column that may have been meant as numbers or dates is text: some cells are not numbers, or there are decimal commas or dates.
     *
     * @param table the table of the column
     * @return an explanation in a few words; empty if the column is clearly text, or the user declared it as categories
     */
    Optional<String> oddity(Table table) {
        if (texts.isEmpty() || table.options().categorical().contains(name)) {
            return Optional.empty();
        }
        if (hasDecimalCommas()) {
            return Optional.of("decimal commas are not read as numbers");
        }
        if (texts.stream().allMatch(text -> DATE.matcher(text).lookingAt())) {
            return Optional.of("its cells look like dates, which are not read as numbers");
        }
        int present = table.rows() - missing;
        int others = present - numbers;
        if (first == null || others > numbers) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                others == 1
                        ? "%,d of %,d cells are numbers; %s in line %d is not"
                        : "%,d of %,d cells are numbers; %s in line %d is the first that is not",
                numbers,
                present,
                Excerpt.quoted(first.text()),
                table.line(first.row())));
    }

    /** @return whether all texts are numbers, some with a decimal comma, as is common in tables with semicolons */
    boolean hasDecimalCommas() {
        return texts.stream().anyMatch(text -> text.indexOf(',') >= 0)
                && texts.stream()
                        .allMatch(text -> text.indexOf(',') == text.lastIndexOf(',')
                                && !Double.isNaN(Decimal.parse(text.replace(',', '.'))));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int missing() {
        return missing;
    }

    @Override
    public boolean isMissing(int row) {
        return code(row) == MISSING;
    }

    @Override
    public String text(int row) {
        return code(row) >= 0 ? texts.get(code(row)) : "";
    }
}
