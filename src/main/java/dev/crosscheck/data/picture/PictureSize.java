package dev.crosscheck.data.picture;

/**
 * The sides of a picture, as its header claims them; they are limited before anything else is done with it.
 *
 * @param width pixels in a row, 1 to {@link #LONGEST_SIDE}
 * @param height rows, 1 to {@link #LONGEST_SIDE}
 */
record PictureSize(int width, int height) {
    /** Cameras of 48 megapixels give 8064x6048; the next power of two bounds a row, and so what reading in rows needs. */
    static final int LONGEST_SIDE = 8192;

    /** The same cameras' 48.8 million, rounded up: more pixels take longer to read than {@link DecodingTime} allows. */
    static final int MOST_PIXELS = 50_000_000;

    /** A larger picture is read in every second, third, ... row and column: 28x28 pixels are what counts in the end. */
    private static final double PIXELS_KEPT = 2_000_000;

    /** @throws BadPicture if a side or the number of pixels is out of range */
    static PictureSize of(long width, long height) {
        if (width < 1 || height < 1 || width > LONGEST_SIDE || height > LONGEST_SIDE) {
            throw new BadPicture("sides of 1 to " + LONGEST_SIDE + " pixels", width + "x" + height);
        }
        if (width * height > MOST_PIXELS) {
            throw new BadPicture("at most " + MOST_PIXELS + " pixels", width + "x" + height);
        }
        return new PictureSize((int) width, (int) height);
    }

    int pixels() {
        return width * height;
    }

    /** @return every how many rows and columns one is kept, 1 or more */
    int step() {
        return Math.max(1, (int) Math.ceil(Math.sqrt(pixels() / PIXELS_KEPT)));
    }

    /** @return the size of what is kept */
    PictureSize kept() {
        int step = step();
        return new PictureSize((width + step - 1) / step, (height + step - 1) / step);
    }
}
