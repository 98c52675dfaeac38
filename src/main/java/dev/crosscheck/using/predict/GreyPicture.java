package dev.crosscheck.using.predict;

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

    /**
     * Turns and mirrors the picture as a camera asks for.
     *
     * @param orientation EXIF's: 1 leaves it as it is; 2 mirrors it left to right, 4 top to bottom, 5 and 7 at a diagonal; 3 turns
     *     it by half, 6 by a quarter to the right, 8 by a quarter to the left
     */
    GreyPicture oriented(int orientation) {
        if (orientation == ExifOrientation.UPRIGHT) {
            return this;
        }
        boolean transposed = orientation >= 5;
        boolean fromBelow = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
        boolean fromRight = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
        byte[] turned = new byte[light.length];
        int columns = transposed ? height : width;
        for (int i = 0; i < turned.length; i++) {
            int row = transposed ? i % columns : i / columns;
            int column = transposed ? i / columns : i % columns;
            turned[i] = (byte) at(fromBelow ? height - 1 - row : row, fromRight ? width - 1 - column : column);
        }
        return new GreyPicture(columns, transposed ? width : height, turned);
    }

    /** @return the lightness at a row and a column, 0 to 255 */
    int at(int row, int column) {
        return light[row * width + column] & 0xff;
    }
}
