package dev.crosscheck.using.predict;

import dev.crosscheck.data.picture.GreyPicture;
import java.util.Optional;

/**
 * Brings a picture of one digit into the form that MNIST's digits have, in the way they were made: ink bright on black, the
 * ink's bounding box scaled to 20 pixels on its longer side with its proportions kept, and its centre of mass put at
 * (14, 14) of a field of 28x28 (LeCun, Cortes and Burges, "The MNIST database of handwritten digits").
 *
 * <p>Most images of MNIST come out as they went in.
 *
 * @param pixels (28 × 28), row-major, 0 is paper and 255 full ink
 * @param oneDigit whether the picture can be one digit by its shape. A digit is written in few strokes: five pieces hold at
 *     least 97 % of its ink, and it is at most 2.5 times as wide as high. So are all 60,000 training images of MNIST, none of
 *     which has more than five pieces; charts, lines of text and noise have many.
 */
public record DigitForm(byte[] pixels, boolean oneDigit) {
    /** Rows and columns of the field. */
    public static final int SIDE = 28;

    /**
     * Bytes taken per pixel: ink, strokes, which of them were seen, and a piece's waiting pixels, in an array that
     * grows.
     */
    static final int BYTES = 3 + 3 * Integer.BYTES;

    private static final int LONGER_SIDE = 20;
    private static final int CENTRE = 14;
    private static final double HALF = 0.5;
    private static final int FULL = 255;

    /** Ink must differ by this much, of 255, from the paper: less is paper with noise. */
    private static final int LEAST_CONTRAST = 32;

    /**
     * A pixel with this share of the strongest ink is part of a stroke. A fainter one is a stroke's soft edge if it is beside
     * one, and the paper's texture if not.
     */
    private static final double STROKE = 0.25;

    /** A soft edge counts for the bounding box from this share on: compression leaves fainter traces around strokes. */
    private static final double EDGE = 0.1;

    private static final int MOST_PIECES = 5;
    private static final double LEAST_IN_THEM = 0.97;
    private static final double WIDEST = 2.5;

    /**
     * @param picture dark ink on light paper or the reverse; the paper is what most of its border shows
     * @return empty if nothing is drawn
     */
    public static Optional<DigitForm> of(GreyPicture picture) {
        byte[] ink = ink(picture);
        int strongest = 0;
        for (byte value : ink) {
            strongest = Math.max(strongest, value & 0xff);
        }
        if (strongest < LEAST_CONTRAST) {
            return Optional.empty();
        }
        float stroke = (float) (STROKE * strongest);
        byte[] strokes = strokes(ink, picture.width(), stroke);
        Box box = Box.around(strokes, picture.width(), (float) (EDGE * strongest));
        boolean oneDigit = box.width() <= WIDEST * box.height()
                && new InkPieces(strokes, picture.width(), stroke, MOST_PIECES).shareOfLargest() >= LEAST_IN_THEM;
        return Optional.of(new DigitForm(centred(scaled(strokes, picture.width(), box)), oneDigit));
    }

    /** The ink without the paper's texture. */
    private static byte[] strokes(byte[] ink, int width, float stroke) {
        byte[] strokes = new byte[ink.length];
        for (int i = 0; i < ink.length; i++) {
            strokes[i] = (ink[i] & 0xff) >= stroke || besideStroke(ink, width, i, stroke) ? ink[i] : 0;
        }
        return strokes;
    }

    private static boolean besideStroke(byte[] ink, int width, int i, float stroke) {
        int column = i % width;
        for (int x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
            for (int k = i - column + x - width; k <= i - column + x + width; k += width) {
                if (k >= 0 && k < ink.length && (ink[k] & 0xff) >= stroke) {
                    return true;
                }
            }
        }
        return false;
    }

