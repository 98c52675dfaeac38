package dev.crosscheck.using.explore;

import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.DoubleMath;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.PolarRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The page's examples, as Java draws them.
 *
 * @param x inputs, (N, 2), or (N, 1) for a curve
 * @param values the class of each example, or its value on a curve
 */
record DrawnExamples(Matrix x, double[] values) {
    static final List<String> KINDS =
            List.of("xor", "and", "or", "nand", "nor", "circles", "moons", "spirals", "curve");

    static DrawnExamples of(String kind, int count, double noise, long seed) {
        return switch (kind) {
            case "xor", "and", "or", "nand", "nor" -> {
                LogicGate gate = LogicGate.valueOf(kind.toUpperCase(Locale.ROOT));
                yield new DrawnExamples(LogicGate.inputs(), gate.targets().data());
            }
            case "curve" -> curve(count, noise, new PolarRandom(seed));
            default -> drawn(kind, count, noise, new PolarRandom(seed));
        };
    }

    private static DrawnExamples curve(int count, double noise, PolarRandom random) {
        Matrix x = Matrix.zeros(count, 1);
        double[] values = new double[count];
        for (int n = 0; n < count; n++) {
            x.data()[n] = random.nextDouble(-1, 1);
            values[n] = DoubleMath.sinPi(3 * x.data()[n] / Math.PI) + noise * random.nextGaussian();
        }
        return new DrawnExamples(x, values);
    }

    private static DrawnExamples drawn(String kind, int count, double noise, PolarRandom random) {
        Matrix x = Matrix.zeros(count, 2);
        double[] labels = new double[count];
        for (int n = 0; n < count; n++) {
            labels[n] = n % 2;
            double[] point = point(kind, n % 2, random.nextDouble());
            x.data()[2 * n] = point[0] + noise * random.nextGaussian();
            x.data()[2 * n + 1] = point[1] + noise * random.nextGaussian();
        }
        return new DrawnExamples(x, labels);
    }

    private static double[] point(String kind, int label, double t) {
        if (kind.equals("circles")) {
            double radius = label == 0 ? 1 : 0.4;
            return new double[] {radius * DoubleMath.cosPi(2 * t), radius * DoubleMath.sinPi(2 * t)};
        }
        if (kind.equals("spirals")) {
            return new double[] {t * DoubleMath.cosPi(3 * t + label), t * DoubleMath.sinPi(3 * t + label)};
        }
        double x = DoubleMath.cosPi(t);
        double y = DoubleMath.sinPi(t);
        return label == 0 ? new double[] {x - 0.5, y - 0.25} : new double[] {0.5 - x, 0.25 - y};
    }

    /** @return a row per example: its value, or for softmax a 1 in the column of its class */
    Matrix targets(boolean isSoftmax) {
        if (!isSoftmax) {
            return new Matrix(values.length, 1, values.clone());
        }
        int classes = 2;
        Matrix targets = Matrix.zeros(values.length, classes);
        for (int n = 0; n < values.length; n++) {
            targets.data()[n * classes + (int) values[n]] = 1;
        }
        return targets;
    }

    static Matrix rows(Matrix matrix, int from, int to) {
        int columns = matrix.columns();
        return new Matrix(to - from, columns, Arrays.copyOfRange(matrix.data(), from * columns, to * columns));
    }
}
