package dev.crosscheck.data.picture;

import dev.crosscheck.CrosscheckException;

/** A picture that is refused, as the two halves of a message; {@link PictureFile} knows the picture's name. */
final class BadPicture extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What can be read. */
    static final String READABLE = "a picture (PNG, JPEG)";

    private static final String REMEDY = "Give a PNG or JPEG picture.";

    private final String expected;
    private final String remedy;

    /**
     * @param expected what a picture should have been
     * @param found what it is
     */
    BadPicture(String expected, String found) {
        this(expected, found, REMEDY);
    }

    private BadPicture(String expected, String found, String remedy) {
        super(found);
        this.expected = expected;
        this.remedy = remedy;
    }

    /** A picture in another format. @param found the format, with its article */
    static BadPicture ofOtherFormat(String found) {
        return new BadPicture(READABLE, found, "Convert it to PNG.");
    }

    static BadPicture endsEarly() {
        return new BadPicture("a whole picture", "one that ends too early");
    }

    /** @param what is wrong with it */
    static BadPicture damaged(String what) {
        return new BadPicture("a whole picture", "a damaged one: " + what);
    }

    /** @return the message for a picture, with what to do. @param name what to call the picture */
    CrosscheckException about(String name) {
        return CrosscheckException.expected(name, expected, getMessage(), remedy, this);
    }
}
