package dev.crosscheck.using.predict;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;

/** Turns a decoded picture into grey: {@code 0.299 R + 0.587 G + 0.114 B} (ITU-R BT.601), on paper where it is transparent. */
final class GreyLevels {
    private static final int OPAQUE = 255;
    private static final int HALF = 128;

    private final int width;
    private final int height;
    private final int[] light;
    private final int[] alpha;

    private GreyLevels(BufferedImage image) {
        width = image.getWidth();
        height = image.getHeight();
        light = new int[width * height];
        alpha = new int[width * height];
        ColorModel model = image.getColorModel();
        boolean grey = model.getColorSpace().getType() == ColorSpace.TYPE_GRAY && !(model instanceof IndexColorModel);
        for (int row = 0; row < height; row++) {
            if (grey) {
                readGrey(image, row);
            } else {
                readColour(image, row);
            }
        }
    }

    static GreyPicture of(BufferedImage image) {
        return new GreyLevels(image).onPaper();
    }

    /** Takes grey samples as they are: Java's conversion to RGB would take them for linear and lighten them. */
    private void readGrey(BufferedImage image, int row) {
        int bits = image.getColorModel().getComponentSize(0);
        boolean transparency = image.getColorModel().hasAlpha();
        int most = (1 << bits) - 1;
        int[] samples = image.getRaster().getSamples(0, row, width, 1, 0, (int[]) null);
        int[] opacity = transparency ? image.getRaster().getSamples(0, row, width, 1, 1, (int[]) null) : null;
        for (int column = 0; column < width; column++) {
            light[row * width + column] = (int) ((long) samples[column] * OPAQUE / most);
            alpha[row * width + column] = transparency ? (int) ((long) opacity[column] * OPAQUE / most) : OPAQUE;
        }
    }

    private void readColour(BufferedImage image, int row) {
        int[] argb = image.getRGB(0, row, width, 1, null, 0, width);
        for (int column = 0; column < width; column++) {
            int pixel = argb[column];
            int sum = 299 * (pixel >> 16 & 0xff) + 587 * (pixel >> 8 & 0xff) + 114 * (pixel & 0xff);
            light[row * width + column] = (sum + 500) / 1000;
            alpha[row * width + column] = pixel >>> 24;
        }
    }

    private GreyPicture onPaper() {
        int paper = paper();
        byte[] pixels = new byte[light.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) ((light[i] * alpha[i] + paper * (OPAQUE - alpha[i]) + HALF - 1) / OPAQUE);
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
            if (row == 0 || column == 0 || row == height - 1 || column == width - 1) {
                border++;
                if (alpha[i] >= HALF) {
                    counts[light[i]]++;
                    opaque++;
                }
            }
            visible += alpha[i];
            sum += (long) alpha[i] * light[i];
        }
        if (2 * opaque > border) {
            return DigitForm.median(counts, opaque);
        }
        return sum < HALF * visible ? OPAQUE : 0;
    }
}
