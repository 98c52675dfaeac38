package dev.crosscheck.data.table;

import dev.crosscheck.Members;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a {@link Preprocessing} uses a column of the training table, for all commands, pages and records.
 *
 * @param column the column's name
 * @param use its role
 * @param inputs the number of network inputs it becomes
 * @param words a description of the use; for a column that is left out, with the reason
 */
public record ColumnUse(String column, Use use, int inputs, String words) {
    /** @throws Members.Unfit if a member is out of range */
    public ColumnUse {
        Members.plain("column", column, 1, CsvFile.LONGEST_NAME);
        Members.whole("inputs", inputs, 0, Preprocessing.MOST_FEATURES);
        Members.plain("words", words, 0, 2 * Preprocessing.LONGEST_WORDS);
    }

    /** The roles of a column. */
    public enum Use {
        /** Predicted. */
        TARGET,

        /** Not used. */
        LEFT_OUT,

        /** A number, scaled. */
        NUMBER,

        /** Categories. */
        CATEGORY,

        /** A date, as several numbers. */
        DATE,

        /** Free text, as the numbers of its words in buckets. */
        WORDS
    }

    /** @return the target, then the columns that are left out, then the inputs in their order */
    static List<ColumnUse> of(Preprocessing preprocessing) {
        List<ColumnUse> uses = new ArrayList<>();
        Target target = preprocessing.target();
        String form = form(preprocessing.forms().get(target.name()));
        uses.add(new ColumnUse(
                target.name(),
                Use.TARGET,
                0,
                (target instanceof Target.OfClasses classes
                                ? "target, " + classes.labels().size() + " classes"
                                : "target, a number")
                        + form));
        preprocessing
                .leftOut()
                .forEach(
                        column -> uses.add(new ColumnUse(column.name(), Use.LEFT_OUT, 0, "left out: " + column.why())));
        Map<String, List<Integer>> inputs = new LinkedHashMap<>();
        List<RawInput> raw = preprocessing.rawInputs();
        for (int i = 0; i < raw.size(); i++) {
            inputs.computeIfAbsent(raw.get(i).column(), column -> new ArrayList<>())
                    .add(i);
        }
        inputs.forEach((column, places) -> uses.add(of(preprocessing, raw, column, places)));
        return List.copyOf(uses);
    }

    /** @return a description of a form and of odd cells, to append; empty for a plain one */
    private static String form(CellForm form) {
        return form == null ? "" : (form.words().isEmpty() ? "" : "; written with " + form.words()) + odd(form);
    }

    private static String odd(CellForm form) {
        return form.odd().cells() == 0 ? "" : "; " + form.odd().words();
    }

    /** @param places the indices of the inputs that the column becomes */
    private static ColumnUse of(Preprocessing preprocessing, List<RawInput> raw, String column, List<Integer> places) {
        List<Input> inputs = places.stream().map(preprocessing.inputs()::get).toList();
        int width = inputs.stream().mapToInt(Input::width).sum();
        CellForm form = preprocessing.forms().get(column);
        Input first = inputs.get(0);
        String missing = !first.trainsMissing() ? "" : "; one more input for missing values";
        if (form instanceof DateForm) {
            String parts =
                    places.stream().map(place -> raw.get(place).part().words()).collect(Collectors.joining("; "));
            String words = form.words() + ", as " + inputs.size() + (inputs.size() == 1 ? " number: " : " numbers: ")
                    + parts + (missing.isEmpty() ? "" : "; one more input each for missing dates");
            return new ColumnUse(column, Use.DATE, width, words + odd(form));
        }
        if (form instanceof WordsForm text) {
            String words = String.format(
                    Locale.ROOT,
                    "%s%s",
                    text.words(),
                    inputs.size() == text.inputs()
                            ? ""
                            : String.format(Locale.ROOT, ", of which %,d are used", inputs.size()));
            return new ColumnUse(column, Use.WORDS, width, words);
        }
        if (first instanceof Input.OfNumber) {
            return new ColumnUse(column, Use.NUMBER, width, "number, scaled" + missing + form(form));
        }
        Input.OfCategory category = (Input.OfCategory) first;
        String words = String.format(
                Locale.ROOT,
                "%,d %s, %s%s",
                category.categories().size(),
                category.categories().size() == 1 ? "category" : "categories",
                category.binary() ? "-1 or 1" : "one-hot",
                category.missing() ? "; one more for missing values" : "");
        return new ColumnUse(column, Use.CATEGORY, width, form == null ? words : words + "; " + form.words());
    }

    /** @return one line: the number of inputs, of the columns they come from, and of columns left out */
    public static String inWords(List<ColumnUse> uses) {
        long numbers = count(uses, Use.NUMBER);
        long categories = count(uses, Use.CATEGORY);
        long dates = count(uses, Use.DATE);
        long texts = count(uses, Use.WORDS);
        long leftOut = count(uses, Use.LEFT_OUT);
        return String.format(
                Locale.ROOT,
                "%,d, from %,d of %,d columns (%,d numbers, %,d categories%s%s); %s",
                uses.stream().mapToInt(ColumnUse::inputs).sum(),
                numbers + categories + dates + texts,
                numbers + categories + dates + texts + leftOut,
                numbers,
                categories,
                dates == 0 ? "" : String.format(Locale.ROOT, ", %,d dates", dates),
                texts == 0 ? "" : String.format(Locale.ROOT, ", %,d texts", texts),
                leftOut == 0 ? "none left out" : String.format(Locale.ROOT, "%,d left out", leftOut));
    }

    private static long count(List<ColumnUse> uses, Use wanted) {
        return uses.stream().filter(column -> column.use() == wanted).count();
    }
}
