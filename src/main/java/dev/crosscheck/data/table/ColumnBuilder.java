package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Printable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Collects the cells of a column whose reading is known. */
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
     * What the cells of a column are.
     *
     * @param reading how numbers or dates are read; null for texts
     * @param doubt what else the cells may mean, and the option that decides; empty if they are clear
     * @param strict whether another cell is an error; otherwise a few count as missing
     */
    record Wanted(Reading reading, String doubt, boolean strict) {
        static final Wanted TEXTS = new Wanted(null, "", false);
    }

    private final Supplier<String> file;
    private final String name;
    private final Wanted wanted;
    private final TableOptions options;
    private final LongConsumer memory;
    private final ToDoubleFunction<String> reader;
    private final Map<String, Integer> texts = new LinkedHashMap<>();
    private final Map<String, Integer> odd = new LinkedHashMap<>();
    private int oddCells;
    private int none;
    private int missing;
    private int rows;
    private int characters;
    private boolean complete = true;
    private CrosscheckException firstOdd;
    private CrosscheckException infinite;

    /** Either this array or {@link #codes} is not null. */
    private double[] numbers;

    private int[] codes;

    /**
     * @param file gives the name of the file that is being read, for messages
     * @param memory receives the bytes that each new text takes
     */
    ColumnBuilder(Supplier<String> file, String name, Wanted wanted, TableOptions options, LongConsumer memory) {
        this.file = file;
        this.name = name;
        this.wanted = wanted;
        this.options = options;
        this.memory = memory;
        boolean text = wanted.reading() == null;
        this.reader = text ? null : wanted.reading().reader();
        this.numbers = text ? null : new double[FIRST_CAPACITY];
        this.codes = text ? new int[FIRST_CAPACITY] : null;
    }

    /** @return the new length of a full array: a quarter more, so that little of it stays unused */
    static int larger(int length) {
        return Math.max(FIRST_CAPACITY, length + length / 4);
    }

    void add(int line, String text) {
        boolean none = options.isMissing(text);
        missing += none ? 1 : 0;
        if (codes != null) {
            codes = rows < codes.length ? codes : Arrays.copyOf(codes, larger(rows));
            codes[rows++] = none ? Column.MISSING : code(text);
        } else {
            numbers = rows < numbers.length ? numbers : Arrays.copyOf(numbers, larger(rows));
            numbers[rows++] = none ? Double.NaN : number(line, text);
        }
    }

    private double number(int line, String text) {
        double number = reader.applyAsDouble(text);
        if (Double.isNaN(number)) {
            firstOdd = refused(firstOdd, line, wanted.reading().expected(), text);
            oddCells++;
            none += FormFinder.isNone(text) ? 1 : 0;
            if (odd.size() < MOST_ODD || odd.containsKey(text)) {
                odd.merge(text, 1, Integer::sum);
            }
        } else if (Double.isInfinite(number)) {
            infinite = refused(infinite, line, "a finite number, at most 1e100 in size", text);
        }
        return number;
    }

    /** Makes the error of the first such cell: thrown at once if the user wants numbers, or else if too many cells are odd. */
    private CrosscheckException refused(CrosscheckException first, int line, String expected, String text) {
        CrosscheckException error = first != null
                ? first
                : CrosscheckException.expected(
                        Columns.place(file.get(), line, name), expected, Printable.quoted(text), REMEDY);
        if (wanted.strict()) {
            throw error;
        }
        return error;
    }

    private int code(String text) {
        Integer known = texts.get(text);
        if (known != null) {
            return known;
        }
        complete &= texts.size() < MOST_TEXTS && characters + text.length() <= MOST_CHARACTERS;
        if (!complete) {
            return Column.OTHER;
        }
        memory.accept(TEXT_OVERHEAD + 2L * text.length());
        characters += text.length();
        texts.put(text, texts.size());
        return texts.size() - 1;
    }

    /** @return the column, after its last cell; the builder releases its array, so that only one column at a time exists twice */
    Column column() {
        if (codes != null) {
            int[] all = Arrays.copyOf(codes, rows);
            codes = null;
            return new Column(name, null, wanted.doubt(), null, all, List.copyOf(texts.keySet()), complete);
        }
        boolean forgives =
                wanted.reading().odd().cells() > 0 || OddCells.areFew(oddCells - none, (long) rows - missing - none);
        if (infinite != null) {
            throw infinite;
        }
        if (firstOdd != null && !forgives) {
            throw firstOdd;
        }
        double[] all = Arrays.copyOf(numbers, rows);
        numbers = null;
        return new Column(
                name, wanted.reading().with(OddCells.of(oddCells, odd)), wanted.doubt(), all, null, List.of(), true);
    }
}
