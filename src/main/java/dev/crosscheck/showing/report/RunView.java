package dev.crosscheck.showing.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a training run's page shows.
 *
 * @param title the run's name
 * @param status how it stands, in a few words
 * @param running whether more is to come, so that the page loads itself again
 * @param written when this was so
 * @param plannedEpochs epochs that the run is to do, or was
 * @param epochs those done, in order; none at the start
 * @param bestEpoch the one with the lowest validation loss; 0 where there is none
 * @param shownEpoch the one that headline, confusion, weights and mistakes are of; 0 before the first test
 * @param confusion test images by [true class][predicted class]; empty before the first test
 * @param weights the first layer's; null where they are not known any more
 * @param mistakes test images with a wrong answer, largest loss first; none where they are not known any more
 * @param facts configuration and provenance, by name
 */
public record RunView(
        String title,
        String status,
        boolean running,
        Instant written,
        int plannedEpochs,
        List<Epoch> epochs,
        int bestEpoch,
        int shownEpoch,
        int[][] confusion,
        Weights weights,
        List<Mistake> mistakes,
        Map<String, String> facts) {

    /**
     * An epoch.
     *
     * @param epoch its number, from 1
     * @param trainLoss mean loss over its steps
     * @param validationLoss mean loss over the held-out images; null where there are none
     * @param testLoss mean loss over the test set after it
     * @param accuracyPercent test accuracy after it, in percent
     * @param seconds of training
     */
    public record Epoch(
            int epoch,
            double trainLoss,
            Double validationLoss,
            double testLoss,
            double accuracyPercent,
            double seconds) {}

    /**
     * Weights of the first layer.
     *
     * @param values (units, rows × columns), row-major: a unit's weights lie as the pixels that they belong to
     * @param units how many units, at least 1
     * @param rows of an image
     * @param columns of an image
     */
    public record Weights(float[] values, int units, int rows, int columns) {}

    /**
     * A wrong answer.
     *
     * @param pixels the image, row-major, unsigned: 0 is background, 255 full ink
     * @param columns of the image
     * @param caption what it was taken for
     */
    public record Mistake(byte[] pixels, int columns, String caption) {}
}
