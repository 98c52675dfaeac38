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
        /** Gaussian, its standard deviation half of the strokes' width. */
        BLUR,
        /** Its standard deviation is 10 % of all of the light. */
        NOISE,
        RULED,
        SQUARED,
        TILT;

        /** @return whether it is the same, or paper can have only one of both */
        boolean excludes(Flaw other) {
            return this == other || isOfLines() && other.isOfLines();
        }

        private boolean isOfLines() {
            return this == RULED || this == SQUARED;
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
        List<Flaw> asked = List.of(flaws);
        double[] light = photograph.page(asked);
        if (asked.contains(Flaw.BLUR)) {
            double deviation = 0.5 * photograph.strokeWidth() * photograph.enlarged;
            light = photograph.acrossAndTurned(photograph.acrossAndTurned(light, deviation), deviation);
        }
        if (asked.contains(Flaw.SHADE)) {
            photograph.shade(light);
        }
        if (asked.contains(Flaw.NOISE)) {
            for (int i = 0; i < light.length; i++) {
                light[i] += 25.5 * random.nextGaussian();
            }
        }
        return picture(light, photograph.side);
    }

    static GreyPicture picture(double[] light, int side) {
        byte[] pixels = new byte[light.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.round(Math.max(0, Math.min(255, light[i])));
        }
        return new GreyPicture(side, light.length / side, pixels);
    }

    /** Ink and lines on paper, turned together by up to 10 degrees where TILT is asked for. */
    private double[] page(List<Flaw> flaws) {
        double left = random.nextDouble(PAGE - FIELD);
        double top = random.nextDouble(PAGE - FIELD);
        double tilt = flaws.contains(Flaw.TILT) ? random.nextDouble(-MOST_TILT, MOST_TILT) : 0;
        boolean squared = flaws.contains(Flaw.SQUARED);
        double[] distances = squared ? SQUARED_EVERY : RULED_EVERY;
        double rowsEvery = squared || flaws.contains(Flaw.RULED) ? random.nextDouble(distances[0], distances[1]) : 0;
        double columnsEvery = squared ? rowsEvery : 0;
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

    /** Gauss's bell along rows, which become columns; the paper goes on beyond the border as it ends there. */
    private double[] acrossAndTurned(double[] light, double deviation) {
        int reach = (int) Math.ceil(3 * deviation);
        double[] bell = IntStream.rangeClosed(-reach, reach)
                .mapToDouble(k -> Math.exp(-0.5 * k * k / (deviation * deviation)))
                .toArray();
        double sum = DoubleStream.of(bell).sum();
        double[] blurred = new double[light.length];
        for (int i = 0; i < light.length; i++) {
            double mean = 0;
            for (int k = -reach; k <= reach; k++) {
                mean += bell[k + reach] * light[i - i % side + Math.max(0, Math.min(side - 1, i % side + k))];
            }
            blurred[i % side * side + i / side] = mean / sum;
        }
        return blurred;
    }

    private void shade(double... light) {
        double direction = random.nextDouble(2 * Math.PI);
        double x = Math.cos(direction);
        double y = Math.sin(direction);
        double longest = Math.abs(x) + Math.abs(y);
        for (int i = 0; i < light.length; i++) {
            double along = x * ((i % side + 0.5) / side - 0.5) + y * ((i / side + 0.5) / side - 0.5);
            light[i] *= 1 - 0.6 * (0.5 + along / longest);
        }
    }
}
