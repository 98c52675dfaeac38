package dev.crosscheck.replay;

import dev.crosscheck.data.Batches;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.train.DigitTwin;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.PyTorchLayout;
import java.util.Map;

/** Repeats a digit run with the DL4J network that {@code train} trains, in float. */
final class DigitsByTwin implements Player {
    private final DigitRecording recording;
    private final Batches batches;
    private final DigitTwin twin;

    DigitsByTwin(DigitRecording recording) {
        this(recording, recording.start());
    }

    private DigitsByTwin(DigitRecording recording, Parameters parameters) {
        this.recording = recording;
        batches = recording.batches();
        int largest = Math.min(recording.batch(), recording.data().train().size());
        twin = new DigitTwin(parameters, largest, recording.run().learningRate(), Adam.Epsilon.ON_CORRECTED);
    }

    @Override
    public double step(int step) {
        return twin.step(batches, recording.epochs().get(step / batches.count()), step % batches.count());
    }

    @Override
    public Map<String, Matrix> parameters() {
        return PyTorchLayout.arrays(twin.parameters());
    }

    @Override
    public Evaluation test() {
        return twin.evaluate(recording.data().test());
    }

    @Override
    public Evaluation testOfRecordedEnd() {
        try (DigitsByTwin end = new DigitsByTwin(recording, recording.end())) {
            return end.test();
        }
    }

    @Override
    public void close() {
        twin.close();
    }
}
