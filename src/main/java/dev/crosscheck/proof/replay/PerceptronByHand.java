package dev.crosscheck.proof.replay;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Perceptron;
import java.util.Map;

/** Repeats a perceptron with {@link Perceptron}. */
final class PerceptronByHand implements Player {
    private final PerceptronRecording recording;
    private Perceptron perceptron;

    PerceptronByHand(PerceptronRecording recording) {
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
