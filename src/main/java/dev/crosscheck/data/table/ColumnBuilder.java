package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.Excerpt;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Collects the cells of a column and determines its type. A column is numeric until its first text. The texts of earlier numbers are not kept,
 * so such a column must be read again.
 */
final class ColumnBuilder {
    /** Maximum number of different texts that are kept, for the report: many more than a column may have categories. */
    static final int MOST_TEXTS = 1 << 16;

    /** Maximum number of characters of these texts together. */
    private static final int MOST_CHARACTERS = 1 << 22;

    /** Bytes of a text without its characters: its objects and its entry in a map. */
    private static final int TEXT_OVERHEAD = 120;

    private static final int FIRST_CAPACITY = 64;

    private static final String REMEDY =
            "Repair the cell, add its text to --missing if it stands for a missing value, or name the column with --categorical or --drop.";

    /** The type that a column must have; {@code FOUND} if it follows from the cells. */
    enum Kind {
        FOUND,
        NUMBERS,
        TEXTS
    }

    /** A text, its code, and whether it is a number. */
    private record Known(int code, boolean number) {}

    private final String file;
    private final String name;
    private final TableOptions options;
    private final boolean numbersOnly;
    private final LongConsumer memory;
    private final Map<String, Known> texts = new LinkedHashMap<>();
    private boolean stale;
    private int missing;
    private int rows;
    private int characters;
    private boolean complete = true;
    private int numberTexts;
    private TextColumn.NoNumber firstText;
    private CrosscheckException infinite;

    /** Either this array or {@link #codes} is not null. */
    private double[] numbers = new double[FIRST_CAPACITY];

    private int[] codes;

    /** @param memory receives the bytes that each new text takes */
    ColumnBuilder(String file, String name, Kind kind, TableOptions options, LongConsumer memory) {
        this.file = file;
        this.name = name;
        this.options = options;
        this.memory = memory;
        this.numbersOnly = kind == Kind.NUMBERS;
        if (kind == Kind.TEXTS) {
            becomeTexts();
        }
    }

    /** @return the new length of a full array: a quarter more, so that little of it stays unused */
    static int larger(int length) {
        return Math.max(FIRST_CAPACITY, length + length / 4);
    }

    /** @return whether a text followed numbers, so that the column must be read again as texts */
    boolean isStale() {
        return stale;
    }

    void add(int line, String text) {
        if (stale) {
            return;
        }
        if (options.isMissing(text)) {
            missing++;
            put(Double.NaN, TextColumn.MISSING);
        } else if (codes != null) {
            addText(text);
        } else {
            addNumber(line, text);
        }
    }

    private void put(double number, int code) {
        if (codes != null) {
            codes = rows < codes.length ? codes : Arrays.copyOf(codes, larger(rows));
            codes[rows++] = code;
        } else {
            numbers = rows < numbers.length ? numbers : Arrays.copyOf(numbers, larger(rows));
            numbers[rows++] = number;
        }
    }

    private void addNumber(int line, String text) {
        double number = Decimal.parse(text);
        if (Double.isNaN(number)) {
            textFound(line, text);
            return;
        }
        if (Double.isInfinite(number)) {
            infiniteFound(line, text);
        }
        put(number, TextColumn.OTHER);
    }

    private void textFound(int line, String text) {
        if (numbersOnly) {
            throw CrosscheckException.expected(
                    Columns.place(file, line, name), "a number", Excerpt.quoted(text), REMEDY);
        }
        if (missing == rows) {
            becomeTexts();
            addText(text);
        } else {
            stale = true;
            numbers = null;
        }
    }

    /** An infinite number is an error if the column turns out to be numeric, which is known at its end. */
    private void infiniteFound(int line, String text) {
        if (infinite == null) {
            infinite = CrosscheckException.expected(
                    Columns.place(file, line, name),
                    "a finite number, at most 1e100 in size",
                    Excerpt.quoted(text),
                    REMEDY);
        }
        if (numbersOnly) {
            throw infinite;
        }
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
            firstText = new TextColumn.NoNumber(rows, Excerpt.of(text));
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
        if (codes != null) {
            return new TextColumn(
                    name, Arrays.copyOf(codes, rows), List.copyOf(texts.keySet()), complete, numberTexts, firstText);
        }
        if (infinite != null) {
            throw infinite;
        }
        double[] all = Arrays.copyOf(numbers, rows);
        numbers = null;
        return new NumberColumn(name, all);
    }
}
