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
 * Measures how far rounding alone can drive two runs apart over a stretch of steps without a recorded state.
 *
 * <p>Different programs round differently, and training magnifies that: a ReLU ends up on the other side of its kink for some row, a plateau is left a
 * few steps earlier, or Adam turns a gradient near 0 into a step of full size. So the stretch is repeated by hand in double, once unchanged and
 * {@value #COPIES} times with random perturbations at every step: gradients by up to 1/{@value #FACTOR} of their bound by {@link Rounding}, parameters
 * by one rounding, moments by one rounding and the effect of a rounded β, and the step by the effect of a rounded {@code 1 - βᵗ}. The trainers under
 * test play no part in this. The bound at a step is {@value #FACTOR} times the largest distance of any copy from the unchanged run up to that step.
 */
final class RunSpread {
    private static final int COPIES = 8;

    /**
     * The largest of 8 normally distributed deviations is at 1.4 standard deviations on average. Another deviation exceeds 4 times that, 5.7 standard
     * deviations, once in 1,000 times, since the standard deviation is itself estimated from 8 samples (Student's t with 7 degrees of freedom, times
     * √(1 + 1/8)).
     */
    private static final double FACTOR = 4;

    /** The bound of a loss must be below this share of the largest loss of the stretch; otherwise a comparison would prove too little. */
    private static final double TELLING = 0.01;

    /** The bound of an array must be below this share of its largest change (states) or its largest number (gradients). */
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

    /** One of the perturbed repetitions. */
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
            return new Gradients(Moved.combined(gradients, room, (g, bound) -> g + uniform() * bound / FACTOR));
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

        /** @param always a relative error that is the same at every step, as of a rounded factor, in roundings */
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

    private RunSpread(Recording recording, int from, int to) {
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
     * @param from the step before the stretch, whose state is recorded
     * @param to the last step of the stretch
     * @param progress called after each step
     */
    static RunSpread of(Recording recording, int from, int to, ProgressListener progress) {
        RunSpread spread = new RunSpread(recording, from, to);
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
                    step, gradients.stream().mapToDouble(Matrix::largest).toArray());
        }
    }

    private static void raise(double[] largest, double[] values) {
        Arrays.setAll(largest, i -> Math.max(largest[i], values[i]));
    }

    private static double distance(double a, double b) {
        return a == b ? 0 : Math.abs(a - b); // of two that are both infinite there is none
    }

    /** @return the arrays of the parameters, then those of the moments */
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

    /** @return the bound of a step's loss, in addition to that of the rounding within one step; NaN if it is too wide to prove anything */
    double lossBound(int step) {
        double bound = FACTOR * lossDeviations[step - from - 1];
        double largest = Arrays.stream(losses, 0, step - from).max().orElseThrow();
        return bound <= TELLING * largest ? bound : Double.NaN;
    }

    /** @return the bound of each array of a step's gradients; NaN as above */
    double[] gradientBounds(int step) {
        return telling(gradientDeviations.get(step), gradientSizes.get(step));
    }

    /** @return the bound of each array of the state after a step, parameters first, then moments; NaN as above */
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
}