    /** How far each pixel is from the paper, on the side where the ink is: the one with the larger squares. */
    private static byte[] ink(GreyPicture picture) {
        int paper = borderMedian(picture);
        long darker = 0;
        long lighter = 0;
        for (byte pixel : picture.light()) {
            int difference = (pixel & 0xff) - paper;
            long square = (long) difference * difference;
            darker += difference < 0 ? square : 0;
            lighter += difference > 0 ? square : 0;
        }
        int sign = lighter > darker ? 1 : -1;
        byte[] ink = new byte[picture.light().length];
        for (int i = 0; i < ink.length; i++) {
            ink[i] = (byte) Math.max(0, sign * ((picture.light()[i] & 0xff) - paper));
        }
        return ink;
    }

    private static int borderMedian(GreyPicture picture) {
        int[] counts = new int[FULL + 1];
        int total = 0;
        for (int row = 0; row < picture.height(); row++) {
            boolean edge = row == 0 || row == picture.height() - 1;
            int step = edge || picture.width() == 1 ? 1 : picture.width() - 1;
            for (int column = 0; column < picture.width(); column += step) {
                counts[picture.at(row, column)]++;
                total++;
            }
        }
        return GreyPicture.median(counts, total);
    }

    /** A rectangle of pixels, its right and lower ends excluded. */
    private record Box(int left, int top, int right, int bottom) {
        static Box around(byte[] strokes, int width, float least) {
            int left = width;
            int right = 0;
            int top = strokes.length / width;
            int bottom = 0;
            for (int i = 0; i < strokes.length; i++) {
                if ((strokes[i] & 0xff) >= least) {
                    left = Math.min(left, i % width);
                    right = Math.max(right, i % width + 1);
                    top = Math.min(top, i / width);
                    bottom = Math.max(bottom, i / width + 1);
                }
            }
            return new Box(left, top, right, bottom);
        }

        int width() {
            return right - left;
        }

        int height() {
            return bottom - top;
        }
    }

    /** Averages the box over the areas of fewer (or more) pixels, and stretches the strongest to 255. */
    private static double[][] scaled(byte[] ink, int width, Box box) {
        double factor = (double) LONGER_SIDE / Math.max(box.width(), box.height());
        int rows = (int) Math.max(1, Math.round(box.height() * factor));
        int columns = (int) Math.max(1, Math.round(box.width() * factor));
        double[][] scaled = new double[rows][columns];
        double strongest = 0;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                double left = box.left() + (double) column * box.width() / columns;
                double right = box.left() + (double) (column + 1) * box.width() / columns;
                double top = box.top() + (double) row * box.height() / rows;
                double bottom = box.top() + (double) (row + 1) * box.height() / rows;
                scaled[row][column] = GreyPicture.mean(ink, width, left, right, top, bottom);
                strongest = Math.max(strongest, scaled[row][column]);
            }
        }
        for (double[] row : scaled) {
            for (int column = 0; column < columns; column++) {
                row[column] *= FULL / strongest;
            }
        }
        return scaled;
    }

    private static byte[] centred(double[][] digit) {
        double mass = 0;
        double rowMoment = 0;
        double columnMoment = 0;
        for (int row = 0; row < digit.length; row++) {
            for (int column = 0; column < digit[row].length; column++) {
                mass += digit[row][column];
                rowMoment += row * digit[row][column];
                columnMoment += column * digit[row][column];
            }
        }
        int top = place(rowMoment / mass, digit.length);
        int left = place(columnMoment / mass, digit[0].length);
        byte[] field = new byte[SIDE * SIDE];
        for (int row = 0; row < digit.length; row++) {
            for (int column = 0; column < digit[row].length; column++) {
                field[(top + row) * SIDE + left + column] = (byte) Math.round(digit[row][column]);
            }
        }
        return field;
    }

    /** @return where to begin, so that the centre comes to 13.5 or above and below 14.5, and all stays in the field */
    private static int place(double centre, int length) {
        return (int) Math.max(0, Math.min(SIDE - length, Math.ceil(CENTRE - centre - HALF)));
    }
}
