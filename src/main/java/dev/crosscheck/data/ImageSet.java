package dev.crosscheck.data;

import dev.crosscheck.math.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Labelled images, grey or in colour. Pixels are stored as bytes and normalised batch by batch.
 *
 * @param pixels (images, channels, rows, columns), row-major, unsigned; of MNIST 0 is background, 255 full ink
 * @param labels the class of each image, from 0
 * @param form the form that the images share
 * @param doubts why each does not look like one handwritten digit, where it was cut out of a picture that does not; empty if none was
 */
public record ImageSet(byte[] pixels, int[] labels, ImageForm form, List<Optional<String>> doubts) implements Examples {

    /** @throws IllegalArgumentException if the numbers of pixels and labels do not match */
    public ImageSet {
        doubts = List.copyOf(doubts);
        if (pixels.length != (long) labels.length * form.features()) {
            throw new IllegalArgumentException(labels.length + " labels for " + pixels.length + " pixels");
        }
    }

    /** Images that were not cut out of pictures. */
    public ImageSet(byte[] pixels, int[] labels, ImageForm form) {
        this(pixels, labels, form, List.of());
    }

    /**
     * Digits, or other images of ten classes, that are normalised like MNIST.
     *
     * @param labels the class of each image, 0 to 9
     */
    public ImageSet(byte[] pixels, byte[] labels, int rows, int columns) {
        this(pixels, unsigned(labels), ImageForm.ofDigits(rows, columns));
    }

    /** @return bytes as numbers from 0 to 255 */
    public static int[] unsigned(byte... bytes) {
        int[] numbers = new int[bytes.length];
        Arrays.setAll(numbers, i -> bytes[i] & 0xff);
        return numbers;
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public int features() {
        return form.features();
    }

    @Override
    public int outputs() {
        return form.classes().size();
    }

    @Override
    public Shape shape() {
        return form.shape();
    }

    public int rows() {
        return form.rows();
    }

    public int columns() {
        return form.columns();
    }

    @Override
    public void features(int[] order, int from, int to, float[] into, int at) {
        int width = features();
        for (int place = from; place < to; place++) {
            form.normalisation().write(pixels, order[place] * width, width, into, at + (place - from) * width);
        }
    }

    @Override
    public void targets(int[] order, int from, int to, float[] into) {
        int classes = outputs();
        Arrays.fill(into, 0, (to - from) * classes, 0f);
        for (int place = from; place < to; place++) {
            into[(place - from) * classes + labels[order[place]]] = 1f;
        }
    }

    /** @return why image {@code index} does not look like one handwritten digit */
    public Optional<String> doubt(int index) {
        return doubts.isEmpty() ? Optional.empty() : doubts.get(index);
    }

    /** @return the pixels of image {@code index}, (channels × rows × columns), row-major */
    public byte[] pixels(int index) {
        // Without the check, copyOfRange would pad the image after the last with zeros.
        Objects.checkIndex(index, size());
        return Arrays.copyOfRange(pixels, index * features(), (index + 1) * features());
    }

    /** @return the first {@code count} images, or all of them if there are fewer */
    public ImageSet first(int count) {
        int kept = Math.min(count, size());
        return new ImageSet(Arrays.copyOf(pixels, kept * features()), Arrays.copyOf(labels, kept), form);
    }

    @Override
    public ImageSet select(int... indices) {
        int width = features();
        byte[] chosen = new byte[indices.length * width];
        int[] classes = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(pixels, indices[i] * width, chosen, i * width, width);
            classes[i] = labels[indices[i]];
        }
        return new ImageSet(chosen, classes, form);
    }

    /**
     * The same images in another form of the same size.
     *
     * @param classes for each class of these images, its index in the other form
     */
    public ImageSet as(ImageForm other, int[] classes) {
        return new ImageSet(
                pixels, Arrays.stream(labels).map(label -> classes[label]).toArray(), other, doubts);
    }
}
