package dev.crosscheck.data.picture;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;

/** Converts a decoded picture to grey, {@code 0.299 R + 0.587 G + 0.114 B} (ITU-R BT.601), with paper behind transparent pixels. */
final class GreyLevels {
    /** Bytes per pixel: lightness, opacity, the result, and the rotated result. */
    private static final int BYTES = 4;

    private static final int OPAQUE = 255;
    private static final int HALF = 128;

    private final int width;
    private final int height;
    private final byte[] light;
    private final byte[] alpha;
    private boolean coloured;

    /** @param coloured whether the picture has colours that were not decoded */
    GreyLevels(BufferedImage image, boolean coloured) {
        this.coloured = coloured;
        width = image.getWidth();
        height = image.getHeight();
        light = new byte[width * height];
        alpha = new byte[width * height];
        boolean grey = isGrey(image.getColorModel());
        for (int row = 0; row < height; row++) {
            if (grey) {
                readGrey(image, row);
            } else {
                readColour(image, row);
            }
        }
    }

    /** @return bytes of memory for the kept pixels, if the decoded image has this many bytes per pixel */
    static long memory(PictureSize size, int bytes) {
        return (long) (bytes + BYTES) * size.kept().pixels();
    }

    static boolean isGrey(ColorModel model) {
        return model.getColorSpace().getType() == ColorSpace.TYPE_GRAY && !(model instanceof IndexColorModel);
    }

    /** Uses grey samples unchanged, since Java's conversion to RGB would treat them as linear and lighten them. */
    private void readGrey(BufferedImage image, int row) {
        int bits = image.getColorModel().getComponentSize(0);
        boolean transparency = image.getColorModel().hasAlpha();
        int most = (1 << bits) - 1;
        int[] samples = image.getRaster().getSamples(0, row, width, 1, 0, (int[]) null);
        int[] opacity = transparency ? image.getRaster().getSamples(0, row, width, 1, 1, (int[]) null) : null;
        for (int column = 0; column < width; column++) {
            light[row * width + column] = (byte) ((long) samples[column] * OPAQUE / most);
            alpha[row * width + column] = (byte) (transparency ? (long) opacity[column] * OPAQUE / most : OPAQUE);
        }
    }

    private void readColour(BufferedImage image, int row) {
        int[] argb = image.getRGB(0, row, width, 1, null, 0, width);
        for (int column = 0; column < width; column++) {
            int pixel = argb[column];
            int red = pixel >> 16 & 0xff;
            int green = pixel >> 8 & 0xff;
            int blue = pixel & 0xff;
            coloured |= pixel >>> 24 > 0 && (red != green || green != blue);
            int sum = 299 * red + 587 * green + 114 * blue;
            light[row * width + column] = (byte) ((sum + 500) / 1000);
            alpha[row * width + column] = (byte) (pixel >>> 24);
        }
    }

    GreyPicture onPaper() {
        int paper = paper();
        byte[] pixels = new byte[light.length];
        for (int i = 0; i < pixels.length; i++) {
            int opacity = alpha[i] & 0xff;
            pixels[i] = (byte) (((light[i] & 0xff) * opacity + paper * (OPAQUE - opacity) + HALF - 1) / OPAQUE);
        }
        return new GreyPicture(width, height, pixels, coloured);
    }

    /** @return the lightness behind transparent pixels: white behind dark ink and black behind light ink */
    private int paper() {
        long visible = 0;
        long sum = 0;
        for (int i = 0; i < light.length; i++) {
            visible += alpha[i] & 0xff;
            sum += (alpha[i] & 0xff) * (light[i] & 0xff);
        }
        return sum < HALF * visible ? OPAQUE : 0;
    }
}
