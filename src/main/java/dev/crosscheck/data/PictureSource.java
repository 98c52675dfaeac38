package dev.crosscheck.data;

import dev.crosscheck.Members;
import dev.crosscheck.OrNull;
import java.util.function.Consumer;

/**
 * How a folder of pictures became the data of a run, so that the same folder becomes the same data again. IDX files need none of it.
 *
 * @param size what pictures are scaled to; null for the most common size
 * @param testShare of each class, above 0 and below 1, where the folder does not say which are to test on
 * @param skipsUnreadable whether pictures that cannot be read are left out
 */
public record PictureSource(@OrNull PictureOptions.Size size, double testShare, boolean skipsUnreadable) {
    /** @throws Members.Unfit for a size that no picture has, or what is no share */
    public PictureSource {
        if (size != null) {
            Members.whole("size/columns", size.columns(), 1, ImageForm.LONGEST_SIDE);
            Members.whole("size/rows", size.rows(), 1, ImageForm.LONGEST_SIDE);
        }
        Members.number("testShare", testShare, 0, 1);
    }

    /**
     * @param seed the run's, which draws those to test on
     * @param skipped hears of pictures that are left out
     * @return how to read the folder
     */
    public PictureOptions options(long seed, Consumer<String> skipped) {
        return new PictureOptions(size, new PictureOptions.Split(testShare, seed), skipsUnreadable ? skipped : null);
    }
}
