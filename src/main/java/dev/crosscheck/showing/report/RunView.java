package dev.crosscheck.showing.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a training run's page shows.
 *
 * @param title the run's name
 * @param status its state, in a few words
 * @param running whether it still goes on, so that the page has to reload itself
 * @param written when this was the state
 * @param plannedEpochs epochs asked for
 * @param epochs those done, in order; none at the start
 * @param bestEpoch the one with the lowest validation loss; 0 where there is none
 * @param shownEpoch the one that headline, confusion matrix, weights and mistakes belong to; 0 before the first test
 * @param confusion test images by [true class][predicted class]; empty before the first test, and where a number is learnt
 * @param classes the classes' names
 * @param weights of the first layer; null if they are no longer known
 * @param mistakes test images with a wrong answer, largest loss first; empty if they are no longer known
 * @param columns of a table, and what they are used for, those that are not first; none for images
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
        List<String> classes,
        Weights weights,
        List<Mistake> mistakes,
        List<Column> columns,
        Map<String, String> facts) {

    /**
     * An epoch.
     *
     * @param epoch its number, from 1
     * @param trainLoss mean loss over its steps
     * @param validationLoss mean loss over the held-out images; null where there are none
     * @param testLoss mean loss over the test set after it
     * @param accuracyPercent test accuracy after it, in percent; null where a number is learnt
     * @param rmse root of the mean squared test error after it, where a number is learnt; else null
     * @param seconds of training
     */
    public record Epoch(
            int epoch,
            double trainLoss,
            Double validationLoss,
            double testLoss,
            Double accuracyPercent,
            Double rmse,
            double seconds) {
        /** Of classes. */
        public Epoch(
                int epoch,
                double trainLoss,
                Double validationLoss,
                double testLoss,
                double accuracyPercent,
                double seconds) {
            this(epoch, trainLoss, validationLoss, testLoss, accuracyPercent, null, seconds);
        }

        boolean isOfNumbers() {
            return rmse != null;
        }
    }

    /**
     * A table's column.
     *
     * @param name its name
     * @param use what it is used for, or why it is not
     * @param inputs how many inputs of the network it makes
     */
    public record Column(String name, String use, int inputs) {}

    /**
     * Weights of the first layer.
     *
     * @param values (units, rows × columns), row-major: a unit's weights are in the order of their pixels
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
