package dev.crosscheck.using.explore;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.data.table.Scale;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.math.DoubleMath;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.PolarRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The training data of an experiment, in the order of an epoch.
 *
 * @param x inputs, (N, 2), or (N, 1) for a curve
 * @param labels the class of each example; null for a regression
 * @param values the target of each example; null for a classification
 * @param names names of the columns, the target's last
 * @param classes names of the classes; empty for a regression
 * @param raw the values of a table before scaling; null for other data
 */
record ExperimentData(Matrix x, int[] labels, double[] values, List<String> names, List<String> classes, Raw raw) {
    /** The kinds of data. */
    static final List<String> KINDS =
            List.of("xor", "and", "or", "nand", "nor", "circles", "moons", "spirals", "curve", "points", "csv");

    /** The kinds that can be split: drawn in any order, or shuffled. */
    private static final List<String> SPLIT = List.of("circles", "moons", "spirals", "curve", "csv");

    private static final double MOST_HELD_OUT = 0.5;
    private static final int USUAL = 200;
    private static final double MOST_NOISE = 1;
    private static final List<String> TWO_CLASSES = List.of("0", "1");
    private static final List<String> NAMES = List.of("x1", "x2", "class");

    /**
     * A table's own numbers, and how {@link #x} and {@link #values} are computed from them.
     *
     * @param x (N, 2)
     * @param values null for a classification
     * @param inputs scales of x's columns
     * @param target scale of the values: {@code (value - mean)/deviation}; null for a classification
     */
    record Raw(Matrix x, double[] values, List<Scale> inputs, Target.OfNumber target) {}

    ExperimentData(Matrix x, int[] labels, double[] values, List<String> names, List<String> classes) {
        this(x, labels, values, names, classes, null);
    }

    /** The curve of a class: its point without noise for the curve parameter {@code t} in [0, 1). */
    private interface Shape {
        double[] at(int label, double t);
    }

    /** Creates the configured data. */
    static ExperimentData of(Config.Data data, long seed) {
        String kind = Config.oneOf("data.kind", data.kind() == null ? "xor" : data.kind(), KINDS);
        return switch (kind) {
            case "points" -> points(data.points());
            case "csv" -> CsvExamples.of(data, seed);
            case "curve" -> curve(count(data), noise(data), seed);
            case "circles" -> drawn(data, seed, ExperimentData::onCircle);
            case "moons" -> drawn(data, seed, ExperimentData::onMoon);
            case "spirals" -> drawn(data, seed, ExperimentData::onSpiral);
            default -> gate(LogicGate.valueOf(kind.toUpperCase(Locale.ROOT)));
        };
    }

    private static int count(Config.Data data) {
        return Wire.within("data.examples", data.examples() == null ? USUAL : data.examples(), 2, Limits.EXAMPLES);
    }

    private static double noise(Config.Data data) {
        return Wire.within("data.noise", data.noise() == null ? 0 : data.noise(), 0, MOST_NOISE);
    }

    private static ExperimentData gate(LogicGate gate) {
        int[] labels =
                Arrays.stream(gate.targets().data()).mapToInt(t -> (int) t).toArray();
        return new ExperimentData(LogicGate.inputs(), labels, null, NAMES, TWO_CLASSES);
    }

    /** Classes alternate, so that every batch has both. */
    private static ExperimentData drawn(Config.Data data, long seed, Shape shape) {
        int count = count(data);
        double noise = noise(data);
        PolarRandom random = new PolarRandom(seed);
        Matrix x = Matrix.zeros(count, 2);
        int[] labels = new int[count];
        for (int n = 0; n < count; n++) {
            labels[n] = n % 2;
            double[] point = shape.at(labels[n], random.nextDouble());
            x.data()[2 * n] = point[0] + noise * random.nextGaussian();
            x.data()[2 * n + 1] = point[1] + noise * random.nextGaussian();
        }
        return new ExperimentData(x, labels, null, NAMES, TWO_CLASSES);
    }

    private static double[] onCircle(int label, double t) {
        double radius = label == 0 ? 1 : 0.4;
        return new double[] {radius * DoubleMath.cosPi(2 * t), radius * DoubleMath.sinPi(2 * t)};
    }

    private static double[] onMoon(int label, double t) {
        double x = DoubleMath.cosPi(t);
        double y = DoubleMath.sinPi(t);
        return label == 0 ? new double[] {x - 0.5, y - 0.25} : new double[] {0.5 - x, 0.25 - y};
    }

