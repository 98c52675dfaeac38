package dev.crosscheck.showing.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** Small pictures for pages, with one pixel per number. */
public final class PixelPictures {
    private static final int TILES_PER_ROW = 8;
    private static final int COLOURS = 3;
    private static final int WHITE = 0xffffff;
    private static final int POSITIVE = 0xb3470d;
    private static final int NEGATIVE = 0x1f5fa8;

    static {
        // ImageIO's cache files need a shutdown hook, which cannot be added once Ctrl-C is ending the run.
        ImageIO.setUseCache(false);
    }

    private PixelPictures() {}

    /**
     * @param levels (channels, rows, columns) of a picture, unsigned; one channel for grey, three for red, green and blue
     * @param ink whether 255 is full ink, which is drawn dark on light paper; else it is white
     */
    public static BufferedImage picture(byte[] levels, int channels, int columns, boolean ink) {
        int size = levels.length / channels;
        BufferedImage image = new BufferedImage(columns, size / columns, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < size; i++) {
            int colour = 0;
            for (int c = 0; c < COLOURS; c++) {
                int level = levels[(channels == 1 ? 0 : c * size) + i] & 0xff;
                colour = colour << 8 | (ink ? 255 - level : level);
            }
            image.setRGB(i % columns, i / columns, colour);
        }
        return image;
    }

    /**
     * Draws units as tiles. Of one channel 0 is white, and a unit's largest magnitude has full colour; of three channels 0 is the middle of red, green
     * or blue, and a unit's largest magnitude is their least or most.
     *
     * @param values (units, channels × rows × columns), row-major; a unit's are in the order of the pixels
     * @param channels 1 or 3
     * @param rows rows of a tile
     * @param columns columns of a tile
     * @param most maximum number of units to show
     * @param byNorm whether those with the largest norms are shown, these first; else the first units
     * @return the source of an image element
     */
    public static String tiles(float[] values, int channels, int rows, int columns, int most, boolean byNorm) {
        int size = channels * rows * columns;
        int[] units = IntStream.range(0, values.length / size)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer unit) -> byNorm ? -norm(values, unit, size) : 0))
                .limit(most)
                .mapToInt(Integer::intValue)
                .toArray();
        int across = Math.min(TILES_PER_ROW, units.length);
        int down = (units.length + across - 1) / across;
        BufferedImage image =
                new BufferedImage(across * (columns + 1) - 1, down * (rows + 1) - 1, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < units.length; i++) {
            float[] unit = Arrays.copyOfRange(values, units[i] * size, (units[i] + 1) * size);
            tile(image, i % across * (columns + 1), i / across * (rows + 1), unit, rows * columns, columns);
        }
        return source(image);
    }

    private static double norm(float[] values, int unit, int size) {
        double sum = 0;
        for (int i = unit * size; i < (unit + 1) * size; i++) {
            sum += (double) values[i] * values[i];
        }
        return sum;
    }

    private static void tile(BufferedImage image, int left, int top, float[] unit, int size, int columns) {
        float most = Float.MIN_NORMAL;
        for (float weight : unit) {
            most = Math.max(most, Math.abs(weight));
        }
        for (int i = 0; i < size; i++) {
            int colour = unit.length == size
                    ? colour(unit[i] / most)
                    : level(unit[i] / most) << 16
                            | level(unit[size + i] / most) << 8
                            | level(unit[2 * size + i] / most);
            image.setRGB(left + i % columns, top + i / columns, 0xff000000 | colour);
        }
    }

    private static int level(float share) {
        return Math.round((1 + share) * 255 / 2);
    }

    /** @return a colour from white at 0 to full colours at -1 and 1 */
    static int colour(float share) {
        int full = share < 0 ? NEGATIVE : POSITIVE;
        int mixed = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            int white = WHITE >> shift & 0xff;
            mixed |= Math.round(white + Math.abs(share) * ((full >> shift & 0xff) - white)) << shift;
        }
        return mixed;
    }

    /** @return a picture as the source of an image element */
    public static String source(BufferedImage image) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray());
    }
}
