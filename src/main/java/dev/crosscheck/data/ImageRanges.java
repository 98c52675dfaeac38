package dev.crosscheck.data;

import dev.crosscheck.Text;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the training images look like in three numbers, so that a picture unlike all of them is found: a network answers that, too, and may
 * be sure of it.
 *
 * @param ranges smallest and largest value among the training images of each {@linkplain #NAMES measure}, in grey levels from 0 to 255
 */
public record ImageRanges(List<Range> ranges) {
    /** The measures: the mean of an image's pixels, their standard deviation, and the mean difference of neighbours in a row. */
    private static final List<String> NAMES = List.of(
            "mean grey level",
            "contrast (standard deviation of the grey levels)",
            "difference between neighbouring pixels");

    /** A training part does not have the most extreme picture that there is, so a tenth of the range is added on both sides. */
    private static final double BEYOND = 0.1;

    private static final int FULL = 255;

    /** From the smallest to the largest value. */
    public record Range(double low, double high) {}

    /** @throws IllegalArgumentException if a range is missing, or is none of grey levels */
    public ImageRanges {
        ranges = List.copyOf(ranges);
        if (ranges.size() != NAMES.size()
                || ranges.stream().anyMatch(r -> !(r.low() >= 0 && r.low() <= r.high() && r.high() <= FULL))) {
            throw new IllegalArgumentException("expected " + NAMES.size() + " ranges from 0 to 255, found " + ranges);
        }
    }

    /** @return the ranges of at least one image */
    static ImageRanges of(ImageSet images) {
        double[][] all = IntStream.range(0, images.size())
                .mapToObj(i -> measures(images.pixels(i), images.columns()))
                .toArray(double[][]::new);
        return new ImageRanges(IntStream.range(0, NAMES.size())
                .mapToObj(m ->
                        Arrays.stream(all).mapToDouble(measures -> measures[m]).summaryStatistics())
                .map(values -> new Range(values.getMin(), values.getMax()))
                .toList());
    }

    /**
     * @param pixels (rows × columns) of an image in the training images' form
     * @param columns of the image
     * @return in which way it is unlike the training images; empty if it is within their ranges
     */
    public Optional<String> unlike(byte[] pixels, int columns) {
        double[] measures = measures(pixels, columns);
        return IntStream.range(0, measures.length)
                .filter(m -> {
                    Range range = ranges.get(m);
                    double beyond = BEYOND * (range.high() - range.low());
                    return measures[m] < range.low() - beyond || measures[m] > range.high() + beyond;
                })
                .mapToObj(m -> Text.of(
                        "It is unlike the training images: its %s is %.1f; theirs are %.1f to %.1f.",
                        NAMES.get(m),
                        measures[m],
                        ranges.get(m).low(),
                        ranges.get(m).high()))
                .findFirst();
    }

    private static double[] measures(byte[] pixels, int columns) {
        double sum = 0;
        double squares = 0;
        double steps = 0;
        for (int i = 0; i < pixels.length; i++) {
            int level = pixels[i] & 0xff;
            sum += level;
            squares += (double) level * level;
            if (i % columns > 0) {
                steps += Math.abs(level - (pixels[i - 1] & 0xff));
            }
        }
        double n = pixels.length;
        double mean = sum / n;
        // Of sums of whole numbers, which are exact; only the subtraction rounds, and may do so below 0.
        double deviation = Math.sqrt(Math.max(0, squares / n - mean * mean));
        return new double[] {mean, deviation, columns == 1 ? 0 : steps / (n - n / columns)};
    }
}