    private static double[] onSpiral(int label, double t) {
        double halfTurns = 3 * t + label;
        return new double[] {t * DoubleMath.cosPi(halfTurns), t * DoubleMath.sinPi(halfTurns)};
    }

    /** {@code sin 3x} for x from -1 to 1, which a linear model cannot fit. */
    private static ExperimentData curve(int count, double noise, long seed) {
        PolarRandom random = new PolarRandom(seed);
        Matrix x = Matrix.zeros(count, 1);
        double[] values = new double[count];
        for (int n = 0; n < count; n++) {
            x.data()[n] = random.nextDouble(-1, 1);
            values[n] = DoubleMath.sinPi(3 * x.data()[n] / Math.PI) + noise * random.nextGaussian();
        }
        return new ExperimentData(x, null, values, List.of("x", "y"), List.of());
    }

    private static ExperimentData points(List<double[]> points) {
        if (points == null || points.size() < 2 || points.size() > Limits.EXAMPLES) {
            throw Wire.expected(
                    "data.points",
                    "from 2 to " + Limits.EXAMPLES + " points",
                    points == null ? "none" : points.size() + " of them");
        }
        Matrix x = Matrix.zeros(points.size(), 2);
        int[] labels = new int[points.size()];
        for (int n = 0; n < labels.length; n++) {
            double[] point = points.get(n);
            String place = "data.points[" + n + "]";
            if (point == null || point.length != 3) {
                throw Wire.expected(place, "[x1, x2, class]", "another form");
            }
            x.data()[2 * n] = Wire.within(place, point[0], -Limits.LARGEST, Limits.LARGEST);
            x.data()[2 * n + 1] = Wire.within(place, point[1], -Limits.LARGEST, Limits.LARGEST);
            labels[n] = (int) Wire.within(place, point[2], 0, Limits.CLASSES - 1.0);
            if (labels[n] != point[2]) {
                throw Wire.expected(place, "a class that is a whole number", "" + point[2]);
            }
        }
        int classes = Math.max(1, Arrays.stream(labels).max().orElseThrow()) + 1;
        List<String> names = new ArrayList<>();
        for (int c = 0; c < classes; c++) {
            names.add("" + c);
        }
        return new ExperimentData(x, labels, null, NAMES, names);
    }

    int size() {
        return x.rows();
    }

    /**
     * @param examples number of all examples
     * @return how many of them, the first ones, are trained on; the others are held out
     */
    static int trained(Config.Data data, int examples) {
        double share = data.heldOut() == null ? 0 : Wire.within("data.heldOut", data.heldOut(), 0, MOST_HELD_OUT);
        if (share > 0 && !SPLIT.contains(data.kind())) {
            throw Wire.expected("data.heldOut", "0 unless the data are one of " + String.join(", ", SPLIT), "" + share);
        }
        return Math.max(2, examples - (int) Math.round(share * examples));
    }

    /** @return the examples of these rows, in order */
    ExperimentData rows(int from, int to) {
        return new ExperimentData(
                rows(x, from, to),
                labels == null ? null : Arrays.copyOfRange(labels, from, to),
                values == null ? null : Arrays.copyOfRange(values, from, to),
                names,
                classes,
                raw == null
                        ? null
                        : new Raw(
                                rows(raw.x, from, to),
                                raw.values == null ? null : Arrays.copyOfRange(raw.values, from, to),
                                raw.inputs,
                                raw.target));
    }

    static Matrix rows(Matrix matrix, int from, int to) {
        int columns = matrix.columns();
        return new Matrix(to - from, columns, Arrays.copyOfRange(matrix.data(), from * columns, to * columns));
    }

    /**
     * The targets of the network's outputs.
     *
     * @param softmax true for one output per class, false for a single output
     * @param output name of the output, for messages
     * @throws CrosscheckException if such outputs cannot represent the data
     */
    Matrix targets(boolean softmax, String output) {
        if (labels == null) {
            if (!output.equals("linear")) {
                throw new CrosscheckException(
                        "A " + output + " output cannot learn numbers", "Use the output linear for a curve.");
            }
            return new Matrix(values.length, 1, values.clone());
        }
        if (!softmax && classes.size() > 2) {
            throw new CrosscheckException(
                    "One " + output + " output cannot tell " + classes.size() + " classes",
                    "Use the output softmax, which has an output per class.");
        }
        Matrix t = Matrix.zeros(labels.length, softmax ? classes.size() : 1);
        for (int n = 0; n < labels.length; n++) {
            if (softmax) {
                t.data()[n * classes.size() + labels[n]] = 1;
            } else {
                t.data()[n] = labels[n];
            }
        }
        return t;
    }
}
