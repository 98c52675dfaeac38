package dev.crosscheck.data.table;

import java.util.Arrays;
import java.util.List;

/**
 * Rows made ready for a network, each beside the next: four bytes for a number, two for a category. A batch takes rows in any order, and by column
 * every cell of it would be fetched from main memory. Threads may share it once it is filled.
 */
final class PackedRows {
    /** A block is large enough to be quick and small enough to find room between what else there is. */
    private static final int SHIFT = 10;

    private static final int LENGTH = 1 << SHIFT;
    private static final int MASK = LENGTH - 1;

    /** Of a category; {@link Input.OfCategory#MOST} and a missing one need ten. */
    private static final int BITS = 16;

    private static final int CODE = (1 << BITS) - 1;

    /** Words of a cache line. */
    private static final int LINE = 16;

    /** Rows whose features are made at once, and how many features these may have together: 4 MB. */
    private static final int MOST_ROWS = 256;

    private static final int MOST_FEATURES = 1 << 20;

    private final int width;

    /** Where the numbers' features are, from left to right, and for each whether an indicator comes behind it. */
    private final int[] numberAt;

    private final boolean[] indicator;

    /** What stands in for a missing number where there is an indicator. */
    private final float[] standIn;

    /** Where the categories' features are, and how many. */
    private final int[] categoryAt;

    private final int[] categories;

    /** Of a row: one for each number, the bits of its float, NaN for a missing one; then one for two categories. */
    private final int words;

    /** By block. A category has 16 bits: 0 for none, 1 for the first. */
    private final int[][] blocks;

    private PackedRows(List<Input> inputs, int width, int rows) {
        this.width = width;
        List<Input> ofNumbers =
                inputs.stream().filter(Input.OfNumber.class::isInstance).toList();
        List<Input> others =
                inputs.stream().filter(Input.OfCategory.class::isInstance).toList();
        numberAt = places(inputs, ofNumbers);
        categoryAt = places(inputs, others);
        categories = others.stream().mapToInt(Input::width).toArray();
        indicator = new boolean[numberAt.length];
        standIn = new float[numberAt.length];
        for (int i = 0; i < numberAt.length; i++) {
            Input.OfNumber number = (Input.OfNumber) ofNumbers.get(i);
            indicator[i] = number.indicator();
            standIn[i] = (float) number.standardised(Double.NaN);
        }
        words = numberAt.length + (categoryAt.length + 1) / 2;
        blocks = new int[(rows + LENGTH - 1) >>> SHIFT][];
        for (int block = 0; block < blocks.length; block++) {
            blocks[block] = new int[Math.multiplyExact(Math.min(LENGTH, rows - block * LENGTH), words)];
        }
    }

    private static int[] places(List<Input> inputs, List<Input> some) {
        int[] places = new int[some.size()];
        int found = 0;
        int at = 0;
        for (Input input : inputs) {
            if (found < places.length && input == some.get(found)) {
                places[found++] = at;
            }
            at += input.width();
        }
        return places;
    }

    /**
     * Makes rows ready.
     *
     * @param rows of the table
     * @throws dev.crosscheck.CrosscheckException naming line and column of a cell that cannot be taken
     */
    static PackedRows of(TableFeatures features, int... rows) {
        int width = features.width();
        PackedRows packed = new PackedRows(features.preprocessing().inputs(), width, rows.length);
        int most = Math.max(1, Math.min(MOST_ROWS, MOST_FEATURES / width));
        float[] made = new float[Math.min(most, rows.length) * width];
        for (int from = 0; from < rows.length; from += most) {
            int count = Math.min(most, rows.length - from);
            features.features(rows, from, count, made);
            for (int row = 0; row < count; row++) {
                packed.pack(from + row, made, row * width);
            }
        }
        return packed;
    }

    private void pack(int row, float[] made, int at) {
        int[] into = blocks[row >>> SHIFT];
        int word = (row & MASK) * words;
        for (int i = 0; i < numberAt.length; i++) {
            int feature = at + numberAt[i];
            boolean missing = indicator[i] && made[feature + 1] == 1;
            into[word++] = Float.floatToRawIntBits(missing ? Float.NaN : made[feature]);
        }
        for (int i = 0; i < categoryAt.length; i++) {
            int feature = at + categoryAt[i];
            int code = 0;
            while (code < categories[i] && made[feature + code] == 0) {
                code++;
            }
            into[word + i / 2] |= (code < categories[i] ? code + 1 : 0) << BITS * (i & 1);
        }
    }

    int width() {
        return width;
    }

    /** Reads a word of every cache line of a row; the processor fetches those of several rows from main memory in the time that one takes. */
    int fetch(int row) {
        int[] from = blocks[row >>> SHIFT];
        int first = (row & MASK) * words;
        int read = from[first + words - 1];
        for (int word = 0; word < words; word += LINE) {
            read ^= from[first + word];
        }
        return read;
    }

    /** Writes a row's features. */
    void unpack(int row, float[] into, int at) {
        Arrays.fill(into, at, at + width, 0);
        int[] from = blocks[row >>> SHIFT];
        int word = (row & MASK) * words;
        for (int i = 0; i < numberAt.length; i++) {
            float number = Float.intBitsToFloat(from[word++]);
            int feature = at + numberAt[i];
            if (Float.isNaN(number)) {
                into[feature] = standIn[i];
                into[feature + 1] = 1;
            } else {
                into[feature] = number;
            }
        }
        for (int i = 0; i < categoryAt.length; i++) {
            int code = from[word + i / 2] >>> BITS * (i & 1) & CODE;
            if (code > 0) {
                into[at + categoryAt[i] + code - 1] = 1;
            }
        }
    }
}
