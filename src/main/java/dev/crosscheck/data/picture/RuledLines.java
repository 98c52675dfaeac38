package dev.crosscheck.data.picture;

/**
 * Detects the lines of ruled or squared paper and removes them from a drawing.
 *
 * <p>As in the Hough transform (Duda and Hart 1972, "Use of the Hough transformation to detect lines and curves in pictures"), all straight
 * lines across the picture up to 12 degrees off its rows or columns are tested. Printed lines have ink from one end to the other, share one
 * direction, and are fainter than the drawing.
 *
 * @param ink of a picture, 0 is paper
 * @param strongest the strongest ink in it
 */
record RuledLines(GreyPicture ink, int strongest) {
    /** Slightly more than the tangent of 12 degrees. */
    private static final double STEEPEST = 0.22;

    /** A printed line must have ink on nine tenths of its length; the rest may be hidden by noise. */
    private static final double GAPS = 0.1;

    /** Minimum ink of a line, and minimum additional ink of a stroke drawn over it, as fractions of the strongest ink. */
    private static final double FAINTEST = 0.1;

    private static final double DARKEST = 0.75;
    private static final double DRAWN_OVER = 0.15;

    /** Minimum visible part of a tilted line near a corner, as a fraction of the picture's width. */
    private static final double SHORTEST = 0.1;

    private static final int LEVELS = 256;

    /** Removes the lines; strokes drawn over them stay. */
    GreyPicture takenOut() {
        boolean[] rows = pixels();
        boolean[] columns = new RuledLines(ink.oriented(ExifOrientation.FIRST_TRANSPOSED), strongest).pixels();
        byte[] rest = ink.light().clone();
        for (int i = 0; i < rest.length; i++) {
            int transposed = i % ink.width() * ink.height() + i / ink.width();
            rest[i] = rows[i] || columns[transposed] ? 0 : rest[i];
        }
        return new GreyPicture(ink.width(), ink.height(), rest);
    }

    /** @return the pixels that contain only a line from left to right or its soft edge */
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

    /** @return the squared ink of all printed lines of a direction that reach from side to side; 0 if there are none */
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
     * @param rise how many rows lower the line is at the right side than at the left
     * @param length the fraction of the picture's width in which the line must be visible
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

    /** Marks the pixels on the line and next to it that have at most {@code most} ink. */
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
        for (int column = 0; column < ink.width(); column++) {
            int row = row(middle, rise, column);
            if (row >= 0 && row < ink.height()) {
                counts[ink.at(row, column)]++;
            }
        }
        return Paper.quantile(counts, 0.5);
    }
}
