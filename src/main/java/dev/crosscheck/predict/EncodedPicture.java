package dev.crosscheck.predict;

/**
 * A picture file whose structure was walked through, so that what reading it will cost is known and within limits. Its
 * pixels are still to be read, by decoders of our own: row by row, keeping only the rows and columns that are wanted. They take no
 * native code but the inflater, write no files, and can stop after each row.
 */
sealed interface EncodedPicture permits PngPicture, JpegPicture, GifPicture, BmpPicture {
    /** @return the bytes of memory that {@link #decode} will take */
    long memory();

    /**
     * @return the pixels that are kept, turned as the file says
     * @throws BadPicture if the data are damaged or end early, or the time is over
     */
    GreyPicture decode(DecodingTime time);
}
