package dev.crosscheck.train.gpu;

import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.train.byhand.LitPixels;
import dev.crosscheck.train.byhand.Sums;
import java.util.List;
import java.util.Optional;

/**
 * Sizes of a network in the kernels, and the conversion between DL4J's array of all parameters (W1 column by column, b1, W2 column by
 * column, b2) and the kernels' layout: W1 (I, U), b1 (U), W2 (U, M), b2 (M).
 *
 * @param pixels I
 * @param hidden units of the network
 * @param classes of the network
 */
public record GpuLayout(int pixels, int hidden, int classes) {
    /** M: columns of the logits in the kernels, and so the largest number of classes. */
    static final int MOST_CLASSES = Sums.ROUNDED_TO;

    /**
     * The activations of an image and their shares of its logits must fit in a block's 48 KiB of shared memory, next to 2 KiB that the
     * kernel itself declares.
     */
    private static final int MOST_UNITS = 8192;

    private static final int TILE_UNITS = 64; // units per block of first_weights, as in digits.cu

    /**
     * Says whether the kernels can train a network.
     *
     * @param hidden units of each hidden layer
     * @param examples to learn from
     * @return why they cannot, as the end of a sentence; empty if they can
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

    /** @return U: hidden units rounded up to whole slices */
    int units() {
        return Sums.slices(hidden) * Sums.SLICE;
    }

    /** @return number of tiles of W1's rows; each tile has a sum of its own */
    int tiles() {
        return (pixels + Sums.TILE - 1) / Sums.TILE;
    }

    /** @return number of blocks that the kernel for W1 is launched with */
    int blocksOfFirstWeights() {
        return tiles() * (units() / TILE_UNITS);
    }

    /** @return shared memory of a block of the forward pass, in bytes: an image's activations and their shares of its logits */
    int sharedBytes() {
        return (units() + Sums.slices(hidden) * MOST_CLASSES) * Float.BYTES;
    }

    /** @return parameters of the network */
    int count() {
        return (pixels + 1) * hidden + (hidden + 1) * classes;
    }

    /** @return number of floats of all parameters in the kernels' layout */
    int length() {
        return (pixels + 1 + MOST_CLASSES) * units() + MOST_CLASSES;
    }

    /**
     * @param from one or several of DL4J's arrays, one after the other
     * @param at start of the one to convert
     * @return its parameters in the kernels' layout
     */
    float[] toKernels(float[] from, int at) {
        float[] to = new float[length()];
        each((dl4j, here) -> to[here] = from[at + dl4j]);
        return to;
    }

    /** Converts parameters from the kernels' layout back to DL4J's, at position {@code at} of {@code to}. */
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
