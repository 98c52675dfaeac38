package dev.crosscheck.cli;

import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageSet;
import java.nio.file.Path;

/** Digits of 7x7 pixels, every fourth of MNIST's: an interpreter is slow. */
final class SmallDigits {
    private static final int SIDE = 7;

    private SmallDigits() {}

    /** Writes the four files of a data set. */
    static String write(Path folder, int train, int test) {
        ImageData mnist = IdxBytes.mnist();
        return IdxBytes.write(
                        folder,
                        small(mnist.train().first(train)),
                        small(mnist.test().first(test)))
                .toString();
    }

    private static ImageSet small(ImageSet images) {
        int size = SIDE * SIDE;
        byte[] pixels = new byte[images.size() * size];
        byte[] labels = new byte[images.size()];
        for (int i = 0; i < images.size(); i++) {
            labels[i] = (byte) images.labels()[i];
            for (int j = 0; j < size; j++) {
                int row = j / SIDE * 4 + 2;
                pixels[i * size + j] =
                        images.pixels()[i * images.features() + row * images.columns() + j % SIDE * 4 + 2];
            }
        }
        return new ImageSet(pixels, labels, SIDE, SIDE);
    }
}
