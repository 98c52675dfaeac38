package dev.crosscheck.data.table;

import dev.crosscheck.Printable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** A column of texts. Each different text is stored once. */
public final class TextColumn implements Column {
    /** Code of a missing value. */
    static final int MISSING = -1;

    /** Code of a text that is not kept, because the column has too many different texts to be categories. */
    static final int OTHER = -2;

    private final String name;
    private final int missing;
    private final int[] codes;
    private final List<String> texts;
    private final boolean complete;
    private final int numbers;
    private final NoNumber first;
    private final String doubt;

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
     * @param doubt what the texts may mean, and the option that decides; empty if they are clear
     */
    TextColumn(
            String name, int[] codes, List<String> texts, boolean complete, int numbers, NoNumber first, String doubt) {
        this.doubt = doubt;
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
                name,
                joined,
                List.copyOf(places.keySet()),
                complete && other.complete,
                numbers + other.numbers,
                first,
                doubt);
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
     * Explains why a column that may have been meant as numbers or dates is text: more than a few cells are not numbers, or the dates are unclear.
     *
     * @param table the table of the column
     * @return an explanation in a few words; empty if the column is clearly text, or the user declared it as categories
     */
    Optional<String> oddity(Table table) {
        if (texts.isEmpty() || table.options().categorical().contains(name)) {
            return Optional.empty();
        }
        if (!doubt.isEmpty()) {
            return Optional.of(doubt);
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
                Printable.quoted(first.text()),
                table.line(first.row())));
    }

    @Override
    public CellForm form() {
        return null;
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
