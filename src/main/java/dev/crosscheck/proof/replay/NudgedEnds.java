package dev.crosscheck.proof.replay;

import dev.crosscheck.data.Batches;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.statistics.Summary;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.StepwiseTraining;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.Kernels;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Where rounding alone lets a digit run end.
 *
 * <p>Two programs that round differently train the same network for some hundred steps and two networks from then on, so that no bound on
 * single steps speaks of the end. How far such networks' ends are apart is measured: the run is repeated by hand in float several times, in
 * the recorded order, each time with every initial parameter moved by up to {@value #UNITS} units in its last place. What one more run of the same
 * formulas comes to, be it PyTorch's or a player's, lies in the prediction interval of these ends.
 *
 * @param accuracy of the test images, in percent, at each end
 * @param loss the mean test loss at each end
 */
public record NudgedEnds(Summary accuracy, Summary loss) {
    /**
     * With n runs the interval is {@code t √(1 + 1/n)} standard deviations to each side: 5.7 with 8 runs, 4.0 with 20, 3.3 with as many as one likes. So 20 have
     * most of the sharpness, in about the time that the players in double take.
     */
    private static final int RUNS = 20;

    /**
     * A program that rounds otherwise does so several times at every step, which adds up to some ten units over the some 300 steps before
     * runs part; up to 16 are 9.5 in the root mean square. A start moved by a single unit parts later, and at the same few steps each time,
     * so that its ends are a few clusters.
     */
    private static final int UNITS = 16;

    /** One false alarm in 1,000 verdicts: a replay of five players has a dozen of these. */
    private static final double CONFIDENCE = 0.999;

    /**
     * Repeats the run with nudged parameters.
     *
     * @param recording what to repeat
     * @param progress called after each step of each run
     */
    static NudgedEnds of(DigitRecording recording, ProgressListener progress) {
        double[] accuracies = new double[RUNS];
        double[] losses = new double[RUNS];
        for (int run = 0; run < RUNS; run++) {
            Evaluation end = end(recording, run, progress);
            accuracies[run] = end.accuracyPercent();
            losses[run] = end.loss();
        }
        return new NudgedEnds(Summary.of(accuracies), Summary.of(losses));
    }

    private static Evaluation end(DigitRecording recording, int run, ProgressListener progress) {
        Parameters start = recording.start();
        SplittableRandom random = new SplittableRandom(run);
        start.matrices().forEach(theta -> nudgeInPlace(theta, random));
        Batches batches = recording.batches();
        int steps = recording.run().steps();
        try (StepwiseTraining training = new StepwiseTraining(
                start, batches, recording.run().learningRate(), Adam.Epsilon.ON_CORRECTED, method(recording))) {
            for (int step = 0; step < steps; step++) {
                training.step(recording.epochs().get(step / batches.count()), step % batches.count());
                progress.at("nudged starts", (long) run * steps + step + 1, (long) RUNS * steps);
            }
            return training.evaluate(recording.data().test());
        }
    }

    private static TrainingMethod method(DigitRecording recording) {
        return TrainingMethod.byHand(Kernels.AUTO);
    }

    private static void nudgeInPlace(Matrix theta, SplittableRandom random) {
        double[] values = theta.data();
        for (int i = 0; i < values.length; i++) {
            float value = (float) values[i];
            values[i] = value + (random.nextInt(2 * UNITS + 1) - UNITS) * Math.ulp(value);
        }
    }

    /** @return whether the recorded end is one of those that rounding makes */
    List<Verdict> ofRecorded(DigitRecording recording) {
        int images = recording.data().test().size();
        return of("recorded", 100.0 * recording.testCorrect() / images, recording.testLoss());
    }

    /** @return whether a player's own end is one of those */
    List<Verdict> ofPlayer(Evaluation test) {
        return of("own", test.accuracyPercent(), test.loss());
    }

    private List<Verdict> of(String whose, double percent, double meanLoss) {
        Comparison ofAccuracy =
                new Comparison("accuracy, " + whose + " end", allowed(accuracy, Tolerances.SAME_ACCURACY));
        ofAccuracy.add(Comparison.NO_STEP, "percent", accuracy.mean(), percent);
        Comparison ofLoss = new Comparison("test loss, " + whose + " end", allowed(loss, Tolerances.RECORDED_FLOAT));
        ofLoss.add(Comparison.NO_STEP, "mean loss", loss.mean(), meanLoss);
        return List.of(ofAccuracy.verdict(), ofLoss.verdict());
    }

    /** A run may be too short to magnify a nudge: then what float32 alone does to one network's tests is all there is. */
    private static Tolerance allowed(Summary ends, Tolerance ofOneNetwork) {
        String reason = String.format(
                Locale.ROOT,
                "%.1f%% prediction interval of one more end, from %d ends with a mean of %.5g and a standard deviation of %.2g, and what"
                        + " float32 alone explains",
                100 * CONFIDENCE,
                ends.runs(),
                ends.mean(),
                ends.deviation());
        return new Tolerance(ends.prediction(CONFIDENCE) + ofOneNetwork.allowed(ends.mean()), 0, reason);
    }
}
