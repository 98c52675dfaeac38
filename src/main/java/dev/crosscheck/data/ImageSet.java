package dev.crosscheck.data;

import java.util.Arrays;
import java.util.Objects;

/**
 * Labelled grey images. Pixels stay bytes, one per pixel; {@link Batches} normalises them batch by batch.
 *
 * @param pixels (images, rows, columns), row-major, unsigned: 0 is background, 255 full ink
 * @param labels the class of each image, 0 to 9
 * @param rows rows of an image
 * @param columns columns of an image
 */
public record ImageSet(byte[] pixels, byte[] labels, int rows, int columns) {

    /** Checks that pixels and labels agree. */
    public ImageSet {
        if (pixels.length != (long) labels.length * rows * columns) {
            throw new IllegalArgumentException(labels.length + " labels for " + pixels.length + " pixels");
        }
    }

    /** @return the number of images */
    public int size() {
        return labels.length;
    }

    /** @return input features of an image: rows × columns */
    public int features() {
        return rows * columns;
    }

    /** @return the pixels of image {@code index}, (rows × columns), row-major */
    public byte[] pixels(int index) {
        Objects.checkIndex(index, size()); // or the image after the last would be blank
        return Arrays.copyOfRange(pixels, index * features(), (index + 1) * features());
    }

    /** @return the first {@code count} images, or all of them if there are fewer */
    public ImageSet first(int count) {
        int kept = Math.min(count, size());
        return new ImageSet(Arrays.copyOf(pixels, kept * features()), Arrays.copyOf(labels, kept), rows, columns);
    }

    /** @return copies of the images with these indices, in this order */
    public ImageSet select(int... indices) {
        int width = features();
        byte[] chosen = new byte[indices.length * width];
        byte[] classes = new byte[indices.length];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(pixels, indices[i] * width, chosen, i * width, width);
            classes[i] = labels[indices[i]];
        }
        return new ImageSet(chosen, classes, rows, columns);
    }
}
