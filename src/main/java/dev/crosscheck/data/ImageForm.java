package dev.crosscheck.data;

import dev.crosscheck.math.Shape;
import dev.crosscheck.text.Printable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a network needs to know about its training images to classify other images.
 *
 * @param shape channels (1 for grey, 3 for red, green and blue), rows and columns of an image
 * @param normalisation how pixels become inputs
 * @param classes names of the classes, by label: at least two, without duplicates
 * @param handwriting whether they are handwritten digits, so that pictures are prepared as MNIST's were; of 28x28 grey pixels then
 */
public record ImageForm(Shape shape, Normalisation normalisation, List<String> classes, boolean handwriting) {
    /** The form of MNIST's images. */
    public static final ImageForm MNIST = new ImageForm(new Shape(1, 28, 28), Normalisation.MNIST, numbered(10), true);

    /** ImageNet has a thousand classes, and their confusion matrix has a million cells. */
    public static final int MOST_CLASSES = 1000;

    /** The largest side that fits two bytes, as in picture formats. */
    public static final int LONGEST_SIDE = 65_535;

    /** 1024 x 1024: with 256 hidden units these make 2^28 weights, the most that a model file may hold. */
    public static final int MOST_FEATURES = 1 << 20;

    /** Names are shown in tables and next to bars. */
    public static final int LONGEST_NAME = 100;

    /** Maximum number of names in a message. */
    private static final int SHOWN = 5;

    public ImageForm {
        classes = List.copyOf(classes);
    }

    /** The form of grey images that are not said to be handwriting. */
    public ImageForm(int rows, int columns, Normalisation normalisation, List<String> classes) {
        this(new Shape(1, rows, columns), normalisation, classes, false);
    }

    /** @return the form of images of ten classes that are normalised as MNIST's */
    public static ImageForm ofDigits(int rows, int columns) {
        return new ImageForm(rows, columns, Normalisation.MNIST, MNIST.classes);
    }

    /** @return the same form, of handwriting or not */
    public ImageForm with(boolean ofHandwriting) {
        return new ImageForm(shape, normalisation, classes, ofHandwriting);
    }

    /** @return whether images may have so many rows and columns */
    public static boolean fits(int rows, int columns) {
        return Math.min(rows, columns) >= 1
                && Math.max(rows, columns) <= LONGEST_SIDE
                && (long) rows * columns <= MOST_FEATURES;
    }

    /** @return 1 for grey, 3 for red, green and blue */
    public int channels() {
        return shape.channels();
    }

    /** @return rows of an image */
    public int rows() {
        return shape.rows();
    }

    /** @return columns of an image */
    public int columns() {
        return shape.columns();
    }

    /** @return the lightness of a colour, {@code 0.299 R + 0.587 G + 0.114 B} (ITU-R BT.601), rounded */
    public static int lightness(int red, int green, int blue) {
        return (299 * red + 587 * green + 114 * blue + 500) / 1000;
    }

    /** @return how far a colour is from grey: the difference of its largest and smallest level */
    public static int colour(int red, int green, int blue) {
        return Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue));
    }

    /** @return columns and rows, for messages: {@code 64x48}, and {@code in colour} with three channels */
    public static String size(Shape shape) {
        return shape.columns() + "x" + shape.rows() + (shape.channels() == 1 ? "" : " in colour");
    }

    /** @return names for classes without names: their labels */
    public static List<String> numbered(int classes) {
        return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }

    /** @return numbers per image */
    public int features() {
        return shape.size();
    }

    /** @return whether a text can be the name of a class: not blank, not too long, and of characters that can be printed as they are */
    public static boolean isName(String text) {
        return !text.isBlank()
                && text.length() <= LONGEST_NAME
                && Printable.line(text).equals(text);
    }

    /** @return the word for a class in messages: {@code digit} or {@code class} */
    public String noun() {
        return handwriting ? "digit" : "class";
    }

    /** @return the names, or the first few of them, for messages */
    public String classesInShort() {
        return classes.size() <= SHOWN
                ? String.join(", ", classes)
                : String.join(", ", classes.subList(0, SHOWN)) + " and " + (classes.size() - SHOWN) + " more";
    }
}
