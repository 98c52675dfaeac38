package dev.crosscheck.data;

import dev.crosscheck.CrosscheckException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A set of labelled images with a training and a test part: the MNIST database of handwritten digits (LeCun, Cortes, Burges) or any other.
 *
 * @param train the training images (60,000 in MNIST)
 * @param test the test images (10,000 in MNIST), of the same form
 * @param sha256 SHA-256 of the raw content of each file, by file name without {@code .gz}; for a folder of pictures, of the decoded pixels
 * @param split how pictures were divided; null if the files or folders determine the test images
 */
public record ImageData(ImageSet train, ImageSet test, Map<String, String> sha256, PictureOptions.Split split)
        implements DataSet {

    /** Key of the digest of a folder's training pictures. */
    public static final String TRAINING_PICTURES = "train-pictures";

    /** Key of the digest of its test pictures. */
    public static final String TEST_PICTURES = "test-pictures";

    /** SHA-256 of MNIST's training images, raw. */
    private static final String MNIST_SHA256 = "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db";

    /** A set with separate files for training and test. */
    public ImageData(ImageSet train, ImageSet test, Map<String, String> sha256) {
        this(train, test, sha256, null);
    }

    /**
     * Reads the four IDX files of a folder, each raw or gzipped with {@code .gz} added to its name.
     *
     * <p>Pixels are normalised by the mean and standard deviation of the training images; for MNIST by 0.1307 and 0.3081.
     *
     * @param folder the folder
     * @throws CrosscheckException with the file, what was expected and what was found
     */
    public static ImageData read(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw CrosscheckException.expected(
                    folder.toString(),
                    "a data folder",
                    CrosscheckException.whatIsAt(folder),
                    "Name one with --data, or run from the project's root. " + IdxFolder.REMEDY);
        }
        return new IdxFolder(folder).read();
    }

    /** @return whether a folder has IDX files */
    public static boolean isIn(Path folder) {
        return new IdxFolder(folder).hasImages();
    }

    /** @return whether digests of a data set's files are those of MNIST */
    public static boolean isMnist(Map<String, String> sha256) {
        return sha256.containsValue(MNIST_SHA256);
    }

    /** @return a copy in which all images are test images, for a network that was trained on none of them */
    public ImageData allToTestOn() {
        byte[] pixels = Arrays.copyOf(train.pixels(), train.pixels().length + test.pixels().length);
        System.arraycopy(test.pixels(), 0, pixels, train.pixels().length, test.pixels().length);
        int[] labels = IntStream.concat(Arrays.stream(train.labels()), Arrays.stream(test.labels()))
                .toArray();
        List<Optional<String>> doubts =
                Stream.concat(train.doubts().stream(), test.doubts().stream()).toList();
        return new ImageData(train, new ImageSet(pixels, labels, form(), doubts), sha256, null);
    }

    @Override
    public Preparation preparation() {
        return Preparation.Images.of(form(), split, form().handwriting() ? null : ImageRanges.of(train));
    }

    @Override
    public List<String> classes() {
        return form().classes();
    }

    @Override
    public String noun() {
        return form().noun();
    }

    /** @return the form that the images share */
    public ImageForm form() {
        return train.form();
    }

    /**
     * Converts the images to the form that a network was trained on: its normalisation and its classes. Named classes are matched by name.
     *
     * @param form the network's form
     * @param what source of the form, for messages
     * @throws CrosscheckException if the images have another size, or classes that the network does not know
     */
    public ImageData as(ImageForm form, String what) {
        if (form.equals(form())) {
            return this;
        }
        if (!form.shape().equals(form().shape())) {
            throw CrosscheckException.expected(
                    what,
                    "images of " + ImageForm.size(form.shape()),
                    "data of " + ImageForm.size(form().shape()),
                    "Name the folder of such images with --data.");
        }
        int[] classes = classes(form, what);
        return new ImageData(train.as(form, classes), test.as(form, classes), sha256, split);
    }

    /** @return for each class of these images, its index in the form */
    private int[] classes(ImageForm form, String what) {
        List<String> ours = form().classes();
        boolean named = !ours.equals(ImageForm.numbered(ours.size()));
        int[] classes = new int[ours.size()];
        for (int c = 0; c < classes.length; c++) {
            classes[c] = named ? form.classes().indexOf(ours.get(c)) : c;
            if (classes[c] < 0 || classes[c] >= form.classes().size()) {
                throw CrosscheckException.expected(
                        what,
                        "images of the classes " + form.classesInShort(),
                        "data with the class " + ours.get(c),
                        "Name the folder of images of these classes with --data.");
            }
        }
        return classes;
    }
}
