package dev.crosscheck.train.byhand;

import dev.crosscheck.data.ImageSet;
import java.util.SplittableRandom;

/** Made-up images with some lit pixels. */
public final class Images {
    private Images() {}

    /**
     * Draws images.
     *
     * @param lit the share of pixels that are not 0
     */
    public static ImageSet random(int count, int rows, int columns, int classes, double lit) {
        SplittableRandom random = new SplittableRandom(7);
        byte[] pixels = new byte[count * rows * columns];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextDouble() < lit ? (byte) (1 + random.nextInt(255)) : 0;
        }
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) random.nextInt(classes);
        }
        return new ImageSet(pixels, labels, rows, columns);
    }
}
