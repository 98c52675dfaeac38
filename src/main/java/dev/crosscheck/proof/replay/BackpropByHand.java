package dev.crosscheck.proof.replay;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.OnlineTraining;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.Optimizer;
import java.util.Map;

/** Repeats backpropagation with {@link OnlineTraining}. */
final class BackpropByHand implements Player {
    private final BackpropRecording recording;
    private final OnlineTraining training;
    private final Optimizer optimizer;
    private final Parameters parameters;

    BackpropByHand(BackpropRecording recording, Optimizer optimizer) {
        this.recording = recording;
        this.optimizer = optimizer;
        training = new OnlineTraining(recording.network(), Loss.HALF_SQUARED_ERROR);
        parameters = recording.start();
    }

    @Override
    public double step(int step) {
        int example = recording.order()[step];
        return training.stepInPlace(
                parameters, optimizer, recording.x().row(example), recording.t().row(example));
    }

    @Override
    public Map<String, Matrix> parameters() {
        return parameters.byName();
    }
}
