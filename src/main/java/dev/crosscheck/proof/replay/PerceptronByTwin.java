package dev.crosscheck.proof.replay;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.proof.twin.PerceptronTwin;
import java.util.Map;

/** Repeats a perceptron with DL4J. */
final class PerceptronByTwin implements Player {
    private final PerceptronRecording recording;
    private final PerceptronTwin twin;

    PerceptronByTwin(PerceptronRecording recording) {
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
