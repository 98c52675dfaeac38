package dev.crosscheck.data;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What a network must know of the images that it was trained on, to be used on others.
 *
 * @param rows rows of an image
 * @param columns columns of an image
 * @param normalisation how pixels become inputs
 * @param classes the classes' names, by label: at least two, each once
 */
public record ImageForm(int rows, int columns, Normalisation normalisation, List<String> classes) {
    /** A thousand are ImageNet's, and their confusion matrix has a million cells. */
    public static final int MOST_CLASSES = 1000;

    /** As far as two bytes count, which is as far as picture formats do. */
    public static final int LONGEST_SIDE = 65_535;

    /** 1024 x 1024: with 256 hidden units these make 2^28 weights, the most that a model file may hold. */
    public static final int MOST_FEATURES = 1 << 20;

    /** Names are shown in tables and beside bars. */
    public static final int LONGEST_NAME = 100;

    /** Names that a message lists. */
    private static final int SHOWN = 5;

    private static final int DIGIT_SIDE = 28;

    /** What the labels of digits are called. */
    private static final List<String> DIGITS = numbered(10);

    /** Keeps the names. */
    public ImageForm {
        classes = List.copyOf(classes);
    }

    /** @return the form of MNIST's images, or of others of that kind: ten digits, MNIST's normalisation */
    public static ImageForm ofDigits(int rows, int columns) {
        return new ImageForm(rows, columns, Normalisation.MNIST, DIGITS);
    }

    /** @return names for classes that have none: their labels */
    static List<String> numbered(int classes) {
        return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }

    /** @return pixels of an image */
    public int features() {
        return rows * columns;
    }

    /**
     * @return whether these are taken for handwritten digits, to which pictures are brought as MNIST's were made: 28x28 pixels and ten
     *     classes that have no names but 0 to 9
     */
    public boolean isOfDigits() {
        return rows == DIGIT_SIDE && columns == DIGIT_SIDE && classes.equals(DIGITS);
    }

    /** @return whether a text can be the name of a class: not blank, of plain characters, and not too long */
    public static boolean isName(String text) {
        return !text.isBlank()
                && text.length() <= LONGEST_NAME
                && text.codePoints().noneMatch(ImageForm::isUnprintable);
    }

    /** Controls, what turns the direction of text, and halves of characters; what looks like nothing could hide in a table. */
    private static boolean isUnprintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /** @return what one of the classes is called in messages: digit, or class */
    public String noun() {
        return isOfDigits() ? "digit" : "class";
    }

    /** @return the names, or the first few of many, for messages */
    public String classesInShort() {
        return classes.size() <= SHOWN
                ? String.join(", ", classes)
                : String.join(", ", classes.subList(0, SHOWN)) + " and " + (classes.size() - SHOWN) + " more";
    }
}
