package dev.crosscheck.data;

import dev.crosscheck.CrosscheckException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a data set from four IDX files, as MNIST is distributed. */
final class IdxFolder {
    static final String REMEDY =
            "A data folder holds train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and"
                    + " t10k-labels-idx1-ubyte, each raw or as .gz; or pictures, in one sub-folder per class.";

    private static final String TRAINING_IMAGES = "train-images-idx3-ubyte";

    private final Path folder;
    private final Map<String, String> sha256 = new LinkedHashMap<>();

    /** The training or the test files. */
    private record Part(Path imageFile, IdxFile images, Path labelFile, int[] labels) {
        private int rows() {
            return images.dimensions()[1];
        }

        private int columns() {
            return images.dimensions()[2];
        }

        private ImageSet of(ImageForm form) {
            return new ImageSet(images.bytes(), labels, form);
        }
    }

    IdxFolder(Path folder) {
        this.folder = folder;
    }

    /** @return whether the folder has IDX training images */
    boolean hasImages() {
        return Files.isRegularFile(folder.resolve(TRAINING_IMAGES))
                || Files.isRegularFile(folder.resolve(TRAINING_IMAGES + ".gz"));
    }

    /** Reads the folder. */
    ImageData read() {
        Part train = part("train");
        Part test = part("t10k");
        if (train.rows() != test.rows() || train.columns() != test.columns()) {
            throw CrosscheckException.expected(
                    folder.toString(),
                    "test images of " + train.columns() + "x" + train.rows() + " pixels as in training",
                    test.columns() + "x" + test.rows(),
                    REMEDY);
        }
        boolean isMnist = ImageData.isMnist(sha256);
        Normalisation normalisation =
                isMnist ? Normalisation.MNIST : Normalisation.of(train.images().bytes());
        ImageForm form = new ImageForm(train.rows(), train.columns(), normalisation, classes(train, test), isMnist);
        return new ImageData(train.of(form), test.of(form), Collections.unmodifiableMap(sha256));
    }

    private Part part(String prefix) {
        Path imageFile = find(prefix + "-images-idx3-ubyte");
        Path labelFile = find(prefix + "-labels-idx1-ubyte");
        IdxFile images = IdxFile.read(imageFile, 3);
        IdxFile labels = IdxFile.read(labelFile, 1);
        sha256.put(name(imageFile), images.sha256());
        sha256.put(name(labelFile), labels.sha256());
        requireSides(imageFile, images.dimensions());
        if (images.dimensions()[0] != labels.dimensions()[0]) {
            throw CrosscheckException.expected(
                    labelFile.toString(),
                    images.dimensions()[0] + " labels, as many as " + imageFile.getFileName() + " has images",
                    Integer.toString(labels.dimensions()[0]),
                    REMEDY);
        }
        return new Part(imageFile, images, labelFile, labels.numbers());
    }

    private static void requireSides(Path file, int[] dimensions) {
        int rows = dimensions[1];
        int columns = dimensions[2];
        if (!ImageForm.fits(rows, columns)) {
            throw CrosscheckException.expected(
                    file.toString(),
                    "images of at most " + ImageForm.LONGEST_SIDE + " pixels a side and " + ImageForm.MOST_FEATURES
                            + " pixels",
                    columns + "x" + rows,
                    "Scale the images down: a network of dense layers has a weight for every pixel and unit.");
        }
    }

    /** The names of the classes: the labels themselves. */
    private static List<String> classes(Part train, Part test) {
        int most = Math.max(highest(train), highest(test));
        if (most == 0) {
            throw CrosscheckException.expected(
                    train.labelFile().toString(),
                    "images of at least two classes",
                    "the label 0 alone",
                    "Give the other classes' images too.");
        }
        return ImageForm.numbered(most + 1);
    }

    private static int highest(Part part) {
        return Arrays.stream(part.labels()).max().orElseThrow();
    }

    private Path find(String name) {
        for (String end : new String[] {".gz", ""}) {
            Path file = folder.resolve(name + end);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        throw new CrosscheckException(folder.resolve(name + ".gz") + ": no such file.", REMEDY);
    }

    private static String name(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".gz") ? name.substring(0, name.length() - ".gz".length()) : name;
    }
}
