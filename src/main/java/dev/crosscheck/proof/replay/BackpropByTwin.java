package dev.crosscheck.proof.replay;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.proof.twin.NetworkTwin;
import java.util.Map;

/** Repeats backpropagation with DL4J. */
final class BackpropByTwin implements Player {
    private final BackpropRecording recording;
    private final NetworkTwin twin;

    BackpropByTwin(BackpropRecording recording) {
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
