package dev.crosscheck.byhand;

import dev.crosscheck.data.ImageSet;

/**
 * The pixels of images that are not background: four in five of MNIST's are 0.
 *
 * @param starts where the pixels of each image begin, and last where those of the last end
 * @param positions which pixel of its image each is
 * @param values each pixel's value, unsigned
 */
record LitPixels(int[] starts, char[] positions, byte[] values) {

    /** Lists the lit pixels of each image, in their order. */
    static LitPixels of(ImageSet images) {
        byte[] pixels = images.pixels();
        int features = images.features();
        int[] starts = new int[images.size() + 1];
        for (int image = 0; image < images.size(); image++) {
            starts[image + 1] = starts[image] + count(pixels, image * features, features);
        }
        char[] positions = new char[starts[images.size()]];
        byte[] values = new byte[positions.length];
        int filled = 0;
        for (int image = 0; image < images.size(); image++) {
            for (int i = 0; i < features; i++) {
                byte value = pixels[image * features + i];
                if (value != 0) {
                    positions[filled] = (char) i;
                    values[filled++] = value;
                }
            }
        }
        return new LitPixels(starts, positions, values);
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
