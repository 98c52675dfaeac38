package dev.crosscheck.data;

import dev.crosscheck.Members;
import java.util.function.Consumer;

/**
 * Options for reading a folder of pictures.
 *
 * @param size size that pictures are scaled to; null for the size of the first, with at most 64 pixels a side
 * @param split how test pictures are chosen if the folder has no {@code test/}
 * @param handwriting whether each picture shows one handwritten digit, and is prepared as MNIST's; of 28x28 pixels then
 * @param warnings receives a sentence for each picture that is left out, and for what else is not used: other files, folders, colour
 */
public record PictureOptions(Size size, Split split, boolean handwriting, Consumer<String> warnings) {
    /** The size of the first picture, a fifth for testing, no warnings. */
    public static final PictureOptions USUAL = new PictureOptions(null, new Split(0.2, 1), false, warning -> {});

    /**
     * A size in pixels.
     *
     * @param columns 1 to 65,535
     * @param rows 1 to 65,535
     */
    public record Size(int columns, int rows) {

        /** @return this size, scaled down in proportion if a side is longer than this */
        public Size within(int longest) {
            double factor = Math.min(1, longest / (double) Math.max(columns, rows));
            return new Size(
                    (int) Math.max(1, Math.round(columns * factor)), (int) Math.max(1, Math.round(rows * factor)));
        }
    }

    /**
     * How test pictures are chosen.
     *
     * @param testShare fraction of each class, above 0 and below 1
     * @param seed seed of the random choice
     */
    public record Split(double testShare, long seed) {
        /** @throws Members.Unfit if the share is out of range */
        public Split {
            Members.number("testShare", testShare, 0, 1);
        }
    }
}
