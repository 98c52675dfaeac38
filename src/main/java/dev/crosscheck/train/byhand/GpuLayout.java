package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageSet;
import java.util.List;
import java.util.Optional;

/**
 * Sizes of a network in the kernels, and where DL4J's array of all parameters (W1 column by column, b1, W2 column by column, b2) has what
 * the kernels have in W1 (I, U), b1 (U), W2 (U, M), b2 (M).
 *
 * @param pixels I
 * @param hidden units of the network
 * @param classes of the network
 */
public record GpuLayout(int pixels, int hidden, int classes) {
    /** M: columns of the logits in the kernels, and so the most classes. */
    static final int MOST_CLASSES = Sums.ROUNDED_TO;

    /** The activations of an image and their shares of its logits lie in a block's 48 KiB of shared memory, beside 2 KiB of the kernel's. */
    private static final int MOST_UNITS = 8192;

    private static final int TILE_UNITS = 64; // of a block of first_weights, as in digits.cu

    /**
     * Says why the kernels cannot train a network, if so.
     *
     * @param hidden units of each hidden layer
     * @param examples what it learns from
     * @return the reason, as the end of a sentence
     */
    public static Optional<String> obstacle(List<Integer> hidden, Examples examples) {
        if (!(examples instanceof ImageSet images)) {
            return Optional.of("its kernels learn from images, and these are none");
        }
        if (hidden.size() != 1) {
            return Optional.of("its kernels have one hidden layer, and this network has " + hidden.size());
        }
        if (hidden.get(0) > MOST_UNITS) {
            return Optional.of(
                    "its kernels have at most " + MOST_UNITS + " hidden units, and this network has " + hidden.get(0));
        }
        if (images.outputs() > MOST_CLASSES) {
            return Optional.of(
                    "its kernels have at most " + MOST_CLASSES + " classes, and these are " + images.outputs());
        }
        long weights = (images.features() + 1L + MOST_CLASSES) * Sums.slices(hidden.get(0)) * Sums.SLICE;
        return images.features() > LitPixels.LIMIT || weights > Integer.MAX_VALUE / 2
                ? Optional.of("images of " + images.features() + " pixels have too many weights for its kernels")
                : Optional.empty();
    }

    /** @return U: hidden units in whole slices */
    int units() {
        return Sums.slices(hidden) * Sums.SLICE;
    }

    /** @return tiles of W1's rows, each of which has a sum */
    int tiles() {
        return (pixels + Sums.TILE - 1) / Sums.TILE;
    }

    /** @return blocks that share W1 out among them */
    int blocksOfFirstWeights() {
        return tiles() * (units() / TILE_UNITS);
    }

    /** @return memory that a block of the forward pass shares: an image's activations, and their shares of its logits */
    int sharedBytes() {
        return (units() + Sums.slices(hidden) * MOST_CLASSES) * Float.BYTES;
    }

    /** @return parameters of the network */
    int count() {
        return (pixels + 1) * hidden + (hidden + 1) * classes;
    }

    /** @return floats of all parameters in the kernels */
    int length() {
        return (pixels + 1 + MOST_CLASSES) * units() + MOST_CLASSES;
    }

    /**
     * @param from DL4J's arrays, one after the other
     * @param at where the one to take begins
     * @return its parameters as the kernels have them
     */
    float[] toKernels(float[] from, int at) {
        float[] to = new float[length()];
        each((dl4j, here) -> to[here] = from[at + dl4j]);
        return to;
    }

    /** The other way round. */
    void toDl4j(float[] from, float[] to, int at) {
        each((dl4j, here) -> to[at + dl4j] = from[here]);
    }

    private interface Copy {
        void at(int dl4j, int here);
    }

    private void each(Copy copy) {
        int units = units();
        int b1 = pixels * hidden;
        int w2 = b1 + hidden;
        int b2 = w2 + hidden * classes;
        for (int unit = 0; unit < hidden; unit++) {
            for (int i = 0; i < pixels; i++) {
                copy.at(unit * pixels + i, i * units + unit);
            }
            copy.at(b1 + unit, pixels * units + unit);
            for (int c = 0; c < classes; c++) {
                copy.at(w2 + c * hidden + unit, (pixels + 1) * units + unit * MOST_CLASSES + c);
            }
        }
        for (int c = 0; c < classes; c++) {
            copy.at(b2 + c, (pixels + 1 + MOST_CLASSES) * units + c);
        }
    }
}
