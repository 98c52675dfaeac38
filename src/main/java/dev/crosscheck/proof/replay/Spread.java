package dev.crosscheck.proof.replay;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.proof.compare.ProgressListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * How far rounding alone drives a stretch of a run that has no recorded state in it.
 *
 * <p>No two programs round alike, and runs magnify that: a ReLU that falls to the other side of its kink for some row, or a plateau that is left at a slightly other step.
 * So the stretch is repeated by hand in double, {@value #COPIES} times, each time with every parameter moved by up to {@value #UNITS} units in its last place (of
 * the recorded precision) before each step, and the moments by one and by what a rounded β makes of them, and compared with itself. None of the trainers under test has a part in it. Another
 * program may be {@value #FACTOR} times as far away as the farthest copy was up to that step.
 */
final class Spread {
    private static final int COPIES = 8;

    /** A program that rounds otherwise does so in every sum of a step. */
    private static final int UNITS = 4;

    /**
     * The largest of 8 deviations from a normal law is at 1.4 standard deviations, and one more is outside of 4 times that, 5.7 of them, once in 1,000 times when the deviation
     * is itself known from 8 only (Student's t with 7 degrees of freedom, times √(1 + 1/8)).
     */
    private static final double FACTOR = 4;

    /** A loss's bound must be below this share of the largest loss of the stretch, or comparing it would prove too little. */
    private static final double TELLING = 0.01;

    /** Other numbers' bounds must be below this share of how far they moved, or how large they are. */
    private static final double TELLING_OF_ARRAYS = 0.5;

    private final int from;
    private final double[] losses;
    private final double[] lossDeviations;
    private final Map<Integer, double[]> gradientDeviations = new TreeMap<>();
    private final Map<Integer, Gradients> gradients = new TreeMap<>();
    private final State end;
    private final double[] endDeviations;
    private final double[] moved;

    private Spread(Recording recording, int from, int to) {
        this.from = from;
        losses = new double[to - from];
        lossDeviations = new double[to - from];
        Reference plain = new Reference(recording);
        plain.start(recording.state(from), from);
        for (int step = from + 1; step <= to; step++) {
            losses[step - from - 1] = plain.step(step);
            if (recording.gradients().containsKey(step)) {
                gradients.put(step, plain.gradients());
                gradientDeviations.put(
                        step, new double[plain.gradients().matrices().size()]);
            }
        }
        end = recording.states().containsKey(to) ? plain.state() : null;
        endDeviations = end == null ? new double[0] : new double[arrays(end).size()];
        moved = end == null ? new double[0] : deviations(arrays(recording.state(from)), arrays(end));
    }

    /**
     * Measures a stretch.
     *
     * @param recording the run
     * @param from the step after which it begins, whose state is recorded
     * @param to its last step
     * @param progress called now and then
     */
    static Spread of(Recording recording, int from, int to, ProgressListener progress) {
        Spread spread = new Spread(recording, from, to);
        AtomicLong done = new AtomicLong();
        IntStream.range(0, COPIES)
                .parallel()
                .forEach(seed -> spread.copy(recording, seed, to, () -> {
                    long steps = done.incrementAndGet();
                    synchronized (spread) {
                        progress.at("rounding", steps, (long) COPIES * (to - from));
                    }
                }));
        for (int i = 1; i < spread.lossDeviations.length; i++) {
            spread.lossDeviations[i] = Math.max(spread.lossDeviations[i], spread.lossDeviations[i - 1]);
        }
        return spread;
    }

    private void copy(Recording recording, int seed, int to, Runnable stepped) {
        SplittableRandom random = new SplittableRandom(seed);
        double u = recording.precision().roundoff();
        double constant = random.nextDouble() - 0.5;
        Reference copy = new Reference(recording);
        copy.start(recording.state(from), from);
        double[] ofLosses = new double[losses.length];
        Map<Integer, double[]> ofGradients = new TreeMap<>();
        for (int step = from + 1; step <= to; step++) {
            nudgeInPlace(copy.state().parameters(), u, 0, UNITS, random);
            copy.state().moments().values().forEach(moments -> nudgeInPlace(moments, u, constant, 1, random));
            ofLosses[step - from - 1] = distance(copy.step(step), losses[step - from - 1]);
            if (gradients.containsKey(step)) {
                ofGradients.put(
                        step,
                        deviations(
                                gradients.get(step).matrices(), copy.gradients().matrices()));
            }
            stepped.run();
        }
        double[] ofEnd = end == null ? new double[0] : deviations(arrays(end), arrays(copy.state()));
        synchronized (this) {
            raise(lossDeviations, ofLosses);
            raise(endDeviations, ofEnd);
            ofGradients.forEach((step, deviations) -> raise(gradientDeviations.get(step), deviations));
        }
    }

    /**
     * @param u the roundoff
     * @param always roundings of each number that are the same at every step, as of a rounded factor
     * @param most roundings of each number that are random
     */
    private static void nudgeInPlace(
            Parameters parameters, double u, double always, double most, SplittableRandom random) {
        for (Matrix matrix : parameters.matrices()) {
            double[] values = matrix.data();
            for (int i = 0; i < values.length; i++) {
                values[i] *= 1 + 2 * u * (always + (2 * random.nextDouble() - 1) * most);
            }
        }
    }

    private static void raise(double[] largest, double[] values) {
        Arrays.setAll(largest, i -> Math.max(largest[i], values[i]));
    }

    private static double distance(double a, double b) {
        return a == b ? 0 : Math.abs(a - b); // of two that are both infinite there is none
    }

    /** @return parameters and moments, array by array */
    static List<Matrix> arrays(State state) {
        List<Matrix> arrays = new ArrayList<>(state.parameters().matrices());
        state.moments().values().stream().map(Parameters::matrices).forEach(arrays::addAll);
        return arrays;
    }

    private static double[] deviations(List<Matrix> some, List<Matrix> others) {
        double[] deviations = new double[some.size()];
        for (int i = 0; i < deviations.length; i++) {
            double[] a = some.get(i).data();
            double[] b = others.get(i).data();
            for (int n = 0; n < a.length; n++) {
                deviations[i] = Math.max(deviations[i], distance(a[n], b[n]));
            }
        }
        return deviations;
    }

    /** @return how far a step's loss may be from that by hand, over what one step's rounding makes of it; NaN if that would prove nothing */
    double lossBound(int step) {
        double bound = FACTOR * lossDeviations[step - from - 1];
        double largest = Arrays.stream(losses, 0, step - from).max().orElseThrow();
        return bound <= TELLING * largest ? bound : Double.NaN;
    }

    /** @return the same of a step's gradients, array by array */
    double[] gradientBounds(int step) {
        double[] sizes = gradients.get(step).matrices().stream()
                .mapToDouble(Spread::largest)
                .toArray();
        return telling(gradientDeviations.get(step), sizes);
    }

    /** @return the same of the last step's state: parameters, then moments, array by array */
    double[] endBounds() {
        return telling(endDeviations, moved);
    }

    private static double[] telling(double[] deviations, double[] sizes) {
        double[] bounds = new double[deviations.length];
        Arrays.setAll(
                bounds,
                i -> FACTOR * deviations[i] <= TELLING_OF_ARRAYS * sizes[i] ? FACTOR * deviations[i] : Double.NaN);
        return bounds;
    }

    /** @return the largest magnitude in an array */
    static double largest(Matrix matrix) {
        return Arrays.stream(matrix.data()).map(Math::abs).max().orElseThrow();
    }
}
