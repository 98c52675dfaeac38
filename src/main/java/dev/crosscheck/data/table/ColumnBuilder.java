package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Printable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;

/**
 * Collects the cells of a column and determines how they are to be read: plain numbers are kept until the first text, and texts if the first cell
 * is one. A column that turns out to be something else must be read again, by the builder that {@link #again} returns.
 */
final class ColumnBuilder {
    /** Maximum number of different texts that are kept, for the report: many more than a column may have categories. */
    static final int MOST_TEXTS = 1 << 16;

    /** Maximum number of characters of these texts together. */
    private static final int MOST_CHARACTERS = 1 << 22;

    /** Maximum number of different odd cells that are counted by their texts. */
    private static final int MOST_ODD = 1000;

    /** Bytes of a text without its characters: its objects and its entry in a map. */
    private static final int TEXT_OVERHEAD = 120;

    private static final int FIRST_CAPACITY = 64;

    private static final String REMEDY =
            "Repair the cell, add its text to --missing if it stands for a missing value, or name the column with --categorical or --drop.";

    /**
     * What the cells of a column must be.
     *
     * @param form the form of numbers, dates or words; null for texts that are kept
     * @param doubt what else they may mean, and the option that decides; empty if they are clear
     * @param strict whether another cell is an error; otherwise a few count as missing
     */
    record Wanted(CellForm form, String doubt, boolean strict) {
        static final Wanted TEXTS = new Wanted(null, "", false);

        private ToDoubleFunction<String> reader() {
            return form instanceof DateForm dates
                    ? dates.reader()
                    : form instanceof NumberForm number ? number.reader() : Decimal::parse;
        }
    }

    /** A text, its code, and whether it is a number. */
    private record Known(int code, boolean number) {}

    private final String file;
    private final String name;
    private final TableOptions options;
    private final LongConsumer memory;

    /** Null if the cells determine it, which {@link #finder} then finds. */
    private final Wanted wanted;

    private final FormFinder finder;

    /** Null unless the column is of words. */
    private final WordsColumn.Builder words;

    private final ToDoubleFunction<String> reader;
    private final Map<String, Known> texts = new LinkedHashMap<>();
    private final Map<String, Integer> odd = new LinkedHashMap<>();
    private int oddCells;
    private boolean stale;
    private int missing;
    private int rows;
    private int characters;
    private boolean complete = true;
    private int numberTexts;
    private TextColumn.NoNumber firstText;
    private CrosscheckException firstOdd;
    private CrosscheckException infinite;

    /** Either this array or {@link #codes} is not null. */
    private double[] numbers = new double[FIRST_CAPACITY];

    private int[] codes;

    /**
     * @param wanted null to determine it from the cells
     * @param finder null if {@code wanted} is not
     * @param memory receives the bytes that each new text takes
     */
    ColumnBuilder(
            String file, String name, Wanted wanted, TableOptions options, FormFinder finder, LongConsumer memory) {
        this.file = file;
        this.name = name;
        this.options = options;
        this.memory = memory;
        this.wanted = wanted;
        this.finder = finder;
        this.reader = wanted == null ? Decimal::parse : wanted.reader();
        this.words = wanted != null && wanted.form() instanceof WordsForm form
                ? new WordsColumn.Builder(name, form, memory)
                : null;
        if (wanted != null && wanted.form() == null) {
            becomeTexts();
        }
    }

    /** @return the new length of a full array: a quarter more, so that little of it stays unused */
    static int larger(int length) {
        return Math.max(FIRST_CAPACITY, length + length / 4);
    }

    /**
     * Called after the last cell.
     *
     * @return how the column must be read again; null if it has been read
     */
    Wanted again() {
        if (finder == null || numbers != null && missing == rows) {
            return null;
        }
        FormFinder.Found found = finder.found();
        boolean number = options.numeric().contains(name);
        if (found.form() == null && !number) {
            return codes != null && found.doubt().isEmpty() ? null : new Wanted(null, found.doubt(), false);
        }
        boolean plain = found.form() instanceof NumberForm form
                && form.isPlain()
                && found.doubt().isEmpty();
        if (numbers != null && plain) {
            return null;
        }
        boolean unusable = found.form() == null || number && found.form() instanceof DateForm;
        return new Wanted(unusable ? NumberForm.PLAIN : found.form(), found.doubt(), number);
    }

