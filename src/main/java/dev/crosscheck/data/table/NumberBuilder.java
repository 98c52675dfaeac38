package dev.crosscheck.data.table;

/**
 * A column's numbers as they come, each kept exactly, in as few bytes as that takes: as floats; else, as most measurements are written, as
 * whole multiples of a power of ten, such as 12.5 and 0.25 of a hundredth; else as doubles.
 */
final class NumberBuilder {
    /** The largest power of ten: a larger one would leave an int no digit before the decimal point. */
    private static final double MOST = 1e9;

    private final Chunks.Room room;
    private Chunks<float[]> floats;
    private Chunks<int[]> decimals;
    private Chunks<double[]> doubles;
    private double power = 1;

    /** The largest whole multiple, regardless of its sign. */
    private int largest;

    NumberBuilder(Chunks.Room room) {
        this.room = room;
        floats = new Chunks<>(float[]::new, Float.BYTES, room);
    }

    /** @param number finite, or NaN for a missing one */
    void put(double number) {
        if (floats != null) {
            if ((float) number == number || Double.isNaN(number)) {
                floats.next()[floats.place()] = (float) number;
                return;
            }
            leaveFloats();
        }
        if (decimals != null) {
            if (putDecimal(number)) {
                return;
            }
            leaveDecimals();
        }
        doubles.next()[doubles.place()] = number;
    }

    private void leaveFloats() {
        Chunks<float[]> before = floats;
        floats = null;
        decimals = new Chunks<>(int[]::new, Integer.BYTES, room);
        for (int i = 0; i < before.size(); i++) {
            put(before.chunks().get(i >>> Chunks.SHIFT)[i & Chunks.MASK]);
        }
        before.clear();
    }

    private void leaveDecimals() {
        Chunks<int[]> before = decimals;
        decimals = null;
        doubles = new Chunks<>(double[]::new, Double.BYTES, room);
        for (int i = 0; i < before.size(); i++) {
            put(NumberColumn.decimal(before.chunks().get(i >>> Chunks.SHIFT)[i & Chunks.MASK], power));
        }
        before.clear();
    }

    private boolean putDecimal(double number) {
        int multiple = multiple(number, power);
        if (multiple == NumberColumn.MISSING && !Double.isNaN(number)) {
            if (!addPlaces(number)) {
                return false;
            }
            multiple = multiple(number, power);
        }
        if (multiple != NumberColumn.MISSING) {
            largest = Math.max(largest, Math.abs(multiple));
        }
        decimals.next()[decimals.place()] = multiple;
        return true;
    }

    /** Takes the power of ten of which this number is a whole multiple, if those before it, which are of a smaller one, stay ints. */
    private boolean addPlaces(double number) {
        double more = 10;
        while (multiple(number, power * more) == NumberColumn.MISSING) {
            more *= 10;
            if (power * more > MOST) {
                return false;
            }
        }
        if (largest * more > Integer.MAX_VALUE) {
            return false;
        }
        for (int[] chunk : decimals.chunks()) {
            for (int i = 0; i < chunk.length; i++) {
                chunk[i] = chunk[i] == NumberColumn.MISSING ? chunk[i] : chunk[i] * (int) more;
            }
        }
        power *= more;
        largest *= (int) more;
        return true;
    }

    /** How many times the power of ten it is; {@link NumberColumn#MISSING} if it is none, or no int from which exactly this number follows. */
    private static int multiple(double number, double power) {
        double multiple = Math.rint(number * power);
        boolean exact = multiple / power == number && Math.abs(multiple) <= Integer.MAX_VALUE;
        // An int has no negative zero.
        boolean lost = multiple == 0 && Double.doubleToRawLongBits(number) != 0;
        return exact && !lost ? (int) multiple : NumberColumn.MISSING;
    }

    /** Lets all go. */
    void clear() {
        (floats != null ? floats : decimals != null ? decimals : doubles).clear();
    }

    NumberColumn column(String name, int missing) {
        if (floats != null) {
            return NumberColumn.ofFloats(name, missing, floats.finished(float[][]::new));
        }
        return decimals != null
                ? NumberColumn.ofDecimals(name, missing, power, decimals.finished(int[][]::new))
                : NumberColumn.ofDoubles(name, missing, doubles.finished(double[][]::new));
    }
}
