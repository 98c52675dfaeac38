package dev.crosscheck.data;

import dev.crosscheck.CrosscheckException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A set of labelled images in two parts: the MNIST database of handwritten digits (LeCun, Cortes, Burges), or any other.
 *
 * @param train the training images (60,000 in MNIST)
 * @param test the test images (10,000 in MNIST), of the same form
 * @param sha256 SHA-256 of each file's raw content, by the file's name without {@code .gz}; of a folder of pictures, of what they show
 * @param split how pictures were divided; null where files or folders say which are to test on
 */
public record ImageData(ImageSet train, ImageSet test, Map<String, String> sha256, PictureOptions.Split split)
        implements DataSet {

    /** What the digest of the training pictures of a folder is called. */
    static final String TRAINING_PICTURES = "train-pictures";

    /** What the digest of its test pictures is called. */
    public static final String TEST_PICTURES = "test-pictures";

    /** A set whose files say which images are to test on. */
    public ImageData(ImageSet train, ImageSet test, Map<String, String> sha256) {
        this(train, test, sha256, null);
    }

    /**
     * Reads the four IDX files of a folder, each raw or with {@code .gz} added to its name, and {@code labels.txt}, where there is
     * one, with the classes' names.
     *
     * <p>Pixels are normalised by mean and deviation of the training images; those of MNIST by 0.1307 and 0.3081.
     *
     * @param folder the folder
     * @throws CrosscheckException naming the file, what was expected and what was found
     */
    public static ImageData read(Path folder) {
        return read(folder, PictureOptions.USUAL);
    }

    /**
     * The same, or a folder of pictures: one sub-folder per class, in the folder or in its {@code train/} and {@code test/}.
     *
     * @param folder the folder
     * @param pictures how pictures are read
     * @throws CrosscheckException naming the file, what was expected and what was found
     */
    public static ImageData read(Path folder, PictureOptions pictures) {
        if (!Files.isDirectory(folder)) {
            throw new CrosscheckException(
                    folder + ": no such data folder.",
                    "Name one with --data, or run from the project's root. " + IdxFolder.REMEDY);
        }
        IdxFolder files = new IdxFolder(folder);
        return !files.hasImages() && PictureFolder.is(folder)
                ? new PictureFolder(folder, pictures).read()
                : files.read();
    }

    /** @return the same with all images to test on: for a network that has learnt from none of them */
    public ImageData allToTestOn() {
        byte[] pixels = Arrays.copyOf(train.pixels(), train.pixels().length + test.pixels().length);
        System.arraycopy(test.pixels(), 0, pixels, train.pixels().length, test.pixels().length);
        int[] labels = IntStream.concat(Arrays.stream(train.labels()), Arrays.stream(test.labels()))
                .toArray();
        return new ImageData(train, new ImageSet(pixels, labels, form()), sha256, null);
    }

    @Override
    public List<String> classes() {
        return form().classes();
    }

    @Override
    public String noun() {
        return form().noun();
    }

    /** @return what the images have in common */
    public ImageForm form() {
        return train.form();
    }

    /**
     * The same images as a network sees them that was trained on others, or on these: normalised as it was, with its classes. Classes
     * that have names are found by them.
     *
     * @param form what the network knows
     * @param what who says so, for messages
     * @throws CrosscheckException if images are of another size, or have classes that the network does not know
     */
    public ImageData as(ImageForm form, String what) {
        if (form.equals(form())) {
            return this;
        }
        if (form.rows() != form().rows() || form.columns() != form().columns()) {
            throw CrosscheckException.expected(
                    what,
                    "images of " + form.columns() + "x" + form.rows() + " pixels",
                    "data of " + form().columns() + "x" + form().rows(),
                    "Name the folder of such images with --data.");
        }
        int[] classes = classes(form, what);
        return new ImageData(train.as(form, classes), test.as(form, classes), sha256, split);
    }

    /** @return which of a form's classes each of these is */
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
