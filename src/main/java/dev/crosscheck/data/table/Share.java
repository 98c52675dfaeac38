package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Members;
import java.util.Locale;

/**
 * How many of a table's rows are put aside.
 *
 * @param fraction of all rows, from 0 to less than 1; counts if {@code rows} is 0
 * @param rows so many rows, or 0
 */
public record Share(double fraction, int rows) {
    /** No rows. */
    public static final Share NONE = new Share(0, 0);

    private static final double PERCENT = 100;

    /** @throws Members.Unfit for what is no share */
    public Share {
        Members.number("fraction", fraction, 0, Math.nextDown(1.0));
        Members.whole("rows", rows, 0, Integer.MAX_VALUE);
    }

    /**
     * Reads {@code 20%} as a fifth and {@code 500} as so many rows.
     *
     * @throws CrosscheckException for anything else
     */
    public static Share parse(String option, String text) {
        boolean percent = text.endsWith("%");
        double number = Decimal.parse(percent ? text.substring(0, text.length() - 1) : text);
        if (percent && number >= 0 && number < PERCENT) {
            return new Share(number / PERCENT, 0);
        }
        if (!percent && number >= 0 && number <= Integer.MAX_VALUE && number == Math.rint(number)) {
            return new Share(0, (int) number);
        }
        throw CrosscheckException.expected(
                option, "a share as 20% or a number of rows", Columns.quoted(text), "Write it in one of these ways.");
    }

    /** @return how many of so many rows: at least one of a fraction above 0 */
    int of(int all) {
        return fraction > 0 ? (int) Math.max(1, Math.round(fraction * all)) : rows;
    }

    @Override
    public String toString() {
        return fraction > 0 ? String.format(Locale.ROOT, "%s%%", Decimal.computed(PERCENT * fraction)) : rows + " rows";
    }
}
