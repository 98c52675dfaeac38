package dev.crosscheck.data.picture;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A grey picture of any size, or one of a picture's colours.
 *
 * @param width pixels in a row, at least 1
 * @param height rows, at least 1
 * @param light (height × width), row-major, unsigned: 0 is black, 255 white
 */
public record GreyPicture(int width, int height, byte[] light) {

    /** A part of a picture. */
    record Box(int left, int top, int width, int height) {}

    /** @throws IllegalArgumentException if the number of pixels does not match the size */
    public GreyPicture {
        if (width < 1 || height < 1 || light.length != (long) width * height) {
            throw new IllegalArgumentException(light.length + " pixels for " + width + "x" + height);
        }
    }

    /**
     * Rotates and mirrors the picture.
     *
     * @param orientation EXIF orientation: 1 is unchanged; 2 mirrors left to right, 4 top to bottom, 5 and 7 along a diagonal; 3 rotates by 180°, 6 by
     *     90° clockwise, 8 by 90° counterclockwise
     */
    GreyPicture oriented(int orientation) {
        boolean transposed = orientation >= ExifOrientation.FIRST_TRANSPOSED;
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
    public int at(int row, int column) {
        return light[row * width + column] & 0xff;
    }

    /** @return the highest level */
    int lightest() {
        return IntStream.range(0, light.length).map(i -> light[i] & 0xff).max().orElseThrow();
    }

    /** @return the pixels so far away from the border, clockwise from the upper left one */
    int[] border(int inset) {
        int right = width - 1 - inset;
        int bottom = height - 1 - inset;
        IntStream top = IntStream.rangeClosed(inset, right).map(x -> at(inset, x));
        IntStream down = IntStream.rangeClosed(inset + 1, bottom).map(y -> at(y, right));
        IntStream back =
                IntStream.range(inset, bottom == inset ? inset : right).map(x -> at(bottom, right - 1 - x + inset));
        IntStream up =
                IntStream.range(inset + 1, right == inset ? inset + 1 : bottom).map(y -> at(bottom - y + inset, inset));
        return Stream.of(top, down, back, up).flatMapToInt(side -> side).toArray();
    }

    /**
     * Scales the picture by averaging areas, without keeping its proportions.
     *
     * @param columns new width, at least 1
     * @param rows new height, at least 1
     * @return (rows × columns), row-major, unsigned; a copy if the size is unchanged
     */
    public byte[] scaled(int columns, int rows) {
        double[] means = means(new Box(0, 0, width, height), columns, rows);
        byte[] scaled = new byte[means.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (byte) Math.round(means[i]);
        }
        return scaled;
    }

    /**
     * Divides a part of the picture into cells, whose sides may cut through pixels.
     *
     * @return (rows × columns), the mean of each cell
     */
    double[] means(Box part, int columns, int rows) {
        double[] means = new double[rows * columns];
        for (int i = 0; i < means.length; i++) {
            int row = i / columns;
            int column = i % columns;
            means[i] = mean(
                    part.left() + (double) column * part.width() / columns,
                    part.left() + (column + 1.0) * part.width() / columns,
                    part.top() + (double) row * part.height() / rows,
                    part.top() + (row + 1.0) * part.height() / rows);
        }
        return means;
    }

    private double mean(double left, double right, double top, double bottom) {
        double sum = 0;
        for (int y = (int) top; y < bottom; y++) {
            double high = Math.min(bottom, y + 1) - Math.max(top, y);
            for (int x = (int) left; x < right; x++) {
                sum += (light[y * width + x] & 0xff) * high * (Math.min(right, x + 1) - Math.max(left, x));
            }
        }
        return sum / ((right - left) * (bottom - top));
    }
}
