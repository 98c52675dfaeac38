package dev.crosscheck.data.table;

import java.util.Arrays;

/** A column of finite numbers; NaN stands for a missing one. */
public final class NumberColumn implements Column {
    private final String name;
    private final int missing;

    /** One of the two is there: floats if each number is exactly one, which whole numbers mostly are. */
    private final float[] floats;

    private final double[] doubles;

    NumberColumn(String name, int missing, float[] floats, double[] doubles) {
        this.name = name;
        this.missing = missing;
        this.floats = floats;
        this.doubles = doubles;
    }

    /** @return this column's rows, then another one's */
    NumberColumn followedBy(NumberColumn other) {
        int gaps = missing + other.missing;
        if (floats == null || other.floats == null) {
            double[] joined = Arrays.copyOf(doubles(), rows() + other.rows());
            System.arraycopy(other.doubles(), 0, joined, rows(), other.rows());
            return new NumberColumn(name, gaps, null, joined);
        }
        float[] joined = Arrays.copyOf(floats, rows() + other.rows());
        System.arraycopy(other.floats, 0, joined, rows(), other.rows());
        return new NumberColumn(name, gaps, joined, null);
    }

    private int rows() {
        return floats == null ? doubles.length : floats.length;
    }

    private double[] doubles() {
        if (floats == null) {
            return doubles;
        }
        double[] wide = new double[floats.length];
        Arrays.setAll(wide, i -> floats[i]);
        return wide;
    }

    /** @return the number, as it was read, or NaN */
    public double value(int row) {
        return floats == null ? doubles[row] : floats[row];
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
