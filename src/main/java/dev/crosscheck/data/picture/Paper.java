package dev.crosscheck.data.picture;

import java.util.Arrays;

/**
 * Estimates the brightness of the paper behind a drawing by a morphological closing (Serra 1982, "Image Analysis and Mathematical
 * Morphology"): the lightest value within a disc, then the darkest of these. This fills ink, which is narrower than the disc, and leaves
 * uneven light as it is: a gradient, and a shadow with a straight edge, sharp or soft, which may lie anywhere. Light ink on dark paper is
 * handled as the negative.
 */
final class Paper {
    /** The disc's radius as a fraction of the picture's side: a thing that is 0.6 of the picture wide is still filled. */
    private static final double RADIUS = 0.31;

    /** The closing is of medians over squares with this many pixels to each side, since it follows the lightest noise. */
    private static final int MEDIAN_REACH = 2;

    /** The fraction of the picture that the lightest and the darkest pixels are. */
    private static final double EXTREME = 0.001;

    /** Keeps ratios of dark levels, which are mostly noise, near 1. */
    private static final double BLACK = 16;

    private static final int FULL = 255;

    private Paper() {}

    /**
     * The ink: by how many grey levels a pixel differs from the paper. Ink darker than the paper is scaled to the brightest part of the
     * paper, since a shadow removes the same fraction of all light.
     *
     * @return (height × width), 0 is paper and 255 the strongest possible ink
     */
    static GreyPicture ink(GreyPicture picture) {
        boolean isLight = isLightOnDark(picture);
        GreyPicture dark = isLight ? negative(picture) : picture;
        GreyPicture medians = medians(dark);
        byte[] paper = closed(medians, RADIUS);
        byte[] light = dark.light();
        int[] differences = new int[FULL + 1];
        int brightest = 0;
        for (int i = 0; i < paper.length; i++) {
            differences[(paper[i] & 0xff) - (medians.light()[i] & 0xff)]++;
            brightest = Math.max(brightest, paper[i] & 0xff);
        }
        int noise = quantile(differences, 0.5);
        byte[] ink = new byte[light.length];
        for (int i = 0; i < ink.length; i++) {
            double behind = (paper[i] & 0xff) - noise;
            double difference = Math.max(0, behind - (light[i] & 0xff));
            ink[i] = (byte) Math.round(
                    Math.min(FULL, isLight ? difference : difference * (brightest - noise) / Math.max(1, behind)));
        }
        return new GreyPicture(picture.width(), picture.height(), ink);
    }

    private static GreyPicture negative(GreyPicture picture) {
        byte[] light = picture.light().clone();
        for (int i = 0; i < light.length; i++) {
            light[i] = (byte) ~light[i];
        }
        return new GreyPicture(picture.width(), picture.height(), light);
    }

    /**
     * Whether the lightest pixels differ from the border, most of which shows paper, by more than the darkest do. Compared are ratios,
     * since a shadow, too, makes paper darker, but by less than ink.
     */
    private static boolean isLightOnDark(GreyPicture picture) {
        int[] all = new int[FULL + 1];
        int[] border = new int[FULL + 1];
        for (byte light : picture.light()) {
            all[light & 0xff]++;
        }
        for (int light : picture.border(0)) {
            border[light]++;
        }
        double paper = BLACK + quantile(border, 0.5);
        return (BLACK + quantile(all, 1 - EXTREME)) / paper > paper / (BLACK + quantile(all, EXTREME));
    }

    private static GreyPicture medians(GreyPicture picture) {
        byte[] medians = new byte[picture.light().length];
        int side = 2 * MEDIAN_REACH + 1;
        byte[] square = new byte[side * side];
        for (int i = 0; i < medians.length; i++) {
            // At the border a square lies inside, so that a printed line there is not most of it.
            int top = within(i / picture.width(), picture.height());
            int left = within(i % picture.width(), picture.width());
            for (int k = 0; k < square.length; k++) {
                int row = Math.min(picture.height() - 1, top + k / side);
                int column = Math.min(picture.width() - 1, left + k % side);
                square[k] = (byte) (picture.at(row, column) ^ 0x80);
            }
            Arrays.sort(square);
            medians[i] = (byte) (square[square.length / 2] ^ 0x80);
        }
        return new GreyPicture(picture.width(), picture.height(), medians);
    }

    private static int within(int middle, int length) {
        return Math.max(0, Math.min(length - 1 - 2 * MEDIAN_REACH, middle - MEDIAN_REACH));
    }

    /** @return the least level that at least this fraction of all counted levels do not exceed */
    static int quantile(int[] counts, double fraction) {
        long all = Arrays.stream(counts).sum();
        int level = 0;
        for (long seen = counts[0]; seen < fraction * all; seen += counts[level]) {
            level++;
        }
        return level;
    }

    /**
     * Closes a picture with a disc. The disc may lie partly or almost wholly outside of the picture, so that a shadow in a corner stays.
     *
     * @param radius as a fraction of the picture's side, which is the root of its area
     */
    private static byte[] closed(GreyPicture picture, double radius) {
        int reach = (int) Math.round(radius * Math.sqrt((double) picture.width() * picture.height()));
        int width = picture.width() + 2 * reach;
        int height = picture.height() + 2 * reach;
        int[] inside = new int[width * height];
        for (int i = 0; i < picture.light().length; i++) {
            inside[(i / picture.width() + reach) * width + i % picture.width() + reach] = picture.light()[i] & 0xff;
        }
        int[] lightest = lightest(inside, width, reach);
        for (int i = 0; i < lightest.length; i++) {
            lightest[i] = FULL - lightest[i];
        }
        int[] closed = lightest(lightest, width, reach);
        byte[] result = new byte[picture.light().length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (byte) (FULL - closed[(i / picture.width() + reach) * width + i % picture.width() + reach]);
        }
        return result;
    }

    /** @return the largest value within a disc around each; a row of the disc is covered by two runs whose length is a power of two */
    private static int[] lightest(int[] values, int width, int reach) {
        int[] lightest = new int[values.length];
        int[] runs = values.clone();
        int length = 1;
        // From the disc's top, whose row is the shortest, to its middle.
        for (int y = reach; y >= 0; y--) {
            int half = (int) Math.sqrt(reach * (reach + 1.0) - (double) y * y);
            for (; 2 * length <= 2 * half + 1; length *= 2) {
                for (int i = 0; i + length < runs.length; i++) {
                    runs[i] = Math.max(runs[i], runs[i + length]);
                }
            }
            int above = y * width;
            for (int i = half; i + half < values.length; i++) {
                int largest = Math.max(runs[i - half], runs[i + half - length + 1]);
                if (i >= above) {
                    lightest[i - above] = Math.max(lightest[i - above], largest);
                }
                if (i + above < values.length) {
                    lightest[i + above] = Math.max(lightest[i + above], largest);
                }
            }
        }
        return lightest;
    }
}
