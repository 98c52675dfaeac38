package dev.crosscheck.proof.replay;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Tolerances;

/**
 * A recorded perceptron (course section 1), one example a step; the loss is |t - y|.
 *
 * @param run with w (1, I) and b (1, 1)
 * @param x the examples, (N, I)
 * @param t their targets, (N, 1)
 * @param order the example of each step
 */
public record PerceptronRecording(RecordedRun run, Matrix x, Matrix t, int[] order) implements Recording {

    @Override
    public String title() {
        return "perceptron with " + x.columns() + " inputs";
    }

    @Override
    public Limits limits(int steps, ProgressListener progress) {
        return new Limits(Tolerances.RECORDED_DOUBLE, steps, Tolerances.RECORDED_DOUBLE, "");
    }

    @Override
    public Player byHand() {
        return new PerceptronByHand(this);
    }

    @Override
    public Player twin() {
        return new PerceptronByTwin(this);
    }
}
