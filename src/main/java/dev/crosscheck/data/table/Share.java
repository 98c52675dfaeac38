package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.limits.Members;
import dev.crosscheck.text.Printable;
import dev.crosscheck.text.Text;

/**
 * The size of the validation or test part of a table.
 *
 * @param fraction fraction of all rows, from 0 to less than 1; used if {@code rows} is 0
 */
public record Share(double fraction, int rows) {
    /** No rows. */
    public static final Share NONE = new Share(0, 0);

    private static final double PERCENT = 100;

    public Share {
        Members.number("fraction", fraction, 0, Math.nextDown(1.0));
        Members.whole("rows", rows, 0, Integer.MAX_VALUE);
    }

    /**
     * Parses a percentage such as {@code 20%} or a number of rows such as {@code 500}.
     *
     * @throws CrosscheckException if it is neither
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
                option, "a share as 20% or a number of rows", Printable.quoted(text), "Write it in one of these ways.");
    }

    /** @return the number of rows out of {@code all}; at least 1 for a fraction above 0 */
    int of(int all) {
        return fraction > 0 ? (int) Math.max(1, Math.round(fraction * all)) : rows;
    }

    @Override
    public String toString() {
        return fraction > 0 ? Text.of("%s%%", Decimal.computed(PERCENT * fraction)) : rows + " rows";
    }
}
