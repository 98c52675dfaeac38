package dev.crosscheck.data;

import dev.crosscheck.limits.Members;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a folder was turned into a run's data, recorded so that the same folder gives the same data again. Of IDX files, only what somebody said
 * about them matters.
 *
 * @param size size that pictures are scaled to; null for the median of the training pictures
 * @param channels 1 for lightness, 3 for colours; null for what the training pictures use
 * @param testShare fraction of each class for testing if the folder has no {@code test/}, above 0 and below 1
 * @param handwriting whether somebody said that the pictures are handwriting
 */
public record PictureSource(
        PictureOptions.@Nullable Size size, @Nullable Integer channels, double testShare, boolean handwriting)
        implements DataSource {
    /** @throws Members.Unfit if the size or the share is out of range */
    public PictureSource {
        if (size != null) {
            Members.whole("size/columns", size.columns(), 1, ImageForm.LONGEST_SIDE);
            Members.whole("size/rows", size.rows(), 1, ImageForm.LONGEST_SIDE);
        }
        Members.number("testShare", testShare, 0, 1);
    }

    @Override
    public boolean ofImages() {
        return true;
    }

    /** @return the source of pictures that were read in this form */
    public PictureSource with(ImageForm form) {
        return new PictureSource(
                new PictureOptions.Size(form.columns(), form.rows()), form.channels(), testShare, handwriting);
    }

    /**
     * @param seed the run's seed, by which the test pictures are drawn
     * @param warnings receives a sentence for what is left out or not used
     * @return options to read the folder with
     */
    public PictureOptions options(long seed, Consumer<String> warnings) {
        return new PictureOptions(size, channels, new PictureOptions.Split(testShare, seed), handwriting, warnings);
    }
}
