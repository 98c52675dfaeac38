package dev.crosscheck.using.predict;

import dev.crosscheck.data.picture.GreyPicture;
import java.util.Random;

/**
 * A digit of MNIST, 28x28, as if a phone had photographed it: drawn 6 to 12 times as large, dark on a square of light paper that is
 * 36 of the digit's pixels wide, at a random place of it, with these flaws.
 */
public final class Photograph {
    /** What can be wrong with a photograph, each by a fixed amount. */
    public enum Flaw {
        SHADE_10,
        SHADE_20,
        SHADE_30,
        SHADE_40,
        SHADE_50,
        SHADE_60,
        BLUR_QUARTER,
        BLUR_HALF,
        NOISE_5,
        NOISE_10,
        RULED,
        SQUARED,
        TILT;

        /** @return whether the other is the same flaw by another amount, or paper can have only one of both */
        boolean excludes(Flaw other) {
            return kind().equals(other.kind());
        }

        private String kind() {
            return this == RULED || this == SQUARED ? "LINES" : name().split("_")[0];
        }
    }

    private static final int FIELD = 28;
    private static final int PAGE = 36;
    private static final int LEAST_ENLARGED = 6;
    private static final int MOST_ENLARGED = 12;
    private static final double PAPER = 230;
    private static final double INK = 40;
    private static final double MOST_TILT = Math.toRadians(10);

    /** Lines are as dark as this share of the ink, at least and at most. */
    private static final double[] LINE = {0.3, 0.6};

    /** A line's width in pixels of the digit; strokes have 2 to 4. */
    private static final double LINE_WIDTH = 0.75;

    /** Distances of lines in pixels of the digit, which is 20 high: on paper with 8 mm between lines, digits of 9 to 13 mm. */
    private static final double[] RULED_EVERY = {12, 18};

    /** On paper with squares of 5 mm, digits of 10 to 14 mm. */
    private static final double[] SQUARED_EVERY = {7, 10};

    private final byte[] digit;
    private final Random random;
    private final int enlarged;
    private final int side;

    private Photograph(byte[] digit, Random random) {
        this.digit = digit;
        this.random = random;
        this.enlarged = random.nextInt(LEAST_ENLARGED, MOST_ENLARGED + 1);
        this.side = PAGE * enlarged;
    }

    /**
     * Takes a photograph.
     *
     * @param digit (28 × 28), 0 is paper and 255 ink
     * @param random decides size, place, directions and what else is not fixed
     */
    public static GreyPicture of(byte[] digit, Random random, Flaw... flaws) {
        Photograph photograph = new Photograph(digit, random);
        double[] light = photograph.page(flaws);
        for (Flaw flaw : flaws) {
            switch (flaw) {
                case BLUR_QUARTER -> light = photograph.blurred(light, 0.25);
                case BLUR_HALF -> light = photograph.blurred(light, 0.5);
                default -> {}
            }
        }
        for (Flaw flaw : flaws) {
            switch (flaw) {
                case SHADE_10, SHADE_20, SHADE_30, SHADE_40, SHADE_50, SHADE_60 ->
                    photograph.shade(light, amount(flaw));
                default -> {}
            }
        }
        for (Flaw flaw : flaws) {
            switch (flaw) {
                case NOISE_5, NOISE_10 -> photograph.makeNoisy(light, amount(flaw));
                default -> {}
            }
        }
        return picture(light, photograph.side);
    }

    private static double amount(Flaw flaw) {
        return Integer.parseInt(flaw.name().split("_")[1]) / 100.0;
    }

    static GreyPicture picture(double[] light, int side) {
        byte[] pixels = new byte[light.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.round(Math.max(0, Math.min(255, light[i])));
        }
        return new GreyPicture(side, light.length / side, pixels);
    }

    /** Ink and lines on paper, turned together by up to 10 degrees where TILT is asked for. */
    private double[] page(Flaw... flaws) {
        double left = random.nextDouble(PAGE - FIELD);
        double top = random.nextDouble(PAGE - FIELD);
        double tilt = 0;
        double columnsEvery = 0;
        double rowsEvery = 0;
        for (Flaw flaw : flaws) {
            switch (flaw) {
                case TILT -> tilt = random.nextDouble(-MOST_TILT, MOST_TILT);
                case RULED -> rowsEvery = random.nextDouble(RULED_EVERY[0], RULED_EVERY[1]);
                case SQUARED -> {
                    rowsEvery = random.nextDouble(SQUARED_EVERY[0], SQUARED_EVERY[1]);
                    columnsEvery = rowsEvery;
                }
                default -> {}
            }
        }
        double line = random.nextDouble(LINE[0], LINE[1]);
        double firstRow = random.nextDouble(PAGE);
        double firstColumn = random.nextDouble(PAGE);
        double cos = Math.cos(tilt);
        double sin = Math.sin(tilt);
        double[] light = new double[side * side];
        for (int i = 0; i < light.length; i++) {
            double fromMiddleX = (i % side + 0.5) / enlarged - PAGE / 2.0;
            double fromMiddleY = (i / side + 0.5) / enlarged - PAGE / 2.0;
            double x = PAGE / 2.0 + cos * fromMiddleX + sin * fromMiddleY;
            double y = PAGE / 2.0 - sin * fromMiddleX + cos * fromMiddleY;
            boolean onLine = onLine(y - firstRow, rowsEvery) || onLine(x - firstColumn, columnsEvery);
            double ink = Math.max(onLine ? line : 0, ink(x - left, y - top));
            light[i] = PAPER + ink * (INK - PAPER);
        }
        return light;
    }

