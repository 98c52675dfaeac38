package dev.crosscheck.using.explore;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import java.util.List;

/**
 * A trained image classifier for the chapter on digits.
 *
 * @param name name of its file or folder
 * @param network any hidden layers, softmax over the classes
 * @param parameters the trained parameters; must not be modified
 * @param moments snapshots of its training, oldest first; empty if none were kept
 * @param form the form of its pictures
 * @param tests test images to choose from; empty if there are none
 */
public record DigitNetwork(
        String name, Network network, Parameters parameters, List<Moment> moments, ImageForm form, ImageSet tests) {
    /** Rows and columns of the page's drawing area. */
    static final int SIDE = 28;

    /** Maximum number of test images kept. */
    static final int MOST_TESTS = 100;

    /**
     * A snapshot of the training.
     *
     * @param step from 0
     * @param epochs number of completed epochs
     * @param parameters the parameters after the step
     * @param accuracy fraction of correctly classified test images; null if it was not measured
     */
    public record Moment(int step, int epochs, Parameters parameters, Double accuracy) {}

    /** Keeps only the first test images. */
    public DigitNetwork {
        requireDrawn(name, form);
        moments = List.copyOf(moments);
        tests = tests.first(MOST_TESTS);
    }

    /**
     * Checks that pictures of a form can be drawn on the page.
     *
     * @param name name of the model, for messages
     * @throws CrosscheckException if the size is different
     */
    public static void requireDrawn(String name, ImageForm form) {
        if (form.rows() != SIDE || form.columns() != SIDE) {
            throw CrosscheckException.expected(
                    name,
                    "a model of pictures of " + SIDE + "x" + SIDE + " pixels, which is what the page draws",
                    "one of " + form.columns() + "x" + form.rows(),
                    "Use serve MODEL, which takes pictures of any size.");
        }
    }
}
