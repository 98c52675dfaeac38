package dev.crosscheck.data.picture;

import dev.crosscheck.CrosscheckException;

/** The reason for rejecting a picture, without the name of the picture, which {@link PictureFile} adds. */
final class BadPicture extends RuntimeException {
    static final String REMEDY = "Give a PNG or JPEG picture, or convert it to PNG.";

    private static final long serialVersionUID = 1L;

    private final String expected;

    /**
     * @param expected what was expected
     * @param found what was found
     */
    BadPicture(String expected, String found) {
        super(found);
        this.expected = expected;
    }

    /** Any other reason for which the picture cannot be decoded. */
    static BadPicture damaged() {
        return new BadPicture("a whole picture", "one that is damaged, ends too early, or has an unusual form");
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
        return CrosscheckException.expected(name, expected, getMessage(), REMEDY, this);
    }
}
