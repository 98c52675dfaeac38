package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Examples;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Made-up rows of a table: features, and classes or numbers to come close to.
 *
 * @param features columns
 * @param x (rows, features), row-major
 * @param outputs of the network
 * @param labels empty for numbers
 * @param numbers (rows, outputs); empty for classes, of which one output tells the second of two
 */
record DrawnRows(int features, float[] x, int outputs, int[] labels, float[] numbers) implements Examples {

    static DrawnRows ofClasses(int rows, int features, int classes, int outputs) {
        SplittableRandom random = new SplittableRandom(9);
        return new DrawnRows(
                features,
                gaussians(rows * features, random),
                outputs,
                random.ints(rows, 0, classes).toArray(),
                new float[0]);
    }

    static DrawnRows ofNumbers(int rows, int features, int outputs) {
        SplittableRandom random = new SplittableRandom(9);
        float[] x = gaussians(rows * features, random);
        return new DrawnRows(features, x, outputs, new int[0], gaussians(rows * outputs, random));
    }

    private static float[] gaussians(int count, SplittableRandom random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @Override
    public int size() {
        return x.length / features;
    }

    @Override
    public void features(int[] order, int from, int to, float[] into, int at) {
        for (int place = from; place < to; place++) {
            System.arraycopy(x, order[place] * features, into, at + (place - from) * features, features);
        }
    }

    @Override
    public void targets(int[] order, int from, int to, float[] into) {
        for (int place = from; place < to; place++) {
            for (int o = 0; o < outputs; o++) {
                into[(place - from) * outputs + o] = target(order[place], o);
            }
        }
    }

    private float target(int row, int o) {
        if (numbers.length > 0) {
            return numbers[row * outputs + o];
        }
        return labels[row] == (outputs == 1 ? 1 : o) ? 1f : 0f;
    }

    @Override
    public DrawnRows select(int... indices) {
        int[] order = indices.clone();
        float[] chosen = new float[indices.length * features];
        features(order, 0, indices.length, chosen, 0);
        int[] classes = labels.length == 0
                ? labels
                : IntStream.of(indices).map(i -> labels[i]).toArray();
        float[] targets = new float[numbers.length == 0 ? 0 : indices.length * outputs];
        if (targets.length > 0) {
            targets(order, 0, indices.length, targets);
        }
        return new DrawnRows(features, chosen, outputs, classes, targets);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(x);
    }
}
