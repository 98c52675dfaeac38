package dev.crosscheck.predict;

import java.util.Arrays;

/**
 * Collects the kept pixels of a picture in grey: {@code 0.299 R + 0.587 G + 0.114 B} (ITU-R BT.601), on paper where it is
 * transparent. Grey samples are taken as they are.
 */
final class GreyLevels {
    /** Bytes per kept pixel: lightness, opacity, the result and the result turned. */
    static final int BYTES = 4;

    private static final int OPAQUE = 255;
    private static final int HALF = 128;

    private final int step;
    private final int width;
    private final int height;
    private final byte[] light;
    private final byte[] alpha;

    /** All pixels are transparent at first. */
    GreyLevels(PictureSize size) {
        step = size.step();
        width = size.kept().width();
        height = size.kept().height();
        light = new byte[width * height];
        alpha = new byte[width * height];
    }

    /** @return a pixel's lightness in the lowest byte and its opacity in the next, both 0 to 255 as are the arguments */
    static int pixel(int red, int green, int blue, int opacity) {
        return light(red, green, blue) | opacity << 8;
    }

    static int light(int red, int green, int blue) {
        return (299 * red + 587 * green + 114 * blue + 500) / 1000;
    }

    /** @return every how many rows and columns one is kept */
    int step() {
        return step;
    }

    boolean keeps(int coordinate) {
        return coordinate % step == 0;
    }

    void fill(int pixel) {
        Arrays.fill(light, (byte) pixel);
        Arrays.fill(alpha, (byte) (pixel >> 8));
    }

    /** Sets a pixel at the picture's own coordinates, both of which are kept ones. */
    void set(int x, int y, int pixel) {
        int at = y / step * width + x / step;
        light[at] = (byte) pixel;
        alpha[at] = (byte) (pixel >> 8);
    }

    GreyPicture onPaper() {
        int paper = paper();
        byte[] pixels = new byte[light.length];
        for (int i = 0; i < pixels.length; i++) {
            int opacity = alpha[i] & 0xff;
            pixels[i] = (byte) (((light[i] & 0xff) * opacity + paper * (OPAQUE - opacity) + HALF - 1) / OPAQUE);
        }
        return new GreyPicture(width, height, pixels);
    }

    /**
     * What lies behind transparent pixels: the median of the opaque pixels of the border where most of it is opaque;
     * otherwise only the ink was saved, and it is white behind dark ink and black behind light ink.
     */
    private int paper() {
        int[] counts = new int[OPAQUE + 1];
        int opaque = 0;
        int border = 0;
        long visible = 0;
        long sum = 0;
        for (int i = 0; i < light.length; i++) {
            int row = i / width;
            int column = i % width;
            int opacity = alpha[i] & 0xff;
            if (row == 0 || column == 0 || row == height - 1 || column == width - 1) {
                border++;
                if (opacity >= HALF) {
                    counts[light[i] & 0xff]++;
                    opaque++;
                }
            }
            visible += opacity;
            sum += (long) opacity * (light[i] & 0xff);
        }
        if (2 * opaque > border) {
            return DigitForm.median(counts, opaque);
        }
        return sum < HALF * visible ? OPAQUE : 0;
    }
}
