package dev.crosscheck.data.table;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** A column of finite numbers in double; NaN stands for a missing value. */
public final class NumberColumn implements Column {
    /** Fewer consecutive numbers may be a coincidence. */
    private static final int LEAST_IDS = 20;

    /** Names of columns that count something else than rows, such as years of a time series. */
    private static final Pattern TIME = Pattern.compile("(?i)year|month|week|day|date|hour|time|age$");

    /** Names of columns that identify rows, such as id, customer_id, CustomerID, rownames. */
    private static final Pattern ID = Pattern.compile("(^|[ _.-])([iI][dD]|key|uuid|index|rownames)$|[a-z]I[Dd]$");

    private final String name;
    private final NumberForm form;
    private final String doubt;
    private final int rows;
    private final IntToDoubleFunction values;
    private final int missing;

    NumberColumn(String name, double... values) {
        this(name, NumberForm.PLAIN, "", values);
    }

    /**
     * @param form how the numbers are written
     * @param doubt what else they may mean, and the option that decides; empty if they are clear
     */
    NumberColumn(String name, NumberForm form, String doubt, double... values) {
        this(name, form, doubt, values.length, row -> values[row], (int)
                DoubleStream.of(values).filter(Double::isNaN).count());
    }

    /** A column without missing values, whose numbers are computed. */
    NumberColumn(String name, int rows, IntToDoubleFunction values) {
        this(name, NumberForm.PLAIN, "", rows, values, 0);
    }

    private NumberColumn(
            String name, NumberForm form, String doubt, int rows, IntToDoubleFunction values, int missing) {
        this.name = name;
        this.form = form;
        this.doubt = doubt;
        this.rows = rows;
        this.values = values;
        this.missing = missing;
    }

    private DoubleStream all() {
        return IntStream.range(0, rows).mapToDouble(values);
    }

    /** @return this column with the rows of another one appended */
    NumberColumn followedBy(NumberColumn other) {
        double[] joined = DoubleStream.concat(all(), other.all()).toArray();
        return new NumberColumn(name, form.with(form.odd().and(other.form.odd())), doubt, joined);
    }

    @Override
    public NumberForm form() {
        return form;
    }

    /** @return what else the numbers may mean, and the option that decides; empty if they are clear */
    String doubt() {
        return doubt;
    }

    /**
     * Finds out whether the column identifies rows.
     *
     * @param examined the number of rows that are examined, from the first: those of the first file, since another may count from the start again
     * @return the reason, in words; empty if it does not
     */
    Optional<String> id(int examined) {
        Set<Double> known = new HashSet<>();
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int row = 0; row < examined; row++) {
            double value = value(row);
            if (!Double.isNaN(value) && (value != Math.rint(value) || !known.add(value + 0.0))) {
                return Optional.empty();
            }
            least = Double.isNaN(value) ? least : Math.min(least, value);
            most = Double.isNaN(value) ? most : Math.max(most, value);
        }
        if (known.size() < LEAST_IDS) {
            return Optional.empty();
        }
        if (most - least == known.size() - 1 && !TIME.matcher(name).find()) {
            return Optional.of("it counts the rows");
        }
        return ID.matcher(name).find()
                ? Optional.of("its name and its whole numbers, each once, say that it identifies rows")
                : Optional.empty();
    }

    /**
     * Finds a number that files use for a missing value, such as -999 or 9999, if it is the smallest or largest and further from the others than
     * these are from each other.
     *
     * @return it and its number of rows, in words; empty if there is none
     */
    Optional<String> sentinel() {
        double[] sorted = all().filter(value -> !Double.isNaN(value)).sorted().toArray();
        int least = 0;
        int most = sorted.length - 1;
        while (least < sorted.length && sorted[least] == sorted[0]) {
            least++;
        }
        while (most >= 0 && sorted[most] == sorted[sorted.length - 1]) {
            most--;
        }
        if (least > most) {
            return Optional.empty();
        }
        boolean low = isSentinel(sorted[0]) && sorted[least] - sorted[0] > sorted[sorted.length - 1] - sorted[least];
        double top = sorted[sorted.length - 1];
        boolean high = isSentinel(top) && top - sorted[most] > sorted[most] - sorted[0];
        if (!low && !high) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "has %s in %,d rows, far from its other numbers, %s to %s",
                Decimal.text(low ? sorted[0] : top),
                low ? least : sorted.length - 1 - most,
                Decimal.text(low ? sorted[least] : sorted[0]),
                Decimal.text(low ? top : sorted[most])));
    }

    /** @return whether it is 99, 999, ... or one of them below 0 */
    private static boolean isSentinel(double value) {
        double next = Math.abs(value) + 1;
        return next >= 100 && next <= 1e10 && next == Math.pow(10, Math.round(Math.log10(next)));
    }

    /** @return the number of a row, or NaN */
    public double value(int row) {
        return values.applyAsDouble(row);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int missing() {
        return missing;
    }

    @Override
    public boolean isMissing(int row) {
        return Double.isNaN(value(row));
    }

    @Override
    public String text(int row) {
        return isMissing(row) ? "" : Decimal.text(value(row));
    }
}
