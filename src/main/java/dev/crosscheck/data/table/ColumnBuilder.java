package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.text.Printable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Collects the cells of a column whose reading is known. */
final class ColumnBuilder {
    /** Maximum number of different texts that are kept, for the report: many more than a column may have categories. */
    static final int MOST_TEXTS = 1 << 16;

    /** Maximum number of characters of these texts together. */
    private static final int MOST_CHARACTERS = 1 << 22;

    /** Maximum number of different odd cells that are counted by their texts. */
    private static final int MOST_ODD = 1000;

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

    private final String name;
    private final Wanted wanted;
    private final TableOptions options;
    private final ToDoubleFunction<String> reader;
    private final Map<String, Integer> texts = new LinkedHashMap<>();
    private final Map<String, Integer> odd = new LinkedHashMap<>();
    private int oddCells;
    private int none;
    private int present;
    private int characters;
    private boolean complete = true;
    private CrosscheckException firstOdd;

    /** Either these or the {@link #codes} are not null. */
    private DoubleStream.Builder numbers;

    private IntStream.Builder codes;

    ColumnBuilder(String name, Wanted wanted, TableOptions options) {
        this.name = name;
        this.wanted = wanted;
        this.options = options;
        boolean text = wanted.reading() == null;
        this.reader = text ? null : wanted.reading().reader();
        this.numbers = text ? null : DoubleStream.builder();
        this.codes = text ? IntStream.builder() : null;
    }

    String name() {
        return name;
    }

    /** @param file its name, for messages */
    void add(String file, int line, String text) {
        boolean none = options.isMissing(text);
        present += none ? 0 : 1;
        if (codes != null) {
            codes.accept(none ? Column.MISSING : code(text));
        } else {
            numbers.accept(none ? Double.NaN : number(file, line, text));
        }
    }

    private double number(String file, int line, String text) {
        double number = reader.applyAsDouble(text);
        if (Double.isNaN(number)) {
            if (oddCells++ == 0) {
                firstOdd = CrosscheckException.expected(
                        Table.place(file, line, name),
                        wanted.reading().expected(),
                        Printable.quoted(text),
                        "Repair the cell, add its text to --missing if it stands for a missing value, or name the column with"
                                + " --categorical or --drop.");
            }
            none += FormFinder.isNone(text) ? 1 : 0;
            if (odd.size() < MOST_ODD || odd.containsKey(text)) {
                odd.merge(text, 1, Integer::sum);
            }
        }
        return number;
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
        characters += text.length();
        texts.put(text, texts.size());
        return texts.size() - 1;
    }

    /** @return the column, after its last cell. The builder then releases its own copy, so that only one column at a time is in memory twice. */
    Column column() {
        if (codes != null) {
            int[] all = codes.build().toArray();
            codes = null;
            return new Column(name, null, wanted.doubt(), null, all, List.copyOf(texts.keySet()), complete);
        }
        boolean forgives = wanted.reading().odd().cells() > 0 || OddCells.areFew(oddCells - none, present - none);
        if (oddCells > 0 && (wanted.strict() || !forgives)) {
            throw firstOdd;
        }
        double[] all = numbers.build().toArray();
        numbers = null;
        return new Column(
                name, wanted.reading().with(OddCells.of(oddCells, odd)), wanted.doubt(), all, null, List.of(), true);
    }
}
