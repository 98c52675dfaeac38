package dev.crosscheck.data.table;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** A column of finite numbers in double; NaN stands for a missing value. */
public final class NumberColumn implements Column {
    private final String name;
    private final double[] values;
    private final int missing;

    NumberColumn(String name, double... values) {
        this.name = name;
        this.values = values;
        this.missing = (int) DoubleStream.of(values).filter(Double::isNaN).count();
    }

    /** @return this column with the rows of another one appended */
    NumberColumn followedBy(NumberColumn other) {
        double[] joined = Arrays.copyOf(values, values.length + other.values.length);
        System.arraycopy(other.values, 0, joined, values.length, other.values.length);
        return new NumberColumn(name, joined);
    }

    /** @return the number of a row, or NaN */
    public double value(int row) {
        return values[row];
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
        return Double.isNaN(values[row]);
    }

    @Override
    public String text(int row) {
        return isMissing(row) ? "" : Decimal.text(values[row]);
    }
}
