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
import java.util.stream.IntStream;

/**
 * How far rounding alone drives a stretch of a run that has no recorded state in it.
 *
 * <p>No two programs round alike, and runs magnify that: a ReLU that falls to the other side of its kink for some row, a plateau that is left at a slightly other step, a
 * gradient near 0 of which Adam makes a step of full size. So the stretch is repeated by hand in double, {@value #COPIES} times beside the plain repetition, and at every step each
 * copy's gradients are moved at random by up to 1/{@value #FACTOR} of what {@link Rounding} allows them, its parameters by a rounding, its moments by one and by what a rounded β
 * makes of them, and its step by what a rounded 1 - βᵗ does. None of the trainers under test has a part in it. Another program may be {@value #FACTOR} times as far away as the farthest copy was up to that step.
 */
final class Spread {
    private static final int COPIES = 8;

    /**
     * The largest of 8 deviations from a normal law is at 1.4 standard deviations, and one more is outside of 4 times that, 5.7 of them, once in 1,000 times when the deviation
     * is itself known from 8 only (Student's t with 7 degrees of freedom, times √(1 + 1/8)).
     */
    private static final double FACTOR = 4;

    /** A loss's bound must be below this share of the largest loss of the stretch, or comparing it would prove too little. */
    private static final double TELLING = 0.01;

    /** Other numbers' bounds must be below this share of how far they moved, or how large they are. */
    private static final double TELLING_OF_ARRAYS = 0.5;

    private final Recording recording;
    private final int from;
    private final Reference plain;
    private final List<Copy> copies = new ArrayList<>();
    private final double[] losses;
    private final double[] lossDeviations;
    private final Map<Integer, double[]> gradientDeviations = new TreeMap<>();
    private final Map<Integer, double[]> gradientSizes = new TreeMap<>();
    private final Map<Integer, double[]> stateDeviations = new TreeMap<>();
    private final Map<Integer, double[]> moved = new TreeMap<>();
    private Gradients room;

    /** One of the moved repetitions. */
    private final class Copy {
        private final SplittableRandom random;
        private final double constant;
        private final Reference run;
        private double loss;

        Copy(int seed) {
            random = new SplittableRandom(seed);
            constant = random.nextDouble() - 0.5;
            run = new Reference(recording, (step, gradients) -> moved(gradients));
            run.start(recording.state(from), from);
        }

        private Gradients moved(Gradients gradients) {
            List<Matrix> matrices = new ArrayList<>();
            for (int i = 0; i < gradients.matrices().size(); i++) {
                matrices.add(gradients
                        .matrices()
                        .get(i)
                        .combine(room.matrices().get(i), (g, bound) -> g + uniform() * bound / FACTOR));
            }
            return new Gradients(matrices);
        }

        private double uniform() {
            return 2 * random.nextDouble() - 1;
        }

        void step(int step) {
            Parameters before = run.state().parameters().copy();
            loss = run.step(step);
            double lost = constant * 2 * recording.precision().roundoff() * Moved.corrections(recording, step);
            for (int i = 0; lost != 0 && i < before.matrices().size(); i++) {
                double[] from = before.matrices().get(i).data();
                double[] to = run.state().parameters().matrices().get(i).data();
                Arrays.setAll(to, n -> to[n] + lost * (to[n] - from[n]));
            }
            round(run.state().parameters(), 0);
            run.state().moments().values().forEach(moments -> round(moments, constant));
        }

        /** @param always roundings of each number that are the same at every step, as of a rounded factor */
        private void round(Parameters parameters, double always) {
            double unit = 2 * recording.precision().roundoff();
            for (Matrix matrix : parameters.matrices()) {
                double[] values = matrix.data();
                for (int i = 0; i < values.length; i++) {
                    values[i] *= 1 + unit * (always + uniform());
                }
            }
        }
    }

    private Spread(Recording recording, int from, int to) {
        this.recording = recording;
        this.from = from;
        plain = new Reference(recording);
        plain.start(recording.state(from), from);
        IntStream.range(0, COPIES).mapToObj(Copy::new).forEach(copies::add);
        losses = new double[to - from];
        lossDeviations = new double[to - from];
    }

    /**
     * Measures a stretch.
     *
     * @param recording the run
     * @param from the step after which it begins, whose state is recorded
     * @param to its last step
     * @param progress called after each step
     */
    static Spread of(Recording recording, int from, int to, ProgressListener progress) {
        Spread spread = new Spread(recording, from, to);
        for (int step = from + 1; step <= to; step++) {
            spread.step(step);
            progress.at("rounding", step - from, to - from);
        }
        return spread;
    }

    private void step(int step) {
        room = Rounding.of(
                        recording.network(),
                        recording.objective(),
                        plain.state().parameters(),
                        recording.x(step),
                        recording.t(step),
                        recording.precision().roundoff())
                .bounds();
        int index = step - from - 1;
        losses[index] = plain.step(step);
        copies.parallelStream().forEach(copy -> copy.step(step));
        lossDeviations[index] = index == 0 ? 0 : lossDeviations[index - 1];
        for (Copy copy : copies) {
            lossDeviations[index] = Math.max(lossDeviations[index], distance(copy.loss, losses[index]));
        }
        if (recording.states().containsKey(step)) {
            List<Matrix> state = arrays(plain.state());
            double[] largest = new double[state.size()];
            copies.forEach(copy -> raise(largest, deviations(state, arrays(copy.run.state()))));
            stateDeviations.put(step, largest);
            moved.put(step, deviations(arrays(recording.state(from)), state));
        }
        if (recording.gradients().containsKey(step)) {
            List<Matrix> gradients = plain.gradients().matrices();
            double[] largest = new double[gradients.size()];
            copies.forEach(copy ->
                    raise(largest, deviations(gradients, copy.run.gradients().matrices())));
            gradientDeviations.put(step, largest);
            gradientSizes.put(
                    step, gradients.stream().mapToDouble(Spread::largest).toArray());
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
        return telling(gradientDeviations.get(step), gradientSizes.get(step));
    }

    /** @return the same of the state after a step: parameters, then moments, array by array */
    double[] stateBounds(int step) {
        return telling(stateDeviations.get(step), moved.get(step));
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
