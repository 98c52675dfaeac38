package dev.crosscheck.data.table;

import dev.crosscheck.Members;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a {@link Preprocessing} does with a column of the training table. All that is said of a column's use, in any command, page or record,
 * comes from here.
 *
 * @param column its name
 * @param use what for
 * @param inputs how many inputs of the network it makes
 * @param words the same for people; of a column that is left out with the reason
 */
public record ColumnUse(String column, Use use, int inputs, String words) {
    /** @throws Members.Unfit for what no {@link Preprocessing} does */
    public ColumnUse {
        Members.plain("column", column, 1, CsvFile.LONGEST_NAME);
        Members.whole("inputs", inputs, 0, Preprocessing.MOST_FEATURES);
        Members.plain("words", words, 0, 2 * Preprocessing.LONGEST_WORDS);
    }

    /** What a column can be used for. */
    public enum Use {
        /** It is learnt. */
        TARGET,

        /** Nothing. */
        LEFT_OUT,

        /** A number, standardised. */
        NUMBER,

        /** Categories, one-hot. */
        CATEGORY
    }

    /** The target, then what is left out, then the inputs in their order. */
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
            String missing = number.indicator() ? "; one input more where it is missing" : "";
            return new ColumnUse(input.name(), Use.NUMBER, input.width(), "number, standardised" + missing);
        }
        Input.OfCategory category = (Input.OfCategory) input;
        String words = String.format(
                Locale.ROOT,
                "%,d %s, one-hot%s",
                category.categories().size(),
                category.categories().size() == 1 ? "category" : "categories",
                category.missing() ? "; missing is one more" : "");
        return new ColumnUse(input.name(), Use.CATEGORY, input.width(), words);
    }

    /** @return a list in a line: how many inputs it makes, from how many columns, and how many are left out */
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
                leftOut == 0 ? "none is left out" : String.format(Locale.ROOT, "%,d left out", leftOut));
    }

    private static long count(List<ColumnUse> uses, Use wanted) {
        return uses.stream().filter(column -> column.use() == wanted).count();
    }
}
