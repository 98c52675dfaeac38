package dev.crosscheck.proof.verify;

import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerances;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Checks the images that a trainer receives: the mean and deviation for scaling, pixels and classes in any order, that the training examples are images
 * of the training part with their own classes, and the number of test images of each class.
 */
public final class PictureCheck {
    /** The title of the findings. */
    public static final String TITLE = "Pictures: what the trainer is given";

    private static final int MOST = 2000;

    /** The usual mean and standard deviation of MNIST's training pixels, to four digits. */
    private static final double[] MNIST = {0.1307, 0.3081};

    private final Comparisons all = new Comparisons();
    private final Comparison figures = all.of("mean and deviation of pixels", Tolerances.TABLE_FIGURE);
    private final Comparison pixels = all.of("pixels, against (p/255 - mean)/deviation", Tolerances.TABLE_FEATURE);
    private final Comparison classes = all.of("classes of the pictures", Tolerances.EXACT);
    private final Comparison parts = all.of("pictures of each part", Tolerances.EXACT);

    private PictureCheck() {}

    /**
     * Checks the data of a run.
     *
     * @param data all images
     * @param learnt the examples that the trainer receives
     * @param held the number of validation images
     */
    public static Findings findings(ImageData data, Examples learnt, int held) {
        PictureCheck check = new PictureCheck();
        double[] figures = check.compareFigures(data.train());
        ImageSet images = (ImageSet) learnt;
        int count = Math.min(MOST, images.size());
        check.compareRows(images, figures, count);
        check.compareParts(data, images, held, count);
        return check.all.findings(
                TITLE,
                "figures of all " + data.train().size() + " training pictures; " + count
                        + " of those to learn from, pixel by pixel");
    }

    private double[] compareFigures(ImageSet train) {
        double sum = 0;
        for (byte pixel : train.pixels()) {
            sum += Byte.toUnsignedInt(pixel);
        }
        double mean = sum / train.pixels().length / 255;
        double squares = 0;
        for (byte pixel : train.pixels()) {
            double off = Byte.toUnsignedInt(pixel) / 255.0 - mean;
            squares += off * off;
        }
        double deviation = Math.sqrt(squares / train.pixels().length);
        boolean mnist = Math.abs(mean - MNIST[0]) < 5e-5 && Math.abs(deviation - MNIST[1]) < 5e-5;
        double[] right = mnist ? MNIST : new double[] {mean, deviation < 1e-6 ? 1 : deviation};
        figures.add("mean", right[0], train.form().normalisation().mean());
        figures.add("deviation", right[1], train.form().normalisation().deviation());
        return right;
    }

    /** Compares pixels and classes in an order other than that of the data. */
    private void compareRows(ImageSet images, double[] figures, int count) {
        int width = images.features();
        int outputs = images.outputs();
        int[] order = IntStream.range(0, images.size())
                .map(i -> (int) ((i * 7L + 3) % images.size()))
                .toArray();
        for (int place = 0; place < count; place++) {
            int image = order[place];
            float[] found = new float[width];
            images.features(order, place, place + 1, found, 0);
            double[] right = new double[width];
            for (int i = 0; i < width; i++) {
                int pixel = Byte.toUnsignedInt(images.pixels()[image * width + i]);
                right[i] = (pixel / 255.0 - figures[0]) / figures[1];
            }
            pixels.add("picture " + image, right, found);
        }
        float[] targets = new float[count * outputs];
        images.targets(order, 0, count, targets);
        for (int place = 0; place < count; place++) {
            double[] right = new double[outputs];
            right[images.labels()[order[place]]] = 1;
            classes.add(
                    "picture " + order[place],
                    right,
                    Arrays.copyOfRange(targets, place * outputs, (place + 1) * outputs));
        }
    }

    private void compareParts(ImageData data, ImageSet learnt, int held, int count) {
        ImageSet train = data.train();
        parts.add("pictures to learn from", train.size() - held, learnt.size());
        Map<Integer, Set<Integer>> labels = new HashMap<>();
        for (int image = 0; image < train.size(); image++) {
            labels.computeIfAbsent(Arrays.hashCode(train.pixels(image)), key -> new HashSet<>())
                    .add(train.labels()[image]);
        }
        for (int image = 0; image < count; image++) {
            boolean known = labels.getOrDefault(Arrays.hashCode(learnt.pixels(image)), Set.of())
                    .contains(learnt.labels()[image]);
            parts.require("its class in the training part, picture " + image, known);
        }
        if (data.split() == null) {
            return;
        }
        for (int c = 0; c < train.outputs(); c++) {
            int label = c;
            long tested = Arrays.stream(data.test().labels())
                    .filter(own -> own == label)
                    .count();
            long all = tested
                    + Arrays.stream(train.labels()).filter(own -> own == label).count();
            long right = Math.min(all - 1, (long) Math.floor(data.split().testShare() * all + 0.5));
            parts.add("tested on, of class " + train.form().classes().get(c), right, tested);
        }
    }
}
