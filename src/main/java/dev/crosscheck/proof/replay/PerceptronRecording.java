package dev.crosscheck.proof.replay;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.twin.PerceptronTwin;
import java.util.Map;

/**
 * A recorded perceptron (course section 1), one example per step; the loss is |t - y|.
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
    public ReplayTolerances tolerances(int steps, ProgressListener progress) {
        return new ReplayTolerances(Tolerances.RECORDED_DOUBLE, steps, Tolerances.RECORDED_DOUBLE, null, "");
    }

    @Override
    public Player byHand() {
        return new ByHand(this);
    }

    @Override
    public Player twin() {
        return new ByTwin(this);
    }

    /** Repeats a perceptron with {@link Perceptron}. */
    private static final class ByHand implements Player {
        private final PerceptronRecording recording;
        private Perceptron perceptron;

        ByHand(PerceptronRecording recording) {
            this.recording = recording;
            Map<String, Matrix> start = recording.run().start();
            perceptron = new Perceptron(start.get("w").data(), start.get("b").get(0, 0));
        }

        @Override
        public double step(int step) {
            int example = recording.order()[step];
            double[] x = recording.x().row(example).data();
            double t = recording.t().get(example, 0);
            double loss = Math.abs(t - perceptron.output(x));
            perceptron = perceptron.corrected(x, t, recording.run().learningRate());
            return loss;
        }

        @Override
        public Map<String, Matrix> parameters() {
            return Map.of("w", Matrix.rowOf(perceptron.weights()), "b", Matrix.rowOf(perceptron.bias()));
        }
    }

    /** Repeats a perceptron with DL4J. */
    private static final class ByTwin implements Player {
        private final PerceptronRecording recording;
        private final PerceptronTwin twin;

        ByTwin(PerceptronRecording recording) {
            this.recording = recording;
            Map<String, Matrix> start = recording.run().start();
            Perceptron perceptron =
                    new Perceptron(start.get("w").data(), start.get("b").get(0, 0));
            twin = new PerceptronTwin(perceptron, recording.run().learningRate());
        }

        @Override
        public double step(int step) {
            Matrix x = recording.x().row(recording.order()[step]);
            Matrix t = recording.t().row(recording.order()[step]);
            double loss = Math.abs(t.get(0, 0) - twin.output(x).get(0, 0));
            twin.step(x, t);
            return loss;
        }

        @Override
        public Map<String, Matrix> parameters() {
            Perceptron perceptron = twin.perceptron();
            return Map.of("w", Matrix.rowOf(perceptron.weights()), "b", Matrix.rowOf(perceptron.bias()));
        }
    }
}
