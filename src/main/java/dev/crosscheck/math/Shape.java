package dev.crosscheck.math;

import dev.crosscheck.limits.Members;

/**
 * What a row of inputs or units means: {@code channels} of {@code rows} times {@code columns} numbers each, channel by channel and row by row.
 * Numbers that have no place in a picture are channels of one number each.
 */
public record Shape(int channels, int rows, int columns) {

    public Shape {
        Members.whole("channels", channels, 0, Integer.MAX_VALUE);
        Members.whole("rows", rows, 1, Integer.MAX_VALUE);
        Members.whole("columns", columns, 1, Integer.MAX_VALUE);
        double size = (double) channels * rows * columns;
        Members.require("shape", size <= Integer.MAX_VALUE, "at most " + Integer.MAX_VALUE + " numbers", size);
    }

    /** @return numbers without a place in a picture */
    public static Shape flat(int count) {
        return new Shape(count, 1, 1);
    }

    /** @return how many numbers it has */
    public int size() {
        return channels * rows * columns;
    }

    /** @return whether its numbers have no place in a picture */
    public boolean hasNoPlaces() {
        return rows == 1 && columns == 1;
    }

    /** @return {@code 784}, {@code 28x28}, or {@code 3x32x32} with several channels */
    @Override
    public String toString() {
        if (hasNoPlaces()) {
            return String.valueOf(channels);
        }
        return (channels == 1 ? "" : channels + "x") + rows + "x" + columns;
    }
}
