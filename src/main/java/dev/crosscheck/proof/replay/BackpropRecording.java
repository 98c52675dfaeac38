package dev.crosscheck.proof.replay;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.OnlineTraining;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.nn.optim.Sgd;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.twin.NetworkTwin;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A recorded network of one tanh layer and a linear output (course section 4), one example per step, with the loss
 * {@code ½ Σ (y - t)²}.
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
    public ReplayTolerances tolerances(int steps, ProgressListener progress) {
        double rounding = RoundingNoise.of(this, steps, progress);
        Tolerance tolerance = Tolerances.recordedDouble(rounding);
        String note = String.format(
                Locale.ROOT,
                "Rounding alone drives this run by up to %.1e (by hand, each parameter moved in its last place after"
                        + " every step)%s",
                rounding,
                tolerance == Tolerances.RECORDED_DOUBLE ? "." : ", so that twice that is allowed.");
        return new ReplayTolerances(tolerance, steps, tolerance, null, note);
    }

    @Override
    public Player byHand() {
        return new ByHand(this, new Sgd(run.learningRate()));
    }

    @Override
    public Player twin() {
        return new ByTwin(this);
    }

    /** Repeats backpropagation with {@link OnlineTraining}. */
    static final class ByHand implements Player {
        private final BackpropRecording recording;
        private final OnlineTraining training;
        private final Optimizer optimizer;
        private final Parameters parameters;

        ByHand(BackpropRecording recording, Optimizer optimizer) {
            this.recording = recording;
            this.optimizer = optimizer;
            training = new OnlineTraining(recording.network(), Loss.HALF_SQUARED_ERROR);
            parameters = recording.start();
        }

        @Override
        public double step(int step) {
            int example = recording.order()[step];
            return training.stepInPlace(
                    parameters,
                    optimizer,
                    recording.x().row(example),
                    recording.t().row(example));
        }

        @Override
        public Map<String, Matrix> parameters() {
            return parameters.byName();
        }
    }

    /** Repeats backpropagation with DL4J. */
    private static final class ByTwin implements Player {
        private final BackpropRecording recording;
        private final NetworkTwin twin;

        ByTwin(BackpropRecording recording) {
            this.recording = recording;
            twin = new NetworkTwin(recording.network(), Loss.HALF_SQUARED_ERROR);
            twin.setParameters(recording.start());
        }

        @Override
        public double step(int step) {
            int example = recording.order()[step];
            return twin.step(
                    recording.x().row(example),
                    recording.t().row(example),
                    recording.run().learningRate());
        }

        @Override
        public Map<String, Matrix> parameters() {
            return twin.parameters().byName();
        }
    }
}
