package dev.crosscheck.data;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads a data set from four IDX files, as MNIST is distributed. */
final class IdxFolder {
    static final String REMEDY =
            "A data folder holds train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and"
                    + " t10k-labels-idx1-ubyte, each raw or as .gz; or pictures, in one sub-folder per class.";

    private static final String TRAINING_IMAGES = "train-images-idx3-ubyte";

    /** Dimensions of grey images: images, rows, columns. Those in colour have channels after the images. */
    private static final int RANK = 3;

    private final Path folder;
    private final Map<String, String> sha256 = new LinkedHashMap<>();

    /** The training or the test files. */
    private record ImagesAndLabels(Path imageFile, IdxFile images, Path labelFile, int[] labels) {
        private Shape shape() {
            int[] sizes = images.dimensions();
            return new Shape(sizes.length == RANK ? 1 : sizes[1], sizes[sizes.length - 2], sizes[sizes.length - 1]);
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
        return file(TRAINING_IMAGES).isPresent()
                || file(inColour(TRAINING_IMAGES)).isPresent();
    }

    /** @return the name of a file of images in colour */
    private static String inColour(String images) {
        return images.replace("idx" + RANK, "idx" + (RANK + 1));
    }

    /** Reads the folder. */
    ImageData read() {
        ImagesAndLabels train = part("train");
        ImagesAndLabels test = part("t10k");
        if (!train.shape().equals(test.shape())) {
            throw CrosscheckException.expected(
                    folder.toString(),
                    "test images of " + ImageForm.size(train.shape()) + " as in training",
                    ImageForm.size(test.shape()),
                    REMEDY);
        }
        boolean isMnist = ImageData.isMnist(sha256);
        Normalisation normalisation =
                isMnist ? Normalisation.MNIST : Normalisation.of(train.images().bytes());
        ImageForm form = new ImageForm(train.shape(), normalisation, classes(train, test), isMnist);
        return new ImageData(train.of(form), test.of(form), Collections.unmodifiableMap(sha256));
    }

    private ImagesAndLabels part(String prefix) {
        String grey = prefix + "-images-idx3-ubyte";
        Optional<Path> coloured = file(inColour(grey));
        Path imageFile = coloured.orElseGet(() -> find(grey));
        Path labelFile = find(prefix + "-labels-idx1-ubyte");
        IdxFile images = IdxFile.read(imageFile, coloured.isPresent() ? RANK + 1 : RANK);
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
        return new ImagesAndLabels(imageFile, images, labelFile, labels.numbers());
    }

    private static void requireSides(Path file, int[] dimensions) {
        if (dimensions.length > RANK && dimensions[1] != 1 && dimensions[1] != 3) {
            throw CrosscheckException.expected(
                    file.toString(),
                    "(images, channels, rows, columns) with 1 or 3 channels",
                    dimensions[1] + " channels",
                    "Write grey levels, or red, green and blue one after the other.");
        }
        int rows = dimensions[dimensions.length - 2];
        int columns = dimensions[dimensions.length - 1];
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
    private static List<String> classes(ImagesAndLabels train, ImagesAndLabels test) {
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

    private static int highest(ImagesAndLabels part) {
        return Arrays.stream(part.labels()).max().orElseThrow();
    }

    private Path find(String name) {
        return file(name)
                .orElseThrow(() -> new CrosscheckException(folder.resolve(name + ".gz") + ": no such file.", REMEDY));
    }

    private Optional<Path> file(String name) {
        return Stream.of(".gz", "")
                .map(end -> folder.resolve(name + end))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static String name(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".gz") ? name.substring(0, name.length() - ".gz".length()) : name;
    }
}
