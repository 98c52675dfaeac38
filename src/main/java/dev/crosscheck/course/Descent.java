package dev.crosscheck.course;

import dev.crosscheck.math.FiniteDifference;
import dev.crosscheck.showing.plot.CombinedSheet;
import dev.crosscheck.showing.plot.CombinedSheet.Curve;
import dev.crosscheck.showing.plot.CombinedSheet.Panel;
import dev.crosscheck.showing.plot.CombinedSheet.Style;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/** Gradient descent on one number, whose slope is measured (before course section 2). */
public final class Descent {
    /** The loss of the example: least at 3, and its curvature is 2 everywhere. */
    public static final DoubleUnaryOperator EXAMPLE = w -> (w - 3) * (w - 3);

    /** Where its descent begins. */
    public static final double START = 1;

    private static final double LEAST = -1;
    private static final double MOST = 7;
    private static final int POINTS = 121;
    private static final int STEPS = 20;

    private Descent() {}

    /**
     * @param loss L(w)
     * @param start the first w
     * @param rate η
     * @param steps how many
     * @return w at the start and after each step {@code w -= η L'(w)}
     */
    public static double[] path(DoubleUnaryOperator loss, double start, double rate, int steps) {
        double[] path = new double[steps + 1];
        path[0] = start;
        for (int k = 0; k < steps; k++) {
            path[k + 1] = path[k] - rate * FiniteDifference.derivative(loss, path[k]);
        }
        return path;
    }

    /**
     * @param loss L(w)
     * @param w where it is bent
     * @return L''(w): how much the slope grows when w grows by 1
     */
    public static double curvature(DoubleUnaryOperator loss, double w) {
        return FiniteDifference.derivative(v -> FiniteDifference.derivative(loss, v), w);
    }

    /** @return for each rate the example's loss from -1 to 7, and on it 20 steps from {@link #START}, or those until one leads out of it */
    public static CombinedSheet rates(double... rates) {
        return new CombinedSheet(
                "Descent on L(w) = (w - 3)²",
                3,
                Arrays.stream(rates).mapToObj(Descent::panel).toList());
    }

    private static Panel panel(double rate) {
        double[] path = DoubleStream.of(path(EXAMPLE, START, rate, STEPS))
                .takeWhile(v -> v >= LEAST && v <= MOST)
                .toArray();
        double[] losses = DoubleStream.of(path).map(EXAMPLE).toArray();
        Curve steps = new Curve("steps", path, losses, Style.STEPS);
        Curve loss = new Curve("L", Points.between(LEAST, MOST, POINTS), EXAMPLE);
        return new Panel("η = " + rate, "w", "L", EXAMPLE.applyAsDouble(LEAST), List.of(loss, steps));
    }
}
