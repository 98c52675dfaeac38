package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.Excerpt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Fills a column cell by cell and finds out what it holds. A column counts as numbers until its first text; the numbers before it are not
 * kept as texts, so that it has to be read once more then.
 */
final class ColumnBuilder {
    /** Different texts that are kept of a column: many times what can be categories, for the report. */
    static final int MOST_TEXTS = 1 << 16;

    /** Characters of all these texts. */
    private static final int MOST_CHARACTERS = 1 << 22;

    /** What a text costs beside its characters: two objects, and its places in a map and a list. */
    private static final int TEXT_OVERHEAD = 120;

    private static final String REMEDY =
            "Repair the cell, add its text to --missing if it stands for a missing value, or name the column with --categorical or --drop.";

    /** What is asked of a column, or found. */
    enum Kind {
        FOUND,
        NUMBERS,
        TEXTS
    }

    private final String file;
    private final String name;
    private final TableOptions options;
    private final boolean numbersOnly;
    private final boolean markedByNumbers;
    private final Chunks.Room room;
    private final Map<String, Integer> places = new HashMap<>();
    private final List<String> texts = new ArrayList<>();
    private Kind kind;
    private boolean stale;
    private int missing;
    private int rows;
    private int characters;
    private boolean complete = true;
    private NumberBuilder numbers;
    private Chunks<int[]> codes;
    private Recent recent;
    private int numberTexts;
    private TextColumn.NoNumber firstText;
    private CrosscheckException infinite;

    ColumnBuilder(String file, String name, Kind kind, TableOptions options, Chunks.Room room) {
        this.file = file;
        this.name = name;
        this.options = options;
        this.room = room;
        this.numbersOnly = kind == Kind.NUMBERS;
        this.markedByNumbers = options.missing().stream().anyMatch(text -> !Double.isNaN(Decimal.parse(text)));
        this.kind = Kind.FOUND;
        if (kind != Kind.FOUND) {
            become(kind);
        }
    }

    /** Whether it turned out to be of texts after numbers, and has to be read again as that. */
    boolean isStale() {
        return stale;
    }

    void add(int line, char[] text, int offset, int length) {
        if (stale) {
            return;
        }
        if (kind == Kind.TEXTS) {
            addText(text, offset, length);
        } else if (length == 0) {
            addMissing();
        } else {
            addNumber(line, Decimal.parse(text, offset, length), text, offset, length);
        }
        rows++;
    }

    private void addNumber(int line, double number, char[] text, int offset, int length) {
        if ((Double.isNaN(number) || markedByNumbers) && options.isMissing(new String(text, offset, length))) {
            addMissing();
        } else if (Double.isNaN(number)) {
            textFound(line, new String(text, offset, length));
        } else {
            if (Double.isInfinite(number)) {
                infiniteFound(line, new String(text, offset, length));
            }
            if (kind == Kind.FOUND) {
                become(Kind.NUMBERS);
            }
            numbers.put(number);
        }
    }

    private void textFound(int line, String text) {
        if (numbersOnly) {
            throw CrosscheckException.expected(
                    Columns.place(file, line, name), "a number", Excerpt.quoted(text), REMEDY);
        }
        if (kind == Kind.FOUND) {
            become(Kind.TEXTS);
            addText(text.toCharArray(), 0, text.length());
        } else {
            stale = true;
            numbers.clear();
        }
    }

    /** An error if the column is one of numbers, which its end tells. */
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

    /** Begins to keep what the column is of, with the missing values so far. */
    private void become(Kind found) {
        kind = found;
        int before = rows;
        if (found == Kind.NUMBERS) {
            numbers = new NumberBuilder(room);
            for (int i = 0; i < before; i++) {
                numbers.put(Double.NaN);
            }
        } else {
            codes = new Chunks<>(int[]::new, Integer.BYTES, room);
            recent = new Recent();
            for (int i = 0; i < before; i++) {
                putCode(TextColumn.MISSING);
            }
        }
    }

    private void addMissing() {
        missing++;
        if (kind == Kind.NUMBERS) {
            numbers.put(Double.NaN);
        }
    }

    private void addText(char[] text, int offset, int length) {
        int slot = Recent.slot(text, offset, length);
        if (!recent.has(slot, text, offset, length)) {
            String known = new String(text, offset, length);
            recent.put(slot, known, code(known));
        }
        int code = recent.codes[slot];
        if (code == TextColumn.MISSING) {
            missing++;
        } else if (recent.numbers[slot]) {
            numberTexts++;
        } else if (firstText == null) {
            firstText = new TextColumn.NoNumber(rows, Excerpt.of(recent.texts[slot]));
        }
        putCode(code);
    }

    private int code(String text) {
        if (options.isMissing(text)) {
            return TextColumn.MISSING;
        }
        Integer place = places.get(text);
        if (place == null && complete) {
            complete = texts.size() < MOST_TEXTS && characters + text.length() <= MOST_CHARACTERS;
            place = complete ? newText(text) : null;
        }
        return place == null ? TextColumn.OTHER : place;
    }

    /**
     * Texts that came lately, each in the slot of its characters. Most cells of a column have one of few texts: for these no string is made and
     * looked up, which would take most of the time of reading. Texts that share a slot displace each other, however many somebody makes.
     */
    private static final class Recent {
        private static final int SLOTS = 64;

        private final String[] texts = new String[SLOTS];
        private final int[] codes = new int[SLOTS];
        private final boolean[] numbers = new boolean[SLOTS];

        static int slot(char[] text, int offset, int length) {
            int hash = length;
            for (int i = offset; i < offset + length; i++) {
                hash = 31 * hash + text[i];
            }
            return (hash ^ hash >>> 6) & SLOTS - 1;
        }

        boolean has(int slot, char[] text, int offset, int length) {
            String known = texts[slot];
            if (known == null || known.length() != length) {
                return false;
            }
            for (int i = 0; i < length; i++) {
                if (known.charAt(i) != text[offset + i]) {
                    return false;
                }
            }
            return true;
        }

        void put(int slot, String text, int code) {
            texts[slot] = text;
            codes[slot] = code;
            numbers[slot] = !Double.isNaN(Decimal.parse(text));
        }
    }

    private int newText(String text) {
        room.take(TEXT_OVERHEAD + 2L * text.length());
        characters += text.length();
        places.put(text, texts.size());
        texts.add(text);
        return texts.size() - 1;
    }

    private void putCode(int code) {
        codes.next()[codes.place()] = code;
    }

    /** The column, after its last cell. */
    Column column() {
        if (kind == Kind.TEXTS) {
            places.clear();
            recent = null;
            return new TextColumn(name, missing, codes.finished(int[][]::new), texts, complete, numberTexts, firstText);
        }
        if (infinite != null) {
            throw infinite;
        }
        if (kind == Kind.FOUND) {
            become(Kind.NUMBERS);
        }
        return numbers.column(name, missing);
    }
}
