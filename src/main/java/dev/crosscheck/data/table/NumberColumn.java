package dev.crosscheck.data.table;

/** A column of finite numbers; NaN stands for a missing one. */
public final class NumberColumn implements Column {
    /** Stands for a missing one among whole multiples. */
    static final int MISSING = Integer.MIN_VALUE;

    private final String name;
    private final int missing;

    /** One of the three is there, as chunks: floats if each number is exactly one, which whole numbers mostly are. */
    private final float[][] floats;

    /** If each number is exactly a whole multiple divided by a power of ten. */
    private final int[][] decimals;

    private final double power;
    private final double[][] doubles;

    private NumberColumn(
            String name, int missing, float[][] floats, int[][] decimals, double power, double[][] doubles) {
        this.name = name;
        this.missing = missing;
        this.floats = floats;
        this.decimals = decimals;
        this.power = power;
        this.doubles = doubles;
    }

    static NumberColumn ofFloats(String name, int missing, float[]... chunks) {
        return new NumberColumn(name, missing, chunks, null, 1, null);
    }

    static NumberColumn ofDecimals(String name, int missing, double power, int[]... chunks) {
        return new NumberColumn(name, missing, null, chunks, power, null);
    }

    static NumberColumn ofDoubles(String name, int missing, double[]... chunks) {
        return new NumberColumn(name, missing, null, null, 1, chunks);
    }

    /** @return so many of this column's rows, all of them, then all of another one's */
    NumberColumn followedBy(NumberColumn other, int rows, int otherRows) {
        NumberBuilder joined = new NumberBuilder(Chunks.Room.unlimited());
        for (int row = 0; row < rows; row++) {
            joined.put(value(row));
        }
        for (int row = 0; row < otherRows; row++) {
            joined.put(other.value(row));
        }
        return joined.column(name, missing + other.missing);
    }

    /** @return the number, as it was read, or NaN */
    public double value(int row) {
        int chunk = row >>> Chunks.SHIFT;
        int at = row & Chunks.MASK;
        if (floats != null) {
            return floats[chunk][at];
        }
        return decimals != null ? decimal(decimals[chunk][at], power) : doubles[chunk][at];
    }

    /** The number that is so many times the inverse of the power, or NaN: rounded once, as it was when it was read. */
    static double decimal(int multiple, double power) {
        return multiple == MISSING ? Double.NaN : multiple / power;
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
