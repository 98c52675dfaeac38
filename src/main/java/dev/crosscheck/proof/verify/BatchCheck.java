package dev.crosscheck.proof.verify;

import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerances;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Compares the batches of the digit trainers with their definition, implemented independently in {@link Epoch}: the order of images, normalisation and
 * one-hot labels. Also checks that all orders of a shuffle are equally frequent.
 */
final class BatchCheck {
    private static final int SIDE = 16;
    private static final int CLASSES = 10;
    private static final int BATCH = 6;
    private static final int EPOCHS = 3;
    private static final int SHUFFLES = 6000;
    private static final List<Integer> SIZES = List.of(1, 2, 3, 6, 40, 61);

    private final Function<DigitTrainer.Task, DigitTrainer> maker;
    private final Comparisons all = new Comparisons();
    private final Comparison orders = all.of("order of images, against Fisher and Yates", Tolerances.EXACT);
    private final Comparison chances =
            all.of("frequency of each order of three images, over 1/6", Tolerances.SHUFFLE_FREQUENCY);
    private final Comparison features =
            all.of("normalised pixels, against (p/255 - 0.1307)/0.3081", Tolerances.FLOAT_ROUNDING);
    private final Comparison labels = all.of("one-hot labels, against the file's", Tolerances.EXACT);

    private BatchCheck(Function<DigitTrainer.Task, DigitTrainer> maker) {
        this.maker = maker;
    }

    /** Checks the batches of the trainers that run here. */
    static Findings findings(long seed) {
        String method = DigitTrainer.methods().get(0);
        return findings(task -> new DigitTrainer(task, method, 1), seed);
    }

    /** Checks any trainer's batches. */
    static Findings findings(Function<DigitTrainer.Task, DigitTrainer> maker, long seed) {
        BatchCheck check = new BatchCheck(maker);
        SIZES.forEach(size -> check.compare(task(size, seed)));
        check.compareChances(task(3, seed));
        return check.all.findings(
                "Batches of the digit trainers",
                "sets of " + SIZES + " images that have every grey level; " + EPOCHS + " epochs of each, and "
                        + SHUFFLES + " of three images");
    }

    private static DigitTrainer.Task task(int size, long seed) {
        byte[] pixels = new byte[size * SIDE * SIDE];
        byte[] labels = new byte[size];
        for (int image = 0; image < size; image++) {
            labels[image] = (byte) (image * 7 % CLASSES);
            for (int i = 0; i < SIDE * SIDE; i++) {
                pixels[image * SIDE * SIDE + i] = (byte) (i + 37 * image);
            }
        }
        Network network = Network.of(SIDE * SIDE, List.of(4), CLASSES, Elementwise.RELU, Softmax.SOFTMAX);
        ImageSet images = new ImageSet(pixels, labels, SIDE, SIDE);
        return new DigitTrainer.Task(images, BATCH, network.initial(seed), 0.001, seed);
    }

    private void compare(DigitTrainer.Task task) {
        try (DigitTrainer trainer = maker.apply(task)) {
            for (int number = 1; number <= EPOCHS; number++) {
                Epoch epoch = Epoch.of(task, number);
                int[] order = trainer.order(number);
                orders.add(
                        number,
                        "image",
                        epoch.order().stream().mapToDouble(image -> image).toArray(),
                        Arrays.stream(order).asDoubleStream().toArray());
                orders.add(number, "number of steps", epoch.steps(), trainer.steps());
                for (int step = 0; step < epoch.steps(); step++) {
                    DigitTrainer.Rows rows = trainer.rows(order, step);
                    compare(features, step, "x", epoch.x(step), rows.features());
                    compare(labels, step, "t", epoch.t(step), rows.oneHot());
                }
            }
        }
    }

    private static void compare(Comparison comparison, int step, String name, Matrix expected, float[] actual) {
        comparison.add(step, name, expected.data(), Matrix.doubles(actual));
    }

    /** In a fair shuffle each of the six orders of three images is equally frequent; one that skips an index favours some. */
    private void compareChances(DigitTrainer.Task task) {
        Map<String, Integer> counts = new HashMap<>();
        for (String order : List.of("[0, 1, 2]", "[0, 2, 1]", "[1, 0, 2]", "[1, 2, 0]", "[2, 0, 1]", "[2, 1, 0]")) {
            counts.put(order, 0);
        }
        try (DigitTrainer trainer = maker.apply(task)) {
            for (int epoch = 1; epoch <= SHUFFLES; epoch++) {
                counts.merge(Arrays.toString(trainer.order(epoch)), 1, Integer::sum);
            }
        }
        counts.forEach((order, count) -> chances.add(order, 1, count * 6.0 / SHUFFLES));
    }
}