    private static boolean onLine(double at, double every) {
        return every > 0 && Math.abs(at - every * Math.rint(at / every)) <= LINE_WIDTH / 2;
    }

    /** @return the ink from 0 to 1 at a place of the digit's field, between its pixels by bilinear interpolation */
    private double ink(double x, double y) {
        int column = (int) Math.floor(x - 0.5);
        int row = (int) Math.floor(y - 0.5);
        double right = x - 0.5 - column;
        double below = y - 0.5 - row;
        return ((1 - below) * ((1 - right) * pixel(row, column) + right * pixel(row, column + 1))
                        + below * ((1 - right) * pixel(row + 1, column) + right * pixel(row + 1, column + 1)))
                / 255;
    }

    private int pixel(int row, int column) {
        boolean inside = row >= 0 && row < FIELD && column >= 0 && column < FIELD;
        return inside ? digit[row * FIELD + column] & 0xff : 0;
    }

    /** @param share Gaussian blur's standard deviation as a share of the strokes' width */
    private double[] blurred(double[] light, double share) {
        double deviation = share * strokeWidth() * enlarged;
        return across(across(light, deviation, 1, side), deviation, side, 1);
    }

    /**
     * A stroke of width w and length l has the area w l and the circumference 2 l. The circumference is the sum of all slopes: by
     * the coarea formula, its mean over all levels of ink.
     *
     * @return the mean width of the strokes, in pixels of the digit
     */
    private double strokeWidth() {
        double area = 0;
        double circumference = 0;
        for (int row = -1; row < FIELD; row++) {
            for (int column = -1; column < FIELD; column++) {
                area += pixel(row, column);
                circumference += Math.hypot(
                        pixel(row + 1, column) - pixel(row, column), pixel(row, column + 1) - pixel(row, column));
            }
        }
        return 2 * area / circumference;
    }

    /** Gauss's bell along rows (step 1) or columns (step side); the paper goes on beyond the border as it ends there. */
    private double[] across(double[] light, double deviation, int step, int otherStep) {
        int reach = (int) Math.ceil(3 * deviation);
        double[] bell = new double[2 * reach + 1];
        double sum = 0;
        for (int k = -reach; k <= reach; k++) {
            bell[k + reach] = Math.exp(-0.5 * k * k / (deviation * deviation));
            sum += bell[k + reach];
        }
        for (int k = 0; k < bell.length; k++) {
            bell[k] /= sum;
        }
        double[] padded = new double[side + 2 * reach];
        double[] blurred = new double[light.length];
        for (int line = 0; line < side; line++) {
            for (int at = 0; at < padded.length; at++) {
                padded[at] = light[line * otherStep + Math.max(0, Math.min(side - 1, at - reach)) * step];
            }
            for (int at = 0; at < side; at++) {
                double mean = 0;
                for (int k = 0; k < bell.length; k++) {
                    mean += bell[k] * padded[at + k];
                }
                blurred[line * otherStep + at * step] = mean;
            }
        }
        return blurred;
    }

    /** Light falls off in any direction, from all of it at one end of the picture to this much less at the other. */
    private void shade(double[] light, double amount) {
        double direction = random.nextDouble(2 * Math.PI);
        double x = Math.cos(direction);
        double y = Math.sin(direction);
        double longest = Math.abs(x) + Math.abs(y);
        for (int i = 0; i < light.length; i++) {
            double along = x * ((i % side + 0.5) / side - 0.5) + y * ((i / side + 0.5) / side - 0.5);
            light[i] *= 1 - amount * (0.5 + along / longest);
        }
    }

    /** @param amount standard deviation as a share of all of the light */
    private void makeNoisy(double[] light, double amount) {
        for (int i = 0; i < light.length; i++) {
            light[i] += 255 * amount * random.nextGaussian();
        }
    }
}
