package dev.crosscheck.data.table;

import dev.crosscheck.Members;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
        CATEGORY
    }

    /** @return the target, then the columns that are left out, then the inputs in their order */
    static List<ColumnUse> of(Preprocessing preprocessing) {
        List<ColumnUse> uses = new ArrayList<>();
        Target target = preprocessing.target();
        uses.add(new ColumnUse(
                target.name(),
                Use.TARGET,
                0,
                target instanceof Target.OfClasses classes
                        ? "target, " + classes.labels().size() + " classes"
                        : "target, a number"));
        preprocessing
                .leftOut()
                .forEach(
                        column -> uses.add(new ColumnUse(column.name(), Use.LEFT_OUT, 0, "left out: " + column.why())));
        preprocessing.inputs().forEach(input -> uses.add(of(input)));
        return List.copyOf(uses);
    }

    private static ColumnUse of(Input input) {
        if (input instanceof Input.OfNumber number) {
            String missing = number.indicator() ? "; one more input for missing values" : "";
            return new ColumnUse(input.name(), Use.NUMBER, input.width(), "number, scaled" + missing);
        }
        Input.OfCategory category = (Input.OfCategory) input;
        String words = String.format(
                Locale.ROOT,
                "%,d %s, %s%s",
                category.categories().size(),
                category.categories().size() == 1 ? "category" : "categories",
                category.binary() ? "-1 or 1" : "one-hot",
                category.missing() ? "; one more for missing values" : "");
        return new ColumnUse(input.name(), Use.CATEGORY, input.width(), words);
    }

    /** @return one line: the number of inputs, of the columns they come from, and of columns left out */
    public static String inWords(List<ColumnUse> uses) {
        long numbers = count(uses, Use.NUMBER);
        long categories = count(uses, Use.CATEGORY);
        long leftOut = count(uses, Use.LEFT_OUT);
        return String.format(
                Locale.ROOT,
                "%,d, from %,d of %,d columns (%,d numbers, %,d categories); %s",
                uses.stream().mapToInt(ColumnUse::inputs).sum(),
                numbers + categories,
                numbers + categories + leftOut,
                numbers,
                categories,
                leftOut == 0 ? "none left out" : String.format(Locale.ROOT, "%,d left out", leftOut));
    }

    private static long count(List<ColumnUse> uses, Use wanted) {
        return uses.stream().filter(column -> column.use() == wanted).count();
    }
}
