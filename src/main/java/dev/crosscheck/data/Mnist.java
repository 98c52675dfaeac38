package dev.crosscheck.data;

import dev.crosscheck.CrosscheckException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The MNIST database of handwritten digits (LeCun, Cortes, Burges), or another data set in the same four files.
 *
 * @param train the training images (60,000 in MNIST)
 * @param test the test images (10,000 in MNIST)
 * @param sha256 SHA-256 of each file's raw content, by the file's name without {@code .gz}
 */
public record Mnist(ImageSet train, ImageSet test, Map<String, String> sha256) {
    /** Number of classes: labels are 0 to 9. */
    public static final int CLASSES = 10;

    private static final String REMEDY =
            "A data folder holds train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and"
                    + " t10k-labels-idx1-ubyte, each raw or as .gz.";

    /**
     * Reads the four files of a folder, each raw or with {@code .gz} added to its name.
     *
     * @param folder the folder
     * @throws CrosscheckException naming the file, what was expected and what was found
     */
    public static Mnist read(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new CrosscheckException(
                    folder + ": no such data folder.",
                    "Name one with --data, or run from the project's root. " + REMEDY);
        }
        Map<String, String> sha256 = new LinkedHashMap<>();
        ImageSet train = readSet(folder, "train", sha256);
        ImageSet test = readSet(folder, "t10k", sha256);
        if (train.rows() != test.rows() || train.columns() != test.columns()) {
            throw new CrosscheckException(
                    String.format(
                            Locale.ROOT,
                            "%s: expected test images of %dx%d pixels as in training, found %dx%d.",
                            folder,
                            train.rows(),
                            train.columns(),
                            test.rows(),
                            test.columns()),
                    REMEDY);
        }
        return new Mnist(train, test, Collections.unmodifiableMap(sha256));
    }

    private static ImageSet readSet(Path folder, String prefix, Map<String, String> sha256) {
        Path imageFile = find(folder, prefix + "-images-idx3-ubyte");
        Path labelFile = find(folder, prefix + "-labels-idx1-ubyte");
        IdxFile images = IdxFile.read(imageFile, 3);
        IdxFile labels = IdxFile.read(labelFile, 1);
        sha256.put(prefix + "-images-idx3-ubyte", images.sha256());
        sha256.put(prefix + "-labels-idx1-ubyte", labels.sha256());
        if (images.dimensions()[0] != labels.dimensions()[0]) {
            throw new CrosscheckException(
                    String.format(
                            Locale.ROOT,
                            "%s: expected %d labels, as many as %s has images, found %d.",
                            labelFile,
                            images.dimensions()[0],
                            imageFile.getFileName(),
                            labels.dimensions()[0]),
                    REMEDY);
        }
        checkLabels(labelFile, labels.bytes());
        return new ImageSet(images.bytes(), labels.bytes(), images.dimensions()[1], images.dimensions()[2]);
    }

    private static void checkLabels(Path file, byte[] labels) {
        for (int i = 0; i < labels.length; i++) {
            int label = labels[i] & 0xff;
            if (label >= CLASSES) {
                throw new CrosscheckException(
                        String.format(
                                Locale.ROOT, "%s: expected labels from 0 to 9, found %d at index %d.", file, label, i),
                        REMEDY);
            }
        }
    }

    private static Path find(Path folder, String name) {
        for (String candidate : new String[] {name + ".gz", name}) {
            Path file = folder.resolve(candidate);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        throw new CrosscheckException(folder.resolve(name + ".gz") + ": no such file.", REMEDY);
    }
}
