package dev.crosscheck.using.explore;

import dev.crosscheck.course.Points;
import dev.crosscheck.math.FiniteDifference;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Softmax;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/**
 * Computes the curves of activations and losses with their derivatives, their values at a point, and softmax with and without protection
 * against overflow.
 */
final class Curves {
    private static final int POINTS = 241;

    /** Half the width of the x range; activations saturate or are linear long before. */
    private static final double EDGE = 6;

    private static final int MOST_LOGITS = 10;
    private static final double LARGEST_LOGIT = 1e6;

    private Curves() {}

    /** The curve of an activation; {@code kinks} are the points at which its derivative jumps. */
    record Activation(String name, double[] value, double[] derivative, List<Double> kinks) {}

    /** All elementwise activations at the points {@code x}. */
    record Activations(double[] x, List<Activation> functions) {}

    /** A loss as a function of one output {@code y}, for a target; {@code clips} are the least and the largest {@code y} that is not clipped. */
    record LossCurve(String name, double target, double[] y, double[] value, double[] derivative, List<Double> clips) {}

    /** All losses, each over its range of outputs. */
    record Losses(List<LossCurve> functions) {}

    /**
     * A function at a point, with its derivative by formula and by central difference; the difference is null where it would cross a kink or
     * the edge of a clip.
     */
    record At(String name, double at, Double target, double value, double derivative, Double difference) {}

    /**
     * Softmax of one row of logits.
     *
     * @param naive e^z / Σ e^z as written: NaN if an exponential overflows
     * @param softmax computed with the maximum subtracted
     * @param logSoftmax the logarithm of softmax, computed directly from the logits
     * @param logOfNaive the logarithm of {@code naive}
     */
    record SoftmaxRow(double[] z, double[] naive, double[] softmax, double[] logSoftmax, double[] logOfNaive) {}

    static Activations activations() {
        double[] x = Points.between(-EDGE, EDGE, POINTS);
        List<Activation> functions = new ArrayList<>();
        for (Elementwise f : Elementwise.values()) {
            functions.add(new Activation(f.label(), of(x, f::value), of(x, z -> slope(f, z)), f.kinks()));
        }
        return new Activations(x, functions);
    }

    private static double slope(Elementwise f, double z) {
        return f.derivative(z, f.value(z));
    }

    static At activation(Map<String, String> query) {
        String name = Config.oneOf("name", query.getOrDefault("name", ""), Config.activations());
        Elementwise f = Elementwise.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
        double at = Wire.number(query, "at", -Limits.LARGEST, Limits.LARGEST);
        return new At(name, at, null, f.value(at), slope(f, at), difference(f::value, at, f.kinks()));
    }

    static Losses losses() {
        double[] probabilities = Points.between(0, 1, POINTS);
        double[] numbers = Points.between(-2, 4, POINTS);
        List<LossCurve> functions = new ArrayList<>();
        for (Loss loss : Loss.values()) {
            double[] y = isOfProbabilities(loss) ? probabilities : numbers;
            for (double target : loss == Loss.BINARY_CROSS_ENTROPY ? new double[] {1, 0} : new double[] {1}) {
                functions.add(new LossCurve(
                        loss.label(),
                        target,
                        y,
                        of(y, p -> value(loss, p, target)),
                        of(y, p -> slope(loss, p, target)),
                        isOfProbabilities(loss) ? List.of(Loss.CLIP, 1 - Loss.CLIP) : List.of()));
            }
        }
        return new Losses(functions);
    }

    private static double value(Loss loss, double y, double target) {
        return loss.value(Matrix.rowOf(y), Matrix.rowOf(target));
    }

    private static double slope(Loss loss, double y, double target) {
        return loss.gradient(Matrix.rowOf(y), Matrix.rowOf(target)).get(0, 0);
    }

    static At loss(Map<String, String> query) {
        String name = Config.oneOf("name", query.getOrDefault("name", ""), Config.losses());
        Loss loss = Config.loss(name);
        double at = Wire.number(query, "at", -Limits.LARGEST, Limits.LARGEST);
        double target = Wire.number(query, "target", -Limits.LARGEST, Limits.LARGEST);
        return new At(
                name,
                at,
                target,
                value(loss, at, target),
                slope(loss, at, target),
                difference(y -> value(loss, y, target), at, edges(loss, target)));
    }

    private static boolean isOfProbabilities(Loss loss) {
        return loss == Loss.BINARY_CROSS_ENTROPY || loss == Loss.CATEGORICAL_CROSS_ENTROPY;
    }

    /** The outputs at which a loss has a kink. */
    private static List<Double> edges(Loss loss, double target) {
        if (isOfProbabilities(loss)) {
            return List.of(Loss.CLIP, 1 - Loss.CLIP);
        }
        return loss == Loss.HUBER ? List.of(target - Loss.DELTA, target + Loss.DELTA) : List.of();
    }

    private static Double difference(DoubleUnaryOperator f, double at, List<Double> kinks) {
        boolean crosses = kinks.stream().anyMatch(kink -> Math.abs(kink - at) <= FiniteDifference.step(at));
        return crosses ? null : FiniteDifference.derivative(f, at);
    }

    static SoftmaxRow softmax(Map<String, String> query) {
        String[] texts = query.getOrDefault("z", "").split(",", -1);
        if (texts.length > MOST_LOGITS) {
            throw Wire.expected("z", "at most " + MOST_LOGITS + " numbers", texts.length + " of them");
        }
        double[] z = Arrays.stream(texts)
                .mapToDouble(text -> Wire.number(Map.of("z", text), "z", -LARGEST_LOGIT, LARGEST_LOGIT))
                .toArray();
        double[] exponentials = of(z, StrictMath::exp);
        double sum = Arrays.stream(exponentials).sum();
        double[] naive = of(exponentials, e -> e / sum);
        Matrix row = Matrix.rowOf(z);
        return new SoftmaxRow(
                z,
                naive,
                Softmax.SOFTMAX.forward(row).data(),
                Softmax.SOFTMAX.logarithms(row).data(),
                of(naive, StrictMath::log));
    }

    private static double[] of(double[] x, DoubleUnaryOperator f) {
        return Arrays.stream(x).map(f).toArray();
    }
}
