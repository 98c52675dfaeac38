package dev.crosscheck.data.picture;

import dev.crosscheck.CrosscheckException;

/** The reason for rejecting a picture, without the name of the picture, which {@link PictureFile} adds. */
final class BadPicture extends RuntimeException {
    static final String REMEDY = "Give a PNG or JPEG picture.";

    private static final long serialVersionUID = 1L;
    private static final String CONVERT = "Convert it to PNG.";

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
        return new BadPicture("a picture (PNG, JPEG)", found, CONVERT);
    }

    /** Any other reason for which the picture cannot be decoded. */
    static BadPicture damaged() {
        String found = "one that is damaged, ends too early, or has an unusual form";
        return new BadPicture("a whole picture", found, CONVERT);
    }

    /** @param cause what Java says about it */
    static BadPicture damaged(Exception cause) {
        BadPicture damaged = damaged();
        damaged.initCause(cause);
        return damaged;
    }

    static BadPicture tooLarge() {
        return new BadPicture("a picture that fits into memory", "one that needs more than is free");
    }

    /** @param name name of the picture. @return the error for the user */
    CrosscheckException about(String name) {
        return CrosscheckException.expected(name, expected, getMessage(), remedy, this);
    }
}
