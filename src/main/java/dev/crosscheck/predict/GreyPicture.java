package dev.crosscheck.predict;

/**
 * A grey picture of any size.
 *
 * @param width pixels in a row, at least 1
 * @param height rows, at least 1
 * @param light (height × width), row-major, unsigned: 0 is black, 255 white
 */
public record GreyPicture(int width, int height, byte[] light) {

    /** Checks that the pixels fill the picture. */
    public GreyPicture {
        if (width < 1 || height < 1 || light.length != (long) width * height) {
            throw new IllegalArgumentException(light.length + " pixels for " + width + "x" + height);
        }
    }

    /** @return the lightness at a row and a column, 0 to 255 */
    int at(int row, int column) {
        return light[row * width + column] & 0xff;
    }
}
