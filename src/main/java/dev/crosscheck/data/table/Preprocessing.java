package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Members;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.Mismatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How rows of a table become the inputs of a network, and what its outputs mean. All figures are computed from the training part. Part of the
 * model file.
 *
 * @param format version of the JSON, {@value #FORMAT}
 * @param missing texts that stand for a missing value, besides the empty text, sorted
 * @param refuseMissing whether rows with missing values are rejected
 * @param inputs the inputs, in the order of the features: the input columns, and instead of a column that becomes several numbers its parts
 * @param forms the forms of the cells of columns, also of the target, that are not plain numbers or categories that all have features
 * @param leftOut columns of the training data that are neither inputs nor the target
 * @param target what the network predicts
 */
public record Preprocessing(
        int format,
        List<String> missing,
        boolean refuseMissing,
        List<Input> inputs,
        Map<String, CellForm> forms,
        List<LeftOut> leftOut,
        Target target) {
    /** The only version. */
    static final int FORMAT = 1;

    /** The first layer has a row of weights for each feature. */
    static final int MOST_FEATURES = 100_000;

    /** Maximum bytes as JSON: six for each character of the categories, and room for the names and figures of all columns. */
    public static final int LARGEST = 32 << 20;

    /** Maximum length of a reason to leave a column out, in characters. */
    static final int LONGEST_WORDS = 500;

    /** Maximum characters of all categories together, since the model file contains them and must be read within a second. */
    static final int MOST_CHARACTERS = 1 << 21;

    /**
     * A column that is not used.
     *
     * @param name the column's name
     * @param why the reason, in a few words
     */
    public record LeftOut(String name, String why) {
        /** @throws Members.Unfit if a text is too long, or contains control characters */
        public LeftOut {
            Input.checkName(name);
            Members.plain("why", why, 0, LONGEST_WORDS);
        }
    }

    /** @throws Members.Unfit if a column occurs twice, or there are no inputs or too many */
    public Preprocessing {
        Members.whole("format", format, FORMAT, FORMAT);
        TableOptions.checkMissing("missing", missing);
        missing = List.copyOf(new TreeSet<>(missing));
        inputs = List.copyOf(inputs);
        forms = Collections.unmodifiableMap(new TreeMap<>(forms));
        leftOut = List.copyOf(leftOut);
        Members.size("inputs", inputs.size(), 1, CsvFile.MOST_COLUMNS);
        Members.size("leftOut", leftOut.size(), 0, CsvFile.MOST_COLUMNS);
        Set<String> names = new HashSet<>(Set.of(target.name()));
        inputs.forEach(input -> requireNew("inputs", names, input.name()));
        leftOut.forEach(column -> requireNew("leftOut", names, column.name()));
        checkForms(inputs, forms, target);
        int width = inputs.stream().mapToInt(Input::width).sum();
        Members.require("inputs", width <= MOST_FEATURES, "at most " + MOST_FEATURES + " features of them", width);
    }

    /** A preprocessing of plain numbers and of categories that all have features. */
    public Preprocessing(
            int format,
            List<String> missing,
            boolean refuseMissing,
            List<Input> inputs,
            List<LeftOut> leftOut,
            Target target) {
        this(format, missing, refuseMissing, inputs, Map.of(), leftOut, target);
    }

    /** Each form must be of the target, of an input of its kind, or of a date or a text of which there are parts. */
    private static void checkForms(List<Input> inputs, Map<String, CellForm> forms, Target target) {
        long buckets = WordsForm.buckets(forms);
        Members.require(
                "forms",
                buckets <= CsvFile.MOST_COLUMNS,
                "at most " + CsvFile.MOST_COLUMNS + " buckets of words",
                buckets);
        Map<String, Input> byName = inputs.stream().collect(Collectors.toMap(Input::name, input -> input));
        forms.forEach((column, form) -> {
            Members.require(
                    "forms/" + column,
                    form != null && fits(form, column, byName, target),
                    "the form of such an input",
                    form);
        });
    }

    private static boolean fits(CellForm form, String column, Map<String, Input> inputs, Target target) {
        Input own = inputs.get(column);
        if (form.rest() != null) {
            return own instanceof Input.OfCategory category
                    && category.indexOf(form.rest().category()) >= 0;
        }
        boolean parts = form.parts().stream().anyMatch(part -> inputs.get(part.of(column)) instanceof Input.OfNumber);
        return form.parts().isEmpty()
                ? own instanceof Input.OfNumber || column.equals(target.name())
                : own == null && parts;
    }

    private static void requireNew(String member, Set<String> names, String name) {
        Members.require(member, names.add(name), "columns that are there once", name);
    }

    /**
     * Determines the preprocessing from the training rows alone. Columns that the user declared as categories are always inputs; other columns are
     * left out if they have a single value or identify rows.
     *
     * @param training rows that have a target
     * @throws CrosscheckException if no input is left, a column has too many categories, or values are missing although that is not allowed
     */
    public static Preprocessing fit(Table table, TargetColumn target, int[] training, FitOptions options) {
        return new Fitting(table, target, training, options).preprocessing();
    }

    /** @return the use of each column: the target, those left out with the reason, then the inputs */
    public List<ColumnUse> columnUse() {
        return ColumnUse.of(this);
    }

    /** @return whether a cell, without surrounding white space, stands for a missing value */
    public boolean isMissing(String cell) {
        return cell.isEmpty() || Collections.binarySearch(missing, cell) >= 0;
    }

    /** @return how raw cells become each input, in the order of the inputs */
    public List<RawInput> rawInputs() {
        Map<String, RawInput> raw = new HashMap<>();
        forms.forEach((column, form) -> RawInput.of(column, form).forEach(input -> raw.put(input.name(), input)));
        return inputs.stream()
                .map(input -> raw.containsKey(input.name())
                        ? raw.get(input.name())
                        : RawInput.of(input.name(), null).get(0))
                .toList();
    }

    /** @return the columns of raw rows that the inputs are made of, in their order */
    public List<String> columns() {
        return rawInputs().stream().map(RawInput::column).distinct().toList();
    }

    /** @return the number of features per row */
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
     * Returns options for reading a table to predict: only the input columns, each with its type.
     *
     * @param given only delimiter, header and encoding are used
     * @param withTarget whether the target is read too
     */
    public TableOptions reading(TableOptions given, boolean withTarget) {
        Set<String> numbers = new HashSet<>();
        Set<String> categories = new HashSet<>();
        Set<String> all = new HashSet<>(columns());
        for (Input input : inputs) {
            (input instanceof Input.OfNumber ? numbers : categories).add(input.name());
        }
        if (withTarget) {
            boolean number = !(target instanceof Target.OfClasses classes) || classes.numbers();
            (number ? numbers : categories).add(target.name());
            all.add(target.name());
        }
        numbers.retainAll(all);
        Map<String, CellForm> known = new HashMap<>(forms);
        known.keySet().retainAll(all);
        numbers.forEach(name -> known.putIfAbsent(name, NumberForm.PLAIN));
        // Other columns have no cells of another form, as in predict.
        numbers.removeIf(name -> known.get(name).odd().cells() > 0);
        return given.withColumns(numbers, categories, Set.of())
                .withOnly(all)
                .withForms(known)
                .withMissing(new HashSet<>(missing));
    }

    /**
     * Converts a table.
     *
     * @throws CrosscheckException if the table lacks a column, or one has another type
     */
    public TableFeatures of(Table table) {
        return new TableFeatures(this, table);
    }

    /**
     * Converts rows of texts.
     *
     * @param columns the names of a row's cells; columns other than the inputs are ignored
     * @param source source of the rows, for messages
     * @throws CrosscheckException if an input column is missing
     */
    public RawRows rows(List<String> columns, String source) {
        return new RawRows(this, columns, source);
    }

    /**
     * Writes the features of a row given by column names.
     *
     * @param row texts by column; absent columns are missing values, and a column that the model does not have makes the row unusable
     * @param into receives {@link #width} features
     * @param at index of the first feature
     * @return remarks on the cells; the row is usable unless one of them is a refusal
     */
    public List<RawRows.Note> features(Map<String, String> row, float[] into, int at) {
        return RawRows.features(this, row, into, at);
    }

    /** @return the preprocessing as JSON */
    public byte[] json() {
        return Json.text(this).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads what {@link #json} has written.
     *
     * @throws Mismatch if the text has another form, or a value is out of range
     */
    public static Preprocessing parse(byte[] json) throws Mismatch {
        if (json.length > LARGEST) {
            throw new Mismatch("expected at most " + LARGEST + " bytes, found " + json.length);
        }
        return Json.read(json, Preprocessing.class);
    }
}
