package dev.crosscheck.course.guide;

import dev.crosscheck.math.Shape;
import dev.crosscheck.nn.Setting;
import dev.crosscheck.nn.Settings;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.text.Text;

/**
 * What is trained on somebody's own pictures unless options say otherwise. Convolutions of 3x3 are each followed by pooling until the
 * pictures are small; more pictures get more maps. Small sets are passed over more often, so that the number of steps varies less.
 *
 * @param setup network and training
 * @param reason why, in a sentence
 */
public record PictureGuide(Setup setup, String reason) {
    /** Pixels of a side below which no convolution pays, and from which maps are halved. */
    private static final int LEAST_SIDE = 8;

    private static final int HALVED_FROM = 8;

    /** Training pictures from which there are twice as many maps. */
    private static final int MANY = 500;

    private static final int MOST_MAPS = 64;

    /** Pictures that pass through the network in all, and bounds on the number of epochs. */
    private static final int PASSES = 60_000;

    private static final int LEAST_EPOCHS = 12;
    private static final int MOST_EPOCHS = 80;

    /**
     * @param usual has all other settings
     * @param shape of a picture
     * @param pictures number that is trained on
     */
    public static PictureGuide of(Setup usual, Shape shape, int pictures) {
        int side = Math.min(shape.rows(), shape.columns());
        int maps = pictures < MANY ? MOST_MAPS / 8 : MOST_MAPS / 4;
        StringBuilder layers = new StringBuilder();
        int halved = 0;
        while (side >= (halved == 0 ? LEAST_SIDE : HALVED_FROM << halved)) {
            layers.append(Text.of("conv%dx3s,pool2,", Math.min(maps << halved, MOST_MAPS)));
            halved++;
        }
        int epochs = Math.max(LEAST_EPOCHS, Math.min(MOST_EPOCHS, PASSES / Math.max(1, pictures)));
        Settings settings = new Settings();
        settings.set(Setting.HIDDEN, layers + (halved == 0 ? "256" : "128"));
        settings.words(
                Setting.ALL,
                Text.of(
                        "schedule:cosine batch:%d epochs:%d patience:%d shift:2",
                        pictures < MANY ? 16 : 64, epochs, Guide.patience(epochs)));
        String network = halved == 0
                ? "too small for convolutions"
                : Text.of("convolutions, with maps down to %dx%d", shape.columns() >> halved, shape.rows() >> halved);
        return new PictureGuide(
                settings.over(usual),
                Text.of("%,d training pictures of %dx%d: %s", pictures, shape.columns(), shape.rows(), network));
    }
}
