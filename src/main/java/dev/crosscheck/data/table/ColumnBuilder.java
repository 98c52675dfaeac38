package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.Excerpt;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Fills a column cell by cell and finds out what it holds. A column counts as numbers until its first text. The texts of the numbers before
 * that are not kept, so the column has to be read again.
 */
final class ColumnBuilder {
    /** Different texts that are kept of a column, for the report: many times as many as can be categories. */
    static final int MOST_TEXTS = 1 << 16;

    /** Characters of all these texts. */
    private static final int MOST_CHARACTERS = 1 << 22;

    /** Bytes that a text costs beside its characters: its objects and its entry in a map. */
    private static final int TEXT_OVERHEAD = 120;

    private static final int FIRST_CAPACITY = 64;

    private static final String REMEDY =
            "Repair the cell, add its text to --missing if it stands for a missing value, or name the column with --categorical or --drop.";

    /** The type that a column is to have. */
    enum Kind {
        FOUND,
        NUMBERS,
        TEXTS
    }

    /** A text that is kept, and whether it is a number. */
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

    /** One of the two is there. */
    private double[] numbers = new double[FIRST_CAPACITY];

    private int[] codes;

    /** @param memory is given the bytes that a new text takes */
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

    /** The length of a full array that is to grow: a quarter more, so that little of it is empty. */
    static int larger(int length) {
        return Math.max(FIRST_CAPACITY, length + length / 4);
    }

    /** Whether it has texts after numbers and has to be read again as texts. */
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

    /** An error if the column is one of numbers, which is known at its end. */
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

    /** All values so far, if there are any, are missing. */
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

    /** The column, after its last cell; its array leaves the builder, so that only one column at a time is there twice. */
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
