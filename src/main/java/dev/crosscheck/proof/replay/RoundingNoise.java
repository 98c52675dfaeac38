package dev.crosscheck.proof.replay;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.nn.optim.Sgd;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Tolerances;
import java.util.SplittableRandom;

/**
 * How far rounding alone drives a run of backpropagation.
 *
 * <p>No two programs round alike, and runs differ in how they magnify that: one that leaves a plateau late can let a
 * difference of 1e-16 grow a thousandfold before the minimum shrinks it. So the run is repeated by hand several times,
 * with each parameter moved by -1, 0 or 1 unit in its last place after every step, and compared with itself.
 */
final class RoundingNoise {
    private static final int RUNS = 5;

    private RoundingNoise() {}

    /**
     * @param recording what to repeat
     * @param steps how many of its steps
     * @param progress called after each step of each run
     * @return the largest deviation of a loss or parameter that the moves made
     */
    static double of(BackpropRecording recording, int steps, ProgressListener progress) {
        Comparison comparison = new Comparison("rounding", Tolerances.REPORTED);
        double largest = 0;
        for (int seed = 0; seed < RUNS; seed++) {
            double rate = recording.run().learningRate();
            Player plain = new BackpropRecording.ByHand(recording, new Sgd(rate));
            Player moved = new BackpropRecording.ByHand(recording, moving(new Sgd(rate), new SplittableRandom(seed)));
            for (int step = 0; step < steps; step++) {
                largest = Math.max(largest, comparison.add(step + 1, "loss", plain.step(step), moved.step(step)));
                largest = Math.max(largest, comparison.add(step + 1, plain.parameters(), moved.parameters()));
                progress.at("rounding", (long) seed * steps + step + 1, (long) RUNS * steps);
            }
        }
        return largest;
    }

    private static Optimizer moving(Optimizer optimizer, SplittableRandom random) {
        return (parameters, gradients) -> {
            optimizer.updateInPlace(parameters, gradients);
            parameters.forEach(theta -> moveInPlace(theta, random));
        };
    }

    private static void moveInPlace(Matrix theta, SplittableRandom random) {
        double[] values = theta.data();
        for (int i = 0; i < values.length; i++) {
            values[i] += (random.nextInt(3) - 1) * Math.ulp(values[i]);
        }
    }
}
