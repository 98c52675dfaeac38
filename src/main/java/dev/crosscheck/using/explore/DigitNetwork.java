package dev.crosscheck.using.explore;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import java.util.List;

/**
 * A trained network of pictures, for the chapter on digits.
 *
 * @param name its file's or folder's; null of the one that the explorer trains itself
 * @param network any hidden layers, softmax over the classes
 * @param parameters those that answer; not to be changed
 * @param moments what is known of its past, oldest first; none where nothing was kept
 * @param form of its pictures
 * @param tests test images to look at; none where they are not at hand
 */
public record DigitNetwork(
        String name, Network network, Parameters parameters, List<Moment> moments, ImageForm form, ImageSet tests) {
    /** Rows and columns of what can be drawn on the page. */
    static final int SIDE = 28;

    /** Test images that are kept. */
    static final int MOST_TESTS = 200;

    /**
     * How the network was after a step of its training.
     *
     * @param step from 0
     * @param epochs whole ones that were done by then
     * @param accuracy share of the test images that it answered right; null where it was not measured
     */
    public record Moment(int step, int epochs, Parameters parameters, Double accuracy) {}

    /** Keeps the first of the test images. */
    public DigitNetwork {
        requireDrawn(name, form);
        moments = List.copyOf(moments);
        tests = tests.first(MOST_TESTS);
    }

    /**
     * Looks whether pictures of a form can be drawn on the page.
     *
     * @param name of the model, for messages
     * @throws CrosscheckException if they are of another size
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
