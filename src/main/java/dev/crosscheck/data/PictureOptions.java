package dev.crosscheck.data;

import dev.crosscheck.Members;
import java.util.function.Consumer;

/**
 * How a folder of pictures is read.
 *
 * @param size what pictures are scaled to; null for the most common size, of at most 64 pixels a side
 * @param split which pictures are to test on, where the folder does not say
 * @param skipped hears of each picture that cannot be read and is left out; null refuses the folder
 */
public record PictureOptions(Size size, Split split, Consumer<String> skipped) {
    /** The most common size, a fifth to test on, nothing left out. */
    public static final PictureOptions USUAL = new PictureOptions(null, new Split(0.2, 1), null);

    /**
     * A size in pixels.
     *
     * @param columns 1 to 65,535
     * @param rows 1 to 65,535
     */
    public record Size(int columns, int rows) {

        long pixels() {
            return (long) columns * rows;
        }

        /** @return the same, or smaller in proportion, so that no side is longer than this */
        Size within(int longest) {
            double factor = Math.min(1, longest / (double) Math.max(columns, rows));
            return new Size(
                    (int) Math.max(1, Math.round(columns * factor)), (int) Math.max(1, Math.round(rows * factor)));
        }
    }

    /**
     * Which pictures are to test on.
     *
     * @param testShare of each class, above 0 and below 1
     * @param seed draws them
     */
    public record Split(double testShare, long seed) {
        /** @throws Members.Unfit for what is no share */
        public Split {
            Members.number("testShare", testShare, 0, 1);
        }
    }
}
