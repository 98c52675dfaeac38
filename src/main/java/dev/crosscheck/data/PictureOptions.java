package dev.crosscheck.data;

import dev.crosscheck.limits.Members;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Options for reading a folder of pictures.
 *
 * @param size size that pictures are scaled to; null for the median of the training pictures, with at most 96 pixels a side
 * @param channels 1 for lightness, 3 for colours; null for colours if the training pictures of a class use them
 * @param split how test pictures are chosen if the folder has no {@code test/}
 * @param handwriting whether each picture shows one handwritten digit, and is prepared as MNIST's; of 28x28 pixels then
 * @param warnings receives a sentence for each picture that is left out, and for other files and folders that are not used
 * @param progress is told before each picture how many of how many are read
 */
public record PictureOptions(
        Size size,
        Integer channels,
        Split split,
        boolean handwriting,
        Consumer<String> warnings,
        BiConsumer<Integer, Integer> progress) {
    /** The median size, a fifth for testing, no warnings. */
    public static final PictureOptions USUAL = new PictureOptions(null, null, new Split(0.2, 1), false, warning -> {});

    /** Options of which nobody is told how far reading is. */
    public PictureOptions(Size size, Integer channels, Split split, boolean handwriting, Consumer<String> warnings) {
        this(size, channels, split, handwriting, warnings, (read, of) -> {});
    }

    /** @return the same, telling somebody how far reading is */
    public PictureOptions with(BiConsumer<Integer, Integer> told) {
        return new PictureOptions(size, channels, split, handwriting, warnings, told);
    }

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
