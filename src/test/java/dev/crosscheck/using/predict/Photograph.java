package dev.crosscheck.using.predict;

import dev.crosscheck.data.picture.GreyPicture;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A digit of MNIST, 28x28, as if a phone had photographed it: drawn 6 to 12 times as large, dark on a square of light paper that is
 * 36 of the digit's pixels wide, at a random place of it, with these flaws.
 */
public final class Photograph {
    /** What can be wrong with a photograph, each by a fixed amount. */
    public enum Flaw {
        /** Light falls off in any direction by 60 %. */
        SHADE,
        /** Gaussian, its standard deviation half of the strokes' width, which is some 3 pixels of the digit. */
        BLUR,
        /** Its standard deviation is 10 % of all of the light. */
        NOISE,
        /** Lines 12 to 18 pixels of the digit apart, 30 to 60 % as dark as the ink: of 8 mm, with digits of 9 to 13 mm. */
        RULED,
        /** Lines 7 to 10 pixels of the digit apart in both directions: of 5 mm, with digits of 10 to 14 mm. */
        SQUARED,
        /** By up to 10 degrees, with the paper. */
        TILT,
        /** Half of the picture is 40 % darker, with an edge of up to 2 pixels of the digit, in any direction. */
        SHADOW
    }

    private static final int FIELD = 28;
    private static final int PAGE = 36;
    private static final double PAPER = 230;
    private static final double INK = 40;

    /** A line's width in pixels of the digit; strokes have 2 to 4. */
    private static final double LINE_WIDTH = 0.75;

    private Photograph() {}

    /**
     * Takes a photograph.
     *
     * @param digit (28 × 28), 0 is paper and 255 ink
     * @param random decides size, place, directions and what else is not fixed
     */
    public static GreyPicture of(byte[] digit, Random random, Flaw... flaws) {
        List<Flaw> asked = List.of(flaws);
        int enlarged = random.nextInt(6, 13);
        int side = PAGE * enlarged;
        double[] light = page(digit, random, asked, enlarged, side);
        if (asked.contains(Flaw.BLUR)) {
            light = acrossAndTurned(acrossAndTurned(light, side, 1.5 * enlarged), side, 1.5 * enlarged);
        }
        double direction = random.nextDouble(2 * Math.PI);
        double fall = asked.contains(Flaw.SHADE) ? 0.6 : 0;
        double noise = asked.contains(Flaw.NOISE) ? 25.5 : 0;
        double shadow = asked.contains(Flaw.SHADOW) ? 0.4 : 0;
        double at = shadow > 0 ? random.nextDouble(-0.25, 0.25) : 0;
        double edge = shadow > 0 ? random.nextDouble(0.002, 2.0 / PAGE) : 1;
        double x = Math.cos(direction);
        double y = Math.sin(direction);
        for (int i = 0; i < light.length; i++) {
            double along = x * ((i % side + 0.5) / side - 0.5) + y * ((i / side + 0.5) / side - 0.5);
            light[i] *= 1 - fall * (0.5 + along / (Math.abs(x) + Math.abs(y)));
            light[i] *= 1 - shadow * Math.max(0, Math.min(1, (along - at) / edge + 0.5));
            light[i] += noise * random.nextGaussian();
        }
        return picture(light, side);
    }

    private static GreyPicture picture(double[] light, int side) {
        byte[] pixels = new byte[light.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.round(Math.max(0, Math.min(255, light[i])));
        }
        return new GreyPicture(side, light.length / side, pixels);
    }

    /** Ink and lines on paper. */
    private static double[] page(byte[] digit, Random random, List<Flaw> flaws, int enlarged, int side) {
        double left = random.nextDouble(PAGE - FIELD);
        double top = random.nextDouble(PAGE - FIELD);
        double tilt = flaws.contains(Flaw.TILT) ? Math.toRadians(random.nextDouble(-10, 10)) : 0;
        boolean squared = flaws.contains(Flaw.SQUARED);
        boolean ruled = squared || flaws.contains(Flaw.RULED);
        double every = !ruled ? PAGE : squared ? random.nextDouble(7, 10) : random.nextDouble(12, 18);
        double line = random.nextDouble(0.3, 0.6);
        double firstRow = random.nextDouble(PAGE);
        double firstColumn = random.nextDouble(PAGE);
        double[] light = new double[side * side];
        for (int i = 0; i < light.length; i++) {
            double fromMiddleX = (i % side + 0.5) / enlarged - PAGE / 2.0;
            double fromMiddleY = (i / side + 0.5) / enlarged - PAGE / 2.0;
            double x = PAGE / 2.0 + Math.cos(tilt) * fromMiddleX + Math.sin(tilt) * fromMiddleY;
            double y = PAGE / 2.0 - Math.sin(tilt) * fromMiddleX + Math.cos(tilt) * fromMiddleY;
            boolean onLine = ruled && onLine(y - firstRow, every) || squared && onLine(x - firstColumn, every);
            light[i] = PAPER + Math.max(onLine ? line : 0, ink(digit, x - left, y - top)) * (INK - PAPER);
        }
        return light;
    }

    private static boolean onLine(double at, double every) {
        return Math.abs(at - every * Math.rint(at / every)) <= LINE_WIDTH / 2;
    }

    /** @return the ink from 0 to 1 at a place of the digit's field, between its pixels by bilinear interpolation */
    private static double ink(byte[] digit, double x, double y) {
        int column = (int) Math.floor(x - 0.5);
        int row = (int) Math.floor(y - 0.5);
        double right = x - 0.5 - column;
        double below = y - 0.5 - row;
        return ((1 - below) * ((1 - right) * pixel(digit, row, column) + right * pixel(digit, row, column + 1))
                        + below
                                * ((1 - right) * pixel(digit, row + 1, column)
                                        + right * pixel(digit, row + 1, column + 1)))
                / 255;
    }

    private static int pixel(byte[] digit, int row, int column) {
        boolean inside = row >= 0 && row < FIELD && column >= 0 && column < FIELD;
        return inside ? digit[row * FIELD + column] & 0xff : 0;
    }

    /** Gauss's bell along rows, which become columns; the paper goes on beyond the border as it ends there. */
    private static double[] acrossAndTurned(double[] light, int side, double deviation) {
        int reach = (int) Math.ceil(3 * deviation);
        double[] bell = IntStream.rangeClosed(-reach, reach)
                .mapToDouble(k -> Math.exp(-0.5 * k * k / (deviation * deviation)))
                .toArray();
        double sum = DoubleStream.of(bell).sum();
        double[] blurred = new double[light.length];
        double[] row = new double[side + 2 * reach];
        for (int y = 0; y < side; y++) {
            for (int at = 0; at < row.length; at++) {
                row[at] = light[y * side + Math.max(0, Math.min(side - 1, at - reach))];
            }
            for (int x = 0; x < side; x++) {
                double mean = 0;
                for (int k = 0; k < bell.length; k++) {
                    mean += bell[k] * row[x + k];
                }
                blurred[x * side + y] = mean / sum;
            }
        }
        return blurred;
    }
}
