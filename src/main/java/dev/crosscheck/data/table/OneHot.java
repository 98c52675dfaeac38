package dev.crosscheck.data.table;

import static dev.crosscheck.data.table.Expression.Function.EQUAL;
import static dev.crosscheck.data.table.Expression.Function.MINUS;
import static dev.crosscheck.data.table.Expression.Function.MISSING;

import dev.crosscheck.limits.Members;
import dev.crosscheck.text.Printable;
import dev.crosscheck.text.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * A category, given by its index. Two categories are one feature, -1 for the first and 1 for the second; more have a feature each, which is 1 for
 * the category of the cell and 0 for the others. For a category that does not occur in the training part all features are 0, since its own feature would not have
 * been trained. For a missing value they are 0 as well, except for an additional last one.
 *
 * @param missing whether there is a last feature, which is 1 for a missing value: if and only if values are missing in the training part
 */
public record OneHot(int categories, boolean missing) implements Encoding {
    public OneHot {
        Members.whole("categories", categories, 1, Texts.MOST);
    }

    @Override
    public Expression features() {
        Expression index = new Expression.Cell(1);
        Expression features = isBinary()
                ? index.with(EQUAL, 1).with(MINUS, index.with(EQUAL, 0))
                : index.with(EQUAL, new Expression.Count(categories));
        return missing ? Expression.row(features, index.with(MISSING)) : features;
    }

    private boolean isBinary() {
        return categories == 2;
    }

    @Override
    public List<String> names(String column, List<String> texts) {
        List<String> names = new ArrayList<>();
        (isBinary() ? texts.subList(1, 2) : texts).forEach(text -> names.add(column + "=" + text));
        if (missing) {
            names.add(column + " missing");
        }
        return names;
    }

    @Override
    public boolean trainsMissing() {
        return missing;
    }

    @Override
    public String unusual(double number, String cell) {
        return number == Texts.UNKNOWN
                ? "the training part had no " + Printable.quoted(cell) + ": treated as no category"
                : Encoding.super.unusual(number, cell);
    }

    @Override
    public String kind() {
        return "category";
    }

    @Override
    public String words(Reading reading) {
        return Text.of(
                "%,d %s, %s%s%s",
                categories,
                categories == 1 ? "category" : "categories",
                isBinary() ? "-1 or 1" : "one-hot",
                missing ? "; one more for missing values" : "",
                reading.words().isEmpty() ? "" : "; " + reading.words());
    }

    @Override
    public String instead() {
        return missing ? "the last feature is 1" : "none of its categories is used";
    }

    @Override
    public double number(double share) {
        return Math.max(0, Math.min(categories - 1, Math.floor(share * categories)));
    }
}
