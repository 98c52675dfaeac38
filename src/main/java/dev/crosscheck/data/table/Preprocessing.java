package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Members;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.Mismatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How raw rows become what a network takes, and what its answers mean; all its figures are of the training part. It belongs into the
 * model's file.
 *
 * @param format of its JSON, {@value #FORMAT}
 * @param missing texts that stand for a missing value, beside the empty one, sorted
 * @param refuseMissing whether a row with a missing value is refused
 * @param inputs the columns that the network takes, in the order of its features
 * @param leftOut columns of the training data that it does not take, the target aside
 * @param target what it answers
 */
public record Preprocessing(
        int format,
        List<String> missing,
        boolean refuseMissing,
        List<Input> inputs,
        List<LeftOut> leftOut,
        Target target) {
    /** The one there is. */
    static final int FORMAT = 1;

    /** A network's first layer has a row of weights for each. */
    static final int MOST_FEATURES = 100_000;

    /** Bytes of its JSON: characters of categories may take six each, and names and figures of all columns have room, too. */
    public static final int LARGEST = 32 << 20;

    /** In characters; of a reason to leave a column out. */
    static final int LONGEST_WORDS = 500;

    /** In characters, over all columns; the model's file has them, and it has to be read within a second. */
    static final int MOST_CHARACTERS = 1 << 21;

    /**
     * A column that is no input.
     *
     * @param name its name
     * @param why in a few words
     */
    public record LeftOut(String name, String why) {
        /** @throws Members.Unfit if they are too long, or not plain */
        public LeftOut {
            Input.checkName(name);
            Members.plain("why", why, 0, LONGEST_WORDS);
        }
    }

    /** @throws Members.Unfit if columns come twice, or there is no input or too much of it */
    public Preprocessing {
        Members.whole("format", format, FORMAT, FORMAT);
        TableOptions.checkMissing("missing", missing);
        missing = List.copyOf(new TreeSet<>(missing));
        inputs = List.copyOf(inputs);
        leftOut = List.copyOf(leftOut);
        Members.size("inputs", inputs.size(), 1, CsvFile.MOST_COLUMNS);
        Members.size("leftOut", leftOut.size(), 0, CsvFile.MOST_COLUMNS);
        Set<String> names = new HashSet<>(Set.of(target.name()));
        inputs.forEach(input -> requireNew("inputs", names, input.name()));
        leftOut.forEach(column -> requireNew("leftOut", names, column.name()));
        int width = inputs.stream().mapToInt(Input::width).sum();
        Members.require("inputs", width <= MOST_FEATURES, "at most " + MOST_FEATURES + " features of them", width);
    }

    private static void requireNew(String member, Set<String> names, String name) {
        Members.require(member, names.add(name), "columns that are there once", name);
    }

    /**
     * Learns how to treat columns from these rows, and from no others. Columns that were read as categories because that was asked for are inputs
     * whatever they look like; others are left out if they have one value, or name rows.
     *
     * @param training rows that have a target
     * @throws CrosscheckException if no column is left that tells anything, there are more categories than can be told apart, or values are
     *     missing that must not
     */
    public static Preprocessing fit(Table table, TargetColumn target, int[] training, FitOptions options) {
        return new Fitting(table, target, training, options).preprocessing();
    }

    /** @return what it does with each column: the target, those left out with the reason, then its inputs */
    public List<ColumnUse> columnUse() {
        return ColumnUse.of(this);
    }

    /** @return how many features a row makes */
    public int width() {
        return inputs.stream().mapToInt(Input::width).sum();
    }

    /** @return the features' names, in order: {@code bill_length_mm}, {@code bill_length_mm missing}, {@code island=Biscoe} */
    public List<String> features() {
        List<String> names = new ArrayList<>();
        inputs.forEach(input -> names.addAll(input.features()));
        return names;
    }

    /**
     * How a table has to be read for this: its columns alone, each of its type.
     *
     * @param given delimiter, header and encoding count
     * @param withTarget whether the target is read, too
     */
    public TableOptions reading(TableOptions given, boolean withTarget) {
        Set<String> numbers = new HashSet<>();
        Set<String> categories = new HashSet<>();
        for (Input input : inputs) {
            (input instanceof Input.OfNumber ? numbers : categories).add(input.name());
        }
        if (withTarget) {
            boolean number = !(target instanceof Target.OfClasses classes) || classes.numbers();
            (number ? numbers : categories).add(target.name());
        }
        Set<String> all = new HashSet<>(numbers);
        all.addAll(categories);
        return given.withColumns(numbers, categories, Set.of()).withOnly(all).withMissing(new HashSet<>(missing));
    }

    /**
     * Makes features of a table's rows.
     *
     * @throws CrosscheckException if the table lacks a column, or has one of another type
     */
    public TableFeatures of(Table table) {
        return new TableFeatures(this, table);
    }

    /**
     * Makes features of rows as texts.
     *
     * @param columns the names of a row's cells; others than the inputs are passed over
     * @param source where they come from, for messages
     * @throws CrosscheckException if one is missing
     */
    public RawRows rows(List<String> columns, String source) {
        return new RawRows(this, columns, source);
    }

    /**
     * Writes the features of a row by its columns' names.
     *
     * @param row texts by column; a column that is not there is missing, and one that the model does not have refuses the row
     * @param into where they go, {@link #width} of them
     * @param at the first one's place
     * @return what is to be said of its cells; the row is taken if none of it is a refusal
     */
    public List<RawRows.Note> features(Map<String, String> row, float[] into, int at) {
        return RawRows.features(this, row, into, at);
    }

    /** @return it as JSON text */
    public byte[] json() {
        return Json.text(this).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @throws Mismatch if it is anything else: other members, ranges or orders, or more than a preprocessing may have
     */
    public static Preprocessing parse(byte[] json) throws Mismatch {
        if (json.length > LARGEST) {
            throw new Mismatch("expected at most " + LARGEST + " bytes, found " + json.length);
        }
        return Json.read(json, Preprocessing.class);
    }
}
