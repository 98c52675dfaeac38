package dev.crosscheck.math;

/** The index of the largest number; of equal ones the first, so that every part of the program breaks ties in the same way. */
public final class Argmax {
    private Argmax() {}

    /**
     * @param values at least one
     * @return the index of the largest, from 0
     */
    public static int of(double... values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    /**
     * @param values a matrix, row-major
     * @param from start of a row
     * @param columns length of the row, at least 1
     * @return the column of the row's largest number, from 0
     */
    public static int ofRow(float[] values, int from, int columns) {
        int best = 0;
        for (int i = 1; i < columns; i++) {
            best = values[from + i] > values[from + best] ? i : best;
        }
        return best;
    }
}
