package dev.crosscheck.data.picture;

/**
 * The size of a picture according to its header, which is limited before anything else is read.
 *
 * @param width pixels in a row, 1 to {@link #LONGEST_SIDE}
 * @param height rows, 1 to {@link #LONGEST_SIDE}
 */
record PictureSize(int width, int height) {
    /** The next power of two above 8064x6048, the size of pictures from cameras of 48 megapixels; limits the memory for rows. */
    static final int LONGEST_SIDE = 8192;

    /** The 48.8 million of these cameras, rounded up; more pixels take longer to read than {@link PictureDecoder} allows. */
    static final int MOST_PIXELS = 50_000_000;

    /** Only every second, third, ... row and column of larger pictures is read, since networks take small pictures. */
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

    /** @return the subsampling step for rows and columns, at least 1 */
    int step() {
        return Math.max(1, (int) Math.ceil(Math.sqrt(pixels() / PIXELS_KEPT)));
    }

    /** @return the size after subsampling */
    PictureSize kept() {
        int step = step();
        return new PictureSize((width + step - 1) / step, (height + step - 1) / step);
    }
}
