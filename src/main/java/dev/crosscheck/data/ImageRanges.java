package dev.crosscheck.data;

import dev.crosscheck.limits.Members;
import dev.crosscheck.text.Text;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the training images look like in a few numbers, so that a picture unlike all of them is found: a network answers that, too, and may be
 * sure of it.
 *
 * @param ranges smallest and largest value of each {@linkplain #MORE measure} among the training images; the last three are missing for grey
 *     images
 * @param images number of training images
 */
public record ImageRanges(List<Range> ranges, int images) {
    /** Names of the measures, as what a picture with a smaller value is or has than all training images. */
    private static final List<String> LESS = List.of(
            "it is darker",
            "it has less contrast",
            "it has less detail from left to right",
            "it has less detail from top to bottom",
            "it is smoother",
            "its parts are more alike",
            "its parts are more alike for its contrast",
            "its parts have less contrast",
            "a part of it has less contrast",
            "its border is more even",
            "its border is darker beside the rest",
            "its colours are paler",
            "it is greener",
            "it is bluer");

    /** The same for a larger value. */
    private static final List<String> MORE = List.of(
            "it is lighter",
            "it has more contrast",
            "it has more detail from left to right",
            "it has more detail from top to bottom",
            "it is rougher",
            "its parts differ more",
            "its parts differ more for its contrast",
            "its parts have more contrast",
            "no part of it is as plain",
            "its border is more uneven",
            "its border is lighter beside the rest",
            "its colours are stronger",
            "it is redder",
            "it is yellower");

    private static final int OF_COLOUR = 3;

    /** The first measures, and those of colours, are easier to understand than the others. */
    private static final int PLAIN = 4;

    /** Images are divided into so many parts from left to right, and from top to bottom. */
    private static final int PARTS = 4;

    /**
     * The training images are not the most extreme ones that there are, and few of them less so: this fraction of the range, and {@code 1 / √n}
     * for n images, is added on both sides. Of 5,240 test images of five drawn sets of 100 to 1,000 images a class none is beyond that.
     */
    private static final double BEYOND = 0.1;

    private static final int FULL = 255;

    /** From the smallest to the largest value. */
    public record Range(double low, double high) {
        /** How far a value is outside, as a fraction of the range; not above 0 inside. */
        private double beyond(double value) {
            return value == low && value == high ? 0 : Math.max(low - value, value - high) / (high - low);
        }
    }

    /** @throws Members.Unfit if a range is missing, or is none of grey levels */
    public ImageRanges {
        ranges = List.copyOf(ranges);
        boolean known = ranges.size() == MORE.size() || ranges.size() == MORE.size() - OF_COLOUR;
        boolean levels = ranges.stream().allMatch(r -> r.low() >= -FULL && r.low() <= r.high() && r.high() <= FULL);
        Members.require("ranges", known && levels, "ranges of grey levels, one for each measure", ranges);
        Members.require("images", images > 0, "at least 1 image", images);
    }

    /** @return the ranges of at least one image */
    static ImageRanges of(ImageSet images) {
        double[][] all = IntStream.range(0, images.size())
                .parallel()
                .mapToObj(i -> measures(images.pixels(i), images.form()))
                .toArray(double[][]::new);
        List<Range> ranges = IntStream.range(0, all[0].length)
                .mapToObj(m ->
                        Arrays.stream(all).mapToDouble(measures -> measures[m]).summaryStatistics())
                .map(values -> new Range(values.getMin(), values.getMax()))
                .toList();
        return new ImageRanges(ranges, images.size());
    }

    /**
     * @param pixels (channels × rows × columns) of an image in the training images' form
     * @param form this form
     * @return in which way it is unlike the training images, the plainest one first; empty if it is within their ranges
     */
    public Optional<String> unlike(byte[] pixels, ImageForm form) {
        double[] measures = measures(pixels, form);
        double allowed = BEYOND + 1 / Math.sqrt(images);
        return IntStream.range(0, ranges.size())
                .filter(m -> ranges.get(m).beyond(measures[m]) > allowed)
                .boxed()
                .min(Comparator.comparing(m -> m >= PLAIN && m < MORE.size() - OF_COLOUR))
                .map(m -> Text.of(
                        "It is unlike the training images: %s than all of them (%.1f; theirs are %.1f to %.1f).",
                        (measures[m] < ranges.get(m).low() ? LESS : MORE).get(m),
                        measures[m],
                        ranges.get(m).low(),
                        ranges.get(m).high()));
    }

    /** Levels that are counted: their mean, and how much they differ from it. */
    private static final class Levels {
        private double count;
        private double sum;
        private double squares;

        private void add(double level) {
            count++;
            sum += level;
            squares += level * level;
        }

        private double mean() {
            return count == 0 ? 0 : sum / count;
        }

        private double deviation() {
            return count == 0 ? 0 : Math.sqrt(Math.max(0, squares / count - mean() * mean()));
        }
    }

    private static double[] measures(byte[] pixels, ImageForm form) {
        int rows = form.rows();
        int columns = form.columns();
        int size = rows * columns;
        boolean coloured = form.channels() > 1;
        Levels whole = new Levels();
        Levels border = new Levels();
        Levels across = new Levels();
        Levels down = new Levels();
        Levels[] parts = new Levels[PARTS * PARTS];
        Arrays.setAll(parts, p -> new Levels());
        double[] light = new double[size];
        double strength = 0;
        double red = 0;
        double yellow = 0;
        for (int i = 0; i < size; i++) {
            light[i] = pixels[i] & 0xff;
            if (coloured) {
                int r = pixels[i] & 0xff;
                int g = pixels[size + i] & 0xff;
                int b = pixels[2 * size + i] & 0xff;
                light[i] = ImageForm.lightness(r, g, b);
                strength += ImageForm.colour(r, g, b);
                red += r - g;
                yellow += (r + g) / 2.0 - b;
            }
            int row = i / columns;
            int column = i % columns;
            whole.add(light[i]);
            parts[row * PARTS / rows * PARTS + column * PARTS / columns].add(light[i]);
            if (row == 0 || column == 0 || row == rows - 1 || column == columns - 1) {
                border.add(light[i]);
            }
            if (column > 0) {
                across.add(Math.abs(light[i] - light[i - 1]));
            }
            if (row > 0) {
                down.add(Math.abs(light[i] - light[i - columns]));
            }
        }
        Levels means = new Levels();
        Levels within = new Levels();
        double plainest = FULL;
        for (Levels part : parts) {
            if (part.count > 0) {
                means.add(part.mean());
                within.add(part.deviation());
                plainest = Math.min(plainest, part.deviation());
            }
        }
        // As a percentage of the contrast; with 1 more, that of a plain image is none.
        double percent = 100 / (whole.deviation() + 1);
        double[] grey = {
            whole.mean(),
            whole.deviation(),
            across.mean(),
            down.mean(),
            percent * (across.mean() + down.mean()) / 2,
            means.deviation(),
            percent * means.deviation(),
            within.mean(),
            plainest,
            border.deviation(),
            border.mean() - whole.mean()
        };
        double[] measures = Arrays.copyOf(grey, coloured ? MORE.size() : grey.length);
        if (coloured) {
            measures[grey.length] = strength / size;
            measures[grey.length + 1] = red / size;
            measures[grey.length + 2] = yellow / size;
        }
        return measures;
    }
}
