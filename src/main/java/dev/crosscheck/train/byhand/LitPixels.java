package dev.crosscheck.train.byhand;

import dev.crosscheck.data.ImageSet;

/**
 * The pixels of images that are not background: four in five of MNIST's are 0.
 *
 * @param starts where the entries of each image begin, and last where those of the last end
 * @param entries of all lit pixels, image by image: the index in its image and the value, packed by {@link #entry}
 */
record LitPixels(int[] starts, int[] entries) {
    /** Pixels in an image, or images in a batch, at most: an index has 24 bits, as it shares an int with a value. */
    static final int LIMIT = 1 << 24;

    /**
     * Lists the lit pixels of each image, in their order.
     *
     * @param images of at most {@link #LIMIT} pixels each
     */
    static LitPixels of(ImageSet images) {
        byte[] pixels = images.pixels();
        int features = images.features();
        int[] starts = new int[images.size() + 1];
        for (int image = 0; image < images.size(); image++) {
            starts[image + 1] = starts[image] + count(pixels, image * features, features);
        }
        int[] entries = new int[starts[images.size()]];
        int filled = 0;
        for (int image = 0; image < images.size(); image++) {
            for (int i = 0; i < features; i++) {
                byte value = pixels[image * features + i];
                if (value != 0) {
                    entries[filled++] = entry(i, value);
                }
            }
        }
        return new LitPixels(starts, entries);
    }

    /** @return an entry: an index, from 0 to {@link #LIMIT} - 1, and an unsigned value */
    static int entry(int index, byte value) {
        return index << 8 | value & 0xff;
    }

    /** @return an entry of the same value with another index */
    static int withIndex(int index, int entry) {
        return index << 8 | entry & 0xff;
    }

    /** @return the index in an entry */
    static int index(int entry) {
        return entry >>> 8;
    }

    /** @return the value in an entry, 1 to 255 */
    static int value(int entry) {
        return entry & 0xff;
    }

    /** @return the most lit pixels that an image has */
    int most() {
        int most = 0;
        for (int image = 0; image + 1 < starts.length; image++) {
            most = Math.max(most, starts[image + 1] - starts[image]);
        }
        return most;
    }

    private static int count(byte[] pixels, int from, int length) {
        int lit = 0;
        for (int i = from; i < from + length; i++) {
            lit += pixels[i] != 0 ? 1 : 0;
        }
        return lit;
    }

    /** @return the share of pixels that are lit, in the first images, 0 to 1 */
    static double density(ImageSet images) {
        int looked = Math.min(images.size(), 1000) * images.features();
        return looked == 0 ? 1 : (double) count(images.pixels(), 0, looked) / looked;
    }
}
