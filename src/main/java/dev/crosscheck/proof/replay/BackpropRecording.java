package dev.crosscheck.proof.replay;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.Sgd;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Tolerances;
import java.util.List;
import java.util.Locale;

/**
 * A recorded network of one tanh layer and a linear output (course section 4), one example a step; the loss is ½ Σ (y - t)².
 *
 * @param run with W1 (I, H), b1 (1, H), W2 (H, O) and b2 (1, O)
 * @param x the examples, (N, I)
 * @param t their targets, (N, O)
 * @param order the example of each step
 */
public record BackpropRecording(RecordedRun run, Matrix x, Matrix t, int[] order) implements Recording {
    /** The parameters' names. */
    static final List<String> NAMES = List.of("W1", "b1", "W2", "b2");

    /** @return the architecture */
    Network network() {
        int hidden = run.start().get("W1").columns();
        return Network.of(x.columns(), List.of(hidden), t.columns(), Elementwise.TANH, Elementwise.IDENTITY);
    }

    /** @return a copy of the parameters that the run starts from */
    Parameters start() {
        return new Parameters(
                NAMES.stream().map(name -> run.start().get(name).copy()).toList());
    }

    @Override
    public String title() {
        return "backpropagation " + x.columns() + "-" + run.start().get("W1").columns() + "-" + t.columns();
    }

    /** The usual tolerance, or, in a run that magnifies rounding more, what rounding alone explains. */
    @Override
    public Limits limits(int steps, ProgressListener progress) {
        double rounding = RoundingNoise.of(this, steps, progress);
        Tolerance tolerance = Tolerances.recordedDouble(rounding);
        String note = String.format(
                Locale.ROOT,
                "Rounding alone drives this run by up to %.1e (by hand, each parameter moved in its last place after"
                        + " every step)%s",
                rounding,
                tolerance == Tolerances.RECORDED_DOUBLE ? "." : ", so that twice that is allowed.");
        return new Limits(tolerance, steps, tolerance, note);
    }

    @Override
    public Player byHand() {
        return new BackpropByHand(this, new Sgd(run.learningRate()));
    }

    @Override
    public Player twin() {
        return new BackpropByTwin(this);
    }
}
