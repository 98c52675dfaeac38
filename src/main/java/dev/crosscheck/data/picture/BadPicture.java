package dev.crosscheck.data.picture;

/** A picture that is refused, as the two halves of a message; {@link PictureFile} knows the picture's name. */
final class BadPicture extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String expected;

    /**
     * @param expected what a picture should have been
     * @param found what it is
     */
    BadPicture(String expected, String found) {
        super(found);
        this.expected = expected;
    }

    static BadPicture endsEarly() {
        return new BadPicture("a whole picture", "one that ends too early");
    }

    /** @param what is wrong with it */
    static BadPicture damaged(String what) {
        return new BadPicture("a whole picture", "a damaged one: " + what);
    }

    String expected() {
        return expected;
    }
}
