package dev.crosscheck.data.picture;

import dev.crosscheck.CrosscheckException;

/** The reason for rejecting a picture, without the name of the picture, which {@link PictureFile} adds. */
final class BadPicture extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The readable formats. */
    static final String READABLE = "a picture (PNG, JPEG)";

    private static final String REMEDY = "Give a PNG or JPEG picture.";

    private final String expected;
    private final String remedy;

    /**
     * @param expected what was expected
     * @param found what was found
     */
    BadPicture(String expected, String found) {
        this(expected, found, REMEDY);
    }

    private BadPicture(String expected, String found, String remedy) {
        super(found);
        this.expected = expected;
        this.remedy = remedy;
    }

    /** @param found the name of another format, with its article */
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

    /** @param name name of the picture. @return the error for the user */
    CrosscheckException about(String name) {
        return CrosscheckException.expected(name, expected, getMessage(), remedy, this);
    }
}
