package dev.crosscheck.data.picture;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.util.Arrays;
import java.util.stream.Stream;

/** Converts a decoded picture to levels from 0 to 255 of grey, or of red, green and blue, with white paper behind transparent pixels. */
final class PictureLevels {
    /** Bytes per pixel: three colours, and the rotated result. Opacity is kept only if there is transparency. */
    private static final int BYTES = 6;

    private static final int OPAQUE = 255;
    private static final int HALF = 128;

    /** Ink of this mean level could not be seen on white paper; behind it the paper is black. */
    private static final int WHITE_INK = 224;

    private final int width;
    private final int height;
    private final byte[] alpha;

    /** Red, green and blue; the same array three times if there are no colours. */
    private final byte[][] levels = new byte[3][];

    PictureLevels(BufferedImage image) {
        width = image.getWidth();
        height = image.getHeight();
        alpha = image.getColorModel().hasAlpha() ? new byte[width * height] : null;
        ColorModel model = image.getColorModel();
        boolean grey = model.getColorSpace().getType() == ColorSpace.TYPE_GRAY && !(model instanceof IndexColorModel);
        Arrays.setAll(levels, c -> c > 0 && grey ? levels[0] : new byte[width * height]);
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

    /** Uses grey samples unchanged, since Java's conversion to RGB would treat them as linear and lighten them. */
    private void readGrey(BufferedImage image, int row) {
        int bits = image.getColorModel().getComponentSize(0);
        boolean transparency = image.getColorModel().hasAlpha();
        int most = (1 << bits) - 1;
        int[] samples = image.getRaster().getSamples(0, row, width, 1, 0, (int[]) null);
        int[] opacity = transparency ? image.getRaster().getSamples(0, row, width, 1, 1, (int[]) null) : null;
        for (int column = 0; column < width; column++) {
            levels[0][row * width + column] = (byte) ((long) samples[column] * OPAQUE / most);
            if (transparency) {
                alpha[row * width + column] = (byte) ((long) opacity[column] * OPAQUE / most);
            }
        }
    }

    private void readColour(BufferedImage image, int row) {
        int[] argb = image.getRGB(0, row, width, 1, null, 0, width);
        for (int column = 0; column < width; column++) {
            int pixel = argb[column];
            for (int c = 0; c < levels.length; c++) {
                levels[c][row * width + column] = (byte) (pixel >> 16 - 8 * c);
            }
            if (alpha != null) {
                alpha[row * width + column] = (byte) (pixel >>> 24);
            }
        }
    }

    Picture onPaper() {
        Stream<byte[]> planes = Arrays.stream(levels).distinct();
        int paper = alpha == null ? OPAQUE : paper();
        return new Picture(planes.map(plane -> {
                    for (int i = 0; alpha != null && i < plane.length; i++) {
                        int opacity = alpha[i] & 0xff;
                        plane[i] =
                                (byte) (((plane[i] & 0xff) * opacity + paper * (OPAQUE - opacity) + HALF - 1) / OPAQUE);
                    }
                    return new GreyPicture(width, height, plane);
                })
                .toList());
    }

    /** @return the level of the paper behind transparent pixels */
    private int paper() {
        long visible = 0;
        long sum = 0;
        for (int i = 0; i < alpha.length; i++) {
            int level = (levels[0][i] & 0xff) + (levels[1][i] & 0xff) + (levels[2][i] & 0xff);
            visible += alpha[i] & 0xff;
            sum += (long) (alpha[i] & 0xff) * level;
        }
        return sum < levels.length * WHITE_INK * visible ? OPAQUE : 0;
    }
}
