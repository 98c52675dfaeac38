package dev.crosscheck.using.predict;

import dev.crosscheck.data.picture.GreyPicture;

/**
 * The lines of ruled or squared paper, and how a drawing looks without them.
 *
 * <p>As in the Hough transform (Duda and Hart 1972, "Use of the Hough transformation to detect lines and curves in pictures") all
 * straight lines across the picture are tried, up to 12 degrees off its rows or columns. Printed ones have ink from one end to the
 * other, are all in one direction, and are fainter than the drawing.
 */
final class RuledLines {
    /** The tangent of 12 degrees and some. */
    private static final double STEEPEST = 0.22;

    /** A printed line has ink on nine tenths of its way; the rest may be covered by noise. */
    private static final double GAPS = 0.1;

    /** Its ink, and by how much more a pixel must have to be drawn over it, as shares of the strongest ink. */
    private static final double FAINTEST = 0.1;

    private static final double DARKEST = 0.75;
    private static final double DRAWN_OVER = 0.15;

    /** Near the corners a tilted line is seen in part: this share of the picture's width at least. */
    private static final double SHORTEST = 0.1;

    private static final int LEVELS = 256;

    private final GreyPicture ink;
    private final int strongest;

    private RuledLines(GreyPicture ink, int strongest) {
        this.ink = ink;
        this.strongest = strongest;
    }

    /**
     * The ink without the lines; where they are drawn over it stays.
     *
     * @param ink (height × width), 0 is paper
     * @param strongest the strongest ink in it
     */
    static GreyPicture takenOut(GreyPicture ink, int strongest) {
        boolean[] rows = new RuledLines(ink, strongest).pixels();
        boolean[] columns = new RuledLines(transposed(ink), strongest).pixels();
        byte[] rest = ink.light().clone();
        for (int i = 0; i < rest.length; i++) {
            int transposed = i % ink.width() * ink.height() + i / ink.width();
            rest[i] = rows[i] || columns[transposed] ? 0 : rest[i];
        }
        return new GreyPicture(ink.width(), ink.height(), rest);
    }

    private static GreyPicture transposed(GreyPicture ink) {
        byte[] transposed = new byte[ink.light().length];
        for (int i = 0; i < transposed.length; i++) {
            transposed[i] = (byte) ink.at(i % ink.height(), i / ink.height());
        }
        return new GreyPicture(ink.height(), ink.width(), transposed);
    }

    /** @return which pixels show nothing but a line from left to right, or its soft edge */
    private boolean[] pixels() {
        boolean[] pixels = new boolean[ink.light().length];
        int most = (int) (STEEPEST * ink.width());
        int rise = 0;
        double best = 0;
        for (int tried = -most; tried <= most; tried++) {
            double evidence = evidence(tried);
            if (evidence > best) {
                best = evidence;
                rise = tried;
            }
        }
        for (int middle = -most; best > 0 && middle < ink.height() + most; middle++) {
            if (isPrinted(middle, rise, SHORTEST) && median(middle, rise) <= DARKEST * strongest) {
                mark(pixels, middle, rise, median(middle, rise) + DRAWN_OVER * strongest);
            }
        }
        return pixels;
    }

    /** @return how much ink the printed lines of a direction have that reach from side to side, squared; 0 if there are none */
    private double evidence(int rise) {
        double sum = 0;
        for (int middle = Math.abs(rise) / 2; middle < ink.height() - Math.abs(rise) / 2; middle++) {
            if (isPrinted(middle, rise, 1)) {
                double median = median(middle, rise);
                sum += median * median;
            }
        }
        return sum;
    }

    /**
     * @param middle the line's row in the middle of the picture
     * @param rise by how many rows it is further down at the right side than at the left
     * @param length the share of the picture's width in which it has to be seen
     */
    private boolean isPrinted(int middle, int rise, double length) {
        int seen = 0;
        int gaps = 0;
        for (int column = 0; column < ink.width() && gaps <= GAPS * ink.width(); column++) {
            int row = row(middle, rise, column);
            if (row >= 0 && row < ink.height()) {
                seen++;
                gaps += ink.at(row, column) < FAINTEST * strongest ? 1 : 0;
            }
        }
        return seen >= length * ink.width() && gaps <= GAPS * seen;
    }

    /** Marks what has at most so much ink, on the line and beside it. */
    private void mark(boolean[] pixels, int middle, int rise, double most) {
        for (int column = 0; column < ink.width(); column++) {
            int row = row(middle, rise, column);
            for (int y = Math.max(0, row - 1); y <= Math.min(ink.height() - 1, row + 1); y++) {
                pixels[y * ink.width() + column] |= ink.at(y, column) <= most;
            }
        }
    }

    private int row(int middle, int rise, int column) {
        return middle + (int) Math.rint(rise * ((column + 0.5) / ink.width() - 0.5));
    }

    private int median(int middle, int rise) {
        int[] counts = new int[LEVELS];
        int total = 0;
        for (int column = 0; column < ink.width(); column++) {
            int row = row(middle, rise, column);
            if (row >= 0 && row < ink.height()) {
                counts[ink.at(row, column)]++;
                total++;
            }
        }
        return GreyPicture.quantile(counts, total, 0.5);
    }
}
