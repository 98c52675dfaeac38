package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.limits.Members;
import dev.crosscheck.text.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How rows of a table become the inputs of a network, and what its outputs mean. All figures are computed from the training part. Part of the
 * model file.
 *
 * @param format version of the JSON, {@value #FORMAT}
 * @param missing texts that stand for a missing value, besides the empty text, sorted
 * @param inputs the input columns, in the order of the features
 * @param leftOut columns of the training data that are neither inputs nor the target
 * @param answers how the target's cells are read; null for texts
 */
public record Preprocessing(
        int format,
        List<String> missing,
        List<Input> inputs,
        List<LeftOut> leftOut,
        Target target,
        @Nullable Reading answers) {
    /** The only version. */
    static final int FORMAT = 3;

    /** The first layer has a row of weights for each feature. */
    static final int MOST_FEATURES = 100_000;

    /** Why the column that keeps rows together in a split is left out. */
    static final String SPLITS = "used to split the rows (--split-by)";

    /** Maximum length of a reason to leave a column out, in characters. */
    static final int LONGEST_WORDS = 500;

    /** A column that is not used. */
    public record LeftOut(String name, String why) {
        public LeftOut {
            Input.checkName(name);
            Members.plain("why", why, 0, LONGEST_WORDS);
        }
    }

    public Preprocessing {
        Members.whole("format", format, FORMAT, FORMAT);
        TableOptions.checkMissing("missing", missing);
        missing = List.copyOf(new TreeSet<>(missing));
        inputs = List.copyOf(inputs);
        leftOut = List.copyOf(leftOut);
        Members.size("inputs", inputs.size(), 1, CsvFile.MOST_COLUMNS);
        Members.size("leftOut", leftOut.size(), 0, CsvFile.MOST_COLUMNS);
        Set<String> names = new HashSet<>(Set.of(target.name()));
        inputs.forEach(input -> requireNew("inputs", names, input.column()));
        leftOut.forEach(column -> requireNew("leftOut", names, column.name()));
        int width = inputs.stream().mapToInt(Input::width).sum();
        Members.require("inputs", width <= MOST_FEATURES, "at most " + MOST_FEATURES + " features of them", width);
    }

    private static void requireNew(String member, Set<String> names, String name) {
        Members.require(member, names.add(name), "columns that are there once", name);
    }

    /**
     * Determines the preprocessing from the training rows alone. Columns that the user declared as categories are always inputs; other columns are
     * left out if they have a single value or identify rows.
     *
     * @param training rows that have a target
     * @param groups the column that keeps rows together in a split, which is no input; null if there is none
     * @throws CrosscheckException if no input is left, or there are too many features
     */
    public static Preprocessing fit(Table table, TargetColumn target, int[] training, String groups) {
        return new Fitting(table, target, training, groups).preprocessing();
    }

    /** @return the use of each column: the target, those left out with the reason, then the inputs */
    public List<ColumnUse> columnUse() {
        List<ColumnUse> uses = new ArrayList<>();
        uses.add(new ColumnUse(target.name(), ColumnUse.TARGET, 0, target.words()));
        leftOut.forEach(left -> uses.add(new ColumnUse(left.name(), ColumnUse.LEFT_OUT, 0, "left out: " + left.why())));
        inputs.forEach(input ->
                uses.add(new ColumnUse(input.column(), input.encoding().kind(), input.width(), input.words())));
        return uses;
    }

    /** @return whether a cell, without surrounding white space, stands for a missing value */
    public boolean isMissing(String cell) {
        return cell.isEmpty() || Collections.binarySearch(missing, cell) >= 0;
    }

    /** @return the column whose values kept rows together when they were split */
    public Optional<String> splitBy() {
        return leftOut.stream()
                .filter(column -> column.why().equals(SPLITS))
                .map(LeftOut::name)
                .findFirst();
    }

    public List<String> columns() {
        return inputs.stream().map(Input::column).toList();
    }

    public int width() {
        return inputs.stream().mapToInt(Input::width).sum();
    }

    /** @return the features' names, in order: {@code bill_length_mm}, {@code bill_length_mm missing}, {@code island=Biscoe} */
    public List<String> features() {
        return inputs.stream().flatMap(input -> input.features().stream()).toList();
    }

    /**
     * Returns options for reading a table to test on: only the input columns and the target, each with its type, and the column that kept rows together in
     * the split, if there is one.
     *
     * @param given only delimiter, header and encoding are used
     */
    public TableOptions reading(TableOptions given) {
        Map<String, Reading> readings = new HashMap<>();
        if (answers != null) {
            readings.put(target.name(), answers);
        }
        inputs.stream()
                .filter(input -> !input.readsTexts())
                .forEach(input -> readings.put(input.column(), input.reading()));
        Set<String> texts = new HashSet<>(columns());
        texts.add(target.name());
        texts.removeAll(readings.keySet());
        // A column that had no cells of another form may have none now, as in predict.
        Set<String> strict = new HashSet<>(readings.keySet());
        strict.removeIf(name -> readings.get(name).odd().cells() > 0);
        return given.withModel(texts, readings, strict, splitBy()).withMissing(new HashSet<>(missing));
    }

    public int[] rowsWithTarget(Table table) {
        Column column = table.column(target.name(), " (the target)");
        return IntStream.range(0, table.rows())
                .filter(row -> !column.isMissing(row))
                .toArray();
    }

    /**
     * Counts cells unlike all of the training part, although the network accepts them: unknown categories, missing values, and numbers outside of its
     * range.
     *
     * @param ranges whether to count numbers outside of the range
     * @return what is said of them by column, with the first as an example; columns without such cells are left out
     */
    public Map<String, String> unusual(Table table, boolean ranges, int... rows) {
        Map<String, String> found = new LinkedHashMap<>();
        for (Input input : inputs) {
            Cells cells = Cells.of(input);
            Column column = table.column(input.column(), Table.OF_MODEL);
            List<List<String>> said = List.of(new ArrayList<>(), new ArrayList<>()); // of missing values, and of others
            for (int row : rows) {
                double number = cells.numbers(column, row)[0];
                boolean missing = Double.isNaN(number);
                String words = input.encoding().unusual(number, column.text(row));
                if (!words.isEmpty() && (ranges || missing || input.encoding().categories() > 0)) {
                    said.get(missing ? 0 : 1).add(words);
                }
            }
            String all = said.stream()
                    .filter(words -> !words.isEmpty())
                    .map(words -> Text.of("%,d of %,d rows, first: %s", words.size(), rows.length, words.get(0)))
                    .collect(Collectors.joining("; "));
            if (!all.isEmpty()) {
                found.put(input.column(), all);
            }
        }
        return found;
    }

    /**
     * Converts rows of texts.
     *
     * @param columns the names of a row's cells; columns other than the inputs are ignored
     * @throws CrosscheckException if an input column is missing
     */
    public RawRows rows(List<String> columns, String source) {
        return new RawRows(this, columns, source);
    }
}