    void add(int line, String text) {
        if (words != null) {
            words.add(options.isMissing(text) ? "" : text);
        } else if (options.isMissing(text)) {
            missing++;
            put(Double.NaN, TextColumn.MISSING);
        } else if (finder != null) {
            find(line, text);
        } else if (codes != null) {
            addText(text);
        } else {
            addNumber(line, text);
        }
    }

    private void put(double number, int code) {
        if (stale) {
            return;
        }
        if (codes != null) {
            codes = rows < codes.length ? codes : Arrays.copyOf(codes, larger(rows));
            codes[rows++] = code;
        } else {
            numbers = rows < numbers.length ? numbers : Arrays.copyOf(numbers, larger(rows));
            numbers[rows++] = number;
        }
    }

    /** Adds a cell while the form is not known. */
    private void find(int line, String text) {
        boolean number = !Double.isNaN(Decimal.parse(text));
        if (number) {
            finder.addPlain(text);
        } else {
            finder.add(text);
        }
        if (stale) {
            return;
        }
        if (codes == null && !number && missing == rows) {
            becomeTexts();
        }
        if (codes != null) {
            addText(text);
        } else if (number) {
            addNumber(line, text);
        } else {
            stale = true;
            numbers = null;
        }
    }

    private void addNumber(int line, String text) {
        double number = reader.applyAsDouble(text);
        if (Double.isNaN(number)) {
            addOdd(line, text);
        } else if (Double.isInfinite(number)) {
            infinite = refused(infinite, line, "a finite number, at most 1e100 in size", text);
        }
        put(number, TextColumn.OTHER);
    }

    private void addOdd(int line, String text) {
        String expected = wanted.form() instanceof DateForm dates ? dates.expected() : "a number";
        firstOdd = refused(firstOdd, line, expected, text);
        oddCells++;
        if (odd.size() < MOST_ODD || odd.containsKey(text)) {
            odd.merge(text, 1, Integer::sum);
        }
    }

    /** Makes the error of the first such cell: thrown at once if the user wants numbers, or else if the column turns out not to be of its form. */
    private CrosscheckException refused(CrosscheckException first, int line, String expected, String text) {
        CrosscheckException error = first != null
                ? first
                : CrosscheckException.expected(
                        Columns.place(file, line, name), expected, Printable.quoted(text), REMEDY);
        if (wanted != null && wanted.strict()) {
            throw error;
        }
        return error;
    }

    /** Called while no value has been read, only missing ones. */
    private void becomeTexts() {
        codes = new int[numbers.length];
        Arrays.fill(codes, TextColumn.MISSING);
        numbers = null;
    }

    private void addText(String text) {
        Known known = texts.get(text);
        if (known == null) {
            known = newText(text);
        }
        if (known.number()) {
            numberTexts++;
        } else if (firstText == null) {
            firstText = new TextColumn.NoNumber(rows, Printable.excerpt(text));
        }
        put(Double.NaN, known.code());
    }

    private Known newText(String text) {
        boolean number = !Double.isNaN(Decimal.parse(text));
        complete &= texts.size() < MOST_TEXTS && characters + text.length() <= MOST_CHARACTERS;
        if (!complete) {
            return new Known(TextColumn.OTHER, number);
        }
        memory.accept(TEXT_OVERHEAD + 2L * text.length());
        characters += text.length();
        Known known = new Known(texts.size(), number);
        texts.put(text, known);
        return known;
    }

    /** @return the column, after its last cell; the builder releases its array, so that only one column at a time exists twice */
    Column column() {
        if (words != null) {
            return words.column();
        }
        if (codes != null) {
            return new TextColumn(
                    name,
                    Arrays.copyOf(codes, rows),
                    List.copyOf(texts.keySet()),
                    complete,
                    numberTexts,
                    firstText,
                    wanted == null ? "" : wanted.doubt());
        }
        CellForm form = wanted == null ? NumberForm.PLAIN : wanted.form();
        boolean forgives = form.odd().cells() > 0 || OddCells.areFew(oddCells, (long) rows - missing);
        if (infinite != null) {
            throw infinite;
        }
        if (firstOdd != null && !forgives) {
            throw firstOdd;
        }
        double[] all = Arrays.copyOf(numbers, rows);
        numbers = null;
        OddCells cells = OddCells.of(oddCells, odd);
        return form instanceof DateForm dates
                ? new DateColumn(name, dates.with(cells), all)
                : new NumberColumn(name, ((NumberForm) form).with(cells), wanted == null ? "" : wanted.doubt(), all);
    }
}
